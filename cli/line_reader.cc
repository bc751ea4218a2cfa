// SPDX-License-Identifier: Apache-2.0
#include "cli/line_reader.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace vg::cli {
namespace {

constexpr std::size_t chunk = 64 * 1024;

/// Appends what one read(2) gives to `out`. Out: how much that was, 0 at the end.
Result<std::size_t> read_some(int fd, std::string& out) {
  char bytes[chunk];
  for (;;) {
    const ssize_t n = ::read(fd, bytes, sizeof bytes);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno("cannot read");
    out.append(bytes, static_cast<std::size_t>(n));
    return static_cast<std::size_t>(n);
  }
}

}  // namespace

Result<void> LineReader::fill() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  at_end_ = VG_TRY(read_some(fd_, buffer_)) == 0;
  return {};
}

Result<bool> LineReader::next(std::string& line) {
  line.clear();
  for (;;) {
    const std::size_t end = std::min(buffer_.find('\n', begin_), buffer_.size());
    line.append(buffer_, begin_, std::min(end - begin_, limit_ + 1 - line.size()));
    const bool is_whole = end < buffer_.size();
    const bool is_some = is_whole || end > begin_ || !line.empty();
    begin_ = is_whole ? end + 1 : end;
    if (is_whole) return true;
    if (at_end_) return is_some;
    VG_CHECK(fill());
  }
}

Result<std::string> read_all(int fd, const std::string& name, std::size_t limit) {
  std::string content;
  for (;;) {
    const auto count = read_some(fd, content);
    if (!count) return fail(count.error().what, name, count.error().errnum);
    if (*count == 0) return content;
    if (content.size() > limit) return fail("larger than " + std::to_string(limit) + " bytes", name, EFBIG);
  }
}

}  // namespace vg::cli
