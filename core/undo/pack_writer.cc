// SPDX-License-Identifier: Apache-2.0
#include "core/undo/pack_writer.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/keep/copy_entry.h"
#include "core/undo/snapshot.h"

namespace vg {
namespace {

constexpr std::size_t block = 4096;
constexpr std::size_t buffer_size = sum_piece;

std::uint64_t at_block(std::uint64_t offset) {
  return (offset + block - 1) / block * block;
}

}  // namespace

PackWriter::~PackWriter() {
  if (pack_ && !finished_) ::unlink(path_.c_str());
}

Result<void> PackWriter::open() {
  if (pack_) return {};
  pack_.reset(::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!pack_) return fail_errno("cannot create", path_);
  buffer_ = std::make_unique_for_overwrite<char[]>(buffer_size);
  return {};
}

Result<void> PackWriter::flush() {
  std::size_t done = 0;
  while (done < filled_) {
    const ssize_t length =
        ::pwrite(pack_.get(), buffer_.get() + done, filled_ - done, static_cast<off_t>(offset_ + done));
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) return fail_errno("cannot write", path_);
    done += static_cast<std::size_t>(length);
  }
  offset_ += filled_;
  filled_ = 0;
  return {};
}

bool PackWriter::share(int file, std::uint64_t size) {
  const file_clone_range range{file, 0, 0, offset_};  // a length of 0: to the end, which need not fill its block
  if (size == 0 || !may_share_ || ::ioctl(pack_.get(), FICLONERANGE, &range) != 0) {
    may_share_ = false;
    return false;
  }
  return true;
}

Result<PackWriter::Place> PackWriter::add(int file, const struct stat& state) {
  VG_CHECK(open());
  const auto size = static_cast<std::uint64_t>(state.st_size);
  const std::uint64_t on_disk = static_cast<std::uint64_t>(state.st_blocks) * 512;
  if (bytes_ + std::min(size, on_disk + block) > most_) return fail("there is more than a snapshot may hold");
  if (may_share_) {
    VG_CHECK(flush());
    offset_ = at_block(offset_);
    if (share(file, size)) {
      const Place place{offset_, 0, size};
      offset_ += size;
      return place;
    }
  }
  if (size > buffer_size && on_disk + block < size) return add_with_holes(file, size);
  return add_small(file, size);
}

/// Read once, through the buffer.
Result<PackWriter::Place> PackWriter::add_small(int file, std::uint64_t size) {
  const std::uint64_t begin = at_block(offset_ + filled_);
  const std::size_t gap = static_cast<std::size_t>(begin - offset_ - filled_);
  if (filled_ + gap + std::min<std::uint64_t>(size, buffer_size) > buffer_size) {
    VG_CHECK(flush());
    offset_ = begin;
  } else {
    std::memset(buffer_.get() + filled_, 0, gap);
    filled_ += gap;
  }
  Place place{begin, 0, 0};
  while (place.size < size) {
    if (filled_ == buffer_size) VG_CHECK(flush());
    // Of a longer file every piece fills the buffer: the last flush() left it empty.
    std::size_t piece = 0;
    const std::size_t wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(buffer_size - filled_, size - place.size));
    while (piece < wanted) {
      const ssize_t length = ::read(file, buffer_.get() + filled_ + piece, wanted - piece);
      if (length < 0 && errno == EINTR) continue;
      if (length < 0) return fail_errno("cannot read");
      if (length == 0) break;
      piece += static_cast<std::size_t>(length);
    }
    place.sum = content_sum({buffer_.get() + filled_, piece}, place.sum);
    filled_ += piece;
    place.size += piece;
    if (piece < wanted) break;  // it became shorter
  }
  bytes_ += place.size;
  return place;
}

Result<PackWriter::Place> PackWriter::add_with_holes(int file, std::uint64_t size) {
  VG_CHECK(flush());
  offset_ = at_block(offset_);
  const Place place{offset_, 0, size};
  VG_CHECK(copy_content_at(file, 0, pack_.get(), offset_, size));
  offset_ += size;
  return place;
}

Result<void> PackWriter::finish() {
  if (!pack_) return {};
  VG_CHECK(flush());
  // A hole at the end is content as well.
  struct stat state {};
  if (::fstat(pack_.get(), &state) == 0 && static_cast<std::uint64_t>(state.st_size) < offset_ &&
      ::ftruncate(pack_.get(), static_cast<off_t>(offset_)) != 0)
    return fail_errno("cannot write", path_);
  finished_ = true;
  return {};
}

}  // namespace vg
