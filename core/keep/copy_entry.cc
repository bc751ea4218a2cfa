// SPDX-License-Identifier: Apache-2.0
#include "core/keep/copy_entry.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <string_view>

#include "core/base/file.h"

namespace vg {
namespace {

constexpr std::uint32_t power_bits = S_ISUID | S_ISGID;
constexpr std::int64_t second = 1'000'000'000;

timespec time_of(std::int64_t nanoseconds) {
  std::int64_t seconds = nanoseconds / second;
  std::int64_t rest = nanoseconds % second;
  if (rest < 0) {
    rest += second;
    --seconds;
  }
  return {seconds, static_cast<long>(rest)};
}

/// From [in, end) of one file to the other at `out`; less where the file became shorter.
Result<void> copy_range(int from, loff_t in, int to, loff_t out, loff_t end) {
  while (in < end) {
    const ssize_t copied = ::copy_file_range(from, &in, to, &out, static_cast<std::size_t>(end - in), 0);
    if (copied > 0) continue;
    if (copied == 0) return {};
    if (errno == EINTR) continue;
    if (errno != EXDEV && errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP) return fail_errno("cannot copy");
    break;
  }
  char buffer[65536];
  while (in < end) {
    const ssize_t length = ::pread(from, buffer, std::min<std::size_t>(sizeof buffer, end - in), in);
    if (length == 0) return {};
    if (length < 0) return fail_errno("cannot read");
    if (::lseek(to, out, SEEK_SET) < 0) return fail_errno("cannot write");
    VG_CHECK(write_all(to, std::string_view(buffer, static_cast<std::size_t>(length))));
    in += length;
    out += length;
  }
  return {};
}

std::vector<std::string> attribute_names(const std::string& path) {
  std::vector<std::string> found;
  char few[512];
  std::string many;
  const char* names = few;
  ssize_t length = ::listxattr(path.c_str(), few, sizeof few);
  if (length < 0 && errno == ERANGE) {
    many.resize(XATTR_LIST_MAX);
    names = many.data();
    length = ::listxattr(path.c_str(), many.data(), many.size());
  }
  for (std::size_t at = 0; length > 0 && at < static_cast<std::size_t>(length);) {
    found.emplace_back(names + at);
    at += found.back().size() + 1;
  }
  return found;
}

bool is_of_overlay(std::string_view name) {
  return name.starts_with("user.overlay.") || name.starts_with("trusted.overlay.");
}

bool is_a_persons(std::string_view name) {
  if (is_of_overlay(name)) return false;
  return name.starts_with("user.") || name == "system.posix_acl_access" || name == "system.posix_acl_default";
}

}  // namespace

Result<void> copy_content(int from, int to, std::uint64_t size) {
  if (::ioctl(to, FICLONE, from) == 0) return {};
  if (::ftruncate(to, static_cast<off_t>(size)) != 0) return fail_errno("cannot write");
  return copy_content_at(from, 0, to, 0, size);
}

Result<void> copy_content_at(int from, std::uint64_t from_offset, int to, std::uint64_t to_offset, std::uint64_t size) {
  const off_t start = static_cast<off_t>(from_offset);
  const off_t end = start + static_cast<off_t>(size);
  const off_t shift = static_cast<off_t>(to_offset) - start;
  for (off_t at = start; at < end;) {
    const off_t data = ::lseek(from, at, SEEK_DATA);
    if (data < 0 && errno == ENXIO) return {};  // nothing but a hole from here on
    const off_t begin = data < 0 ? at : data;
    if (begin >= end) return {};
    const off_t hole = data < 0 ? end : ::lseek(from, begin, SEEK_HOLE);
    const off_t stop = hole < 0 ? end : std::min(hole, end);
    VG_CHECK(copy_range(from, begin, to, begin + shift, stop));
    at = std::max(stop, begin + 1);
  }
  return {};
}

Result<std::string> take_power(const std::string& path, const FileState& state) {
  std::string taken;
  // Of a directory, set-group-ID only says whose group new files get.
  const std::uint32_t bits = state.mode & (state.is_directory() ? 0U : power_bits);
  if (bits != 0) {
    if (::chmod(path.c_str(), state.mode & 07777 & ~power_bits) != 0) return fail_errno("cannot change the mode");
    taken = (bits & S_ISUID) != 0 ? "set-user-ID" : "set-group-ID";
  }
  for (const std::string& name : attribute_names(path)) {
    const bool is_capability = name == "security.capability";
    if (!is_capability && !is_of_overlay(name)) continue;
    if (::removexattr(path.c_str(), name.c_str()) != 0) return fail_errno("cannot take '" + name + "' away");
    if (is_capability) taken += (taken.empty() ? "" : ", ") + std::string("capabilities");
  }
  return taken;
}

void copy_attributes(const std::string& from, const std::string& to) {
  for (const std::string& name : attribute_names(from)) {
    if (!is_a_persons(name)) continue;
    std::string value(XATTR_SIZE_MAX, '\0');
    const ssize_t length = ::getxattr(from.c_str(), name.c_str(), value.data(), value.size());
    // Where the other file system has none, the file is worth more than its attributes.
    if (length >= 0) ::setxattr(to.c_str(), name.c_str(), value.data(), static_cast<std::size_t>(length), 0);
  }
}

Result<void> set_looks(int file, const FileState& state) {
  struct stat now {};
  if (::fstat(file, &now) != 0) return fail_errno("cannot look at what was written");
  if ((now.st_uid != state.uid || now.st_gid != state.gid) && ::fchown(file, state.uid, state.gid) != 0 &&
      errno != EPERM)
    return fail_errno("cannot change the owner");
  if (::fchmod(file, state.mode & 07777 & ~power_bits) != 0) return fail_errno("cannot change the mode");
  const timespec times[2] = {{0, UTIME_OMIT}, time_of(state.modified)};
  if (::futimens(file, times) != 0) return fail_errno("cannot set the time");
  return {};
}

void set_times(int directory, const std::string& name, const FileState& state) {
  const timespec times[2] = {{0, UTIME_OMIT}, time_of(state.modified)};
  ::utimensat(directory, name.c_str(), times, AT_SYMLINK_NOFOLLOW);
}

Result<void> copy_link(int from_directory, const std::string& from, int to_directory, const std::string& to) {
  char target[PATH_MAX];
  const ssize_t length = ::readlinkat(from_directory, from.c_str(), target, sizeof target - 1);
  if (length < 0) return fail_errno("cannot read the link");
  target[length] = '\0';
  if (::symlinkat(target, to_directory, to.c_str()) != 0) return fail_errno("cannot make the link");
  const FileState state = state_at(from_directory, from);
  if (::geteuid() == 0) (void)!::fchownat(to_directory, to.c_str(), state.uid, state.gid, AT_SYMLINK_NOFOLLOW);
  set_times(to_directory, to, state);
  return {};
}

}  // namespace vg
