// SPDX-License-Identifier: Apache-2.0
#include "core/run/attribute_calls.h"

#include <fcntl.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <utime.h>

#include <algorithm>
#include <climits>
#include <cstring>

#include "core/base/path.h"
#include "core/run/kernel_calls.h"

namespace vg {
namespace {

/// Up to `size` bytes of the payload's memory, as many as can be read.
std::string memory_of(pid_t pid, std::uint64_t address, std::size_t size) {
  constexpr std::uint64_t page = 4096;
  std::string bytes(size, '\0');
  std::size_t length = 0;
  while (length < size) {
    const std::uint64_t from = address + length;
    const std::size_t part = std::min<std::size_t>(size - length, page - from % page);
    iovec here{bytes.data() + length, part};
    iovec there{reinterpret_cast<void*>(from), part};
    if (::process_vm_readv(pid, &here, 1, &there, 1, 0) != static_cast<ssize_t>(part)) break;
    length += part;
    if (std::memchr(bytes.data(), 0, length) != nullptr && size == PATH_MAX) break;
  }
  bytes.resize(length);
  return bytes;
}

template <typename T>
bool read_value(pid_t pid, std::uint64_t address, T& value) {
  const std::string bytes = memory_of(pid, address, sizeof value);
  if (bytes.size() != sizeof value) return false;
  std::memcpy(&value, bytes.data(), sizeof value);
  return true;
}

std::string process_path(pid_t pid, const std::string& rest) {
  return "/proc/" + std::to_string(pid) + "/" + rest;
}

/// `/proc/self` is somebody else here.
std::string seen_from_payload(pid_t pid, const std::string& path) {
  for (const char* prefix : {"/proc/self/", "/proc/thread-self/"})
    if (path.starts_with(prefix)) return process_path(pid, path.substr(std::strlen(prefix)));
  if (path.starts_with("/dev/fd/")) return process_path(pid, "fd/" + path.substr(std::strlen("/dev/fd/")));
  return path;
}

struct Target {
  UniqueFd file;
  int error = 0;
};

Target opened(const std::string& path, int flags) {
  Target target{UniqueFd(::open(path.c_str(), O_PATH | O_CLOEXEC | flags)), 0};
  if (!target.file) target.error = errno;
  return target;
}

bool is_about_times(const AttributeCall& row) {
  return row.value != AttributeValue::mode && row.value != AttributeValue::owner;
}

Target open_target(const seccomp_notif& call, const AttributeCall& row) {
  const auto pid = static_cast<pid_t>(call.pid);
  const auto argument = [&](int index) { return call.data.args[index]; };
  const int directory = row.directory < 0 ? AT_FDCWD : static_cast<int>(argument(row.directory));
  const int flags = row.flags < 0 ? 0 : static_cast<int>(argument(row.flags));
  if ((flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) != 0) return {{}, EINVAL};
  const std::string of_descriptor = process_path(pid, "fd/" + std::to_string(directory));
  if (row.path < 0 || (argument(row.path) == 0 && is_about_times(row))) {
    if (directory < 0) return {{}, EBADF};
    return opened(of_descriptor, 0);
  }
  std::string path = memory_of(pid, argument(row.path), PATH_MAX);
  const std::size_t end = path.find('\0');
  if (end == std::string::npos) return {{}, path.size() == PATH_MAX ? ENAMETOOLONG : EFAULT};
  path.resize(end);
  const std::string base = directory == AT_FDCWD ? process_path(pid, "cwd") : of_descriptor;
  if (path.empty()) {
    if ((flags & AT_EMPTY_PATH) == 0) return {{}, ENOENT};
    return opened(base, 0);
  }
  path = seen_from_payload(pid, path);
  const bool follows = (flags & AT_SYMLINK_NOFOLLOW) == 0 && row.number != older::lchown;
  const int follow = follows ? 0 : O_NOFOLLOW;
  if (path.front() == '/') return opened(path, follow);
  const Target from = opened(base, 0);
  if (!from.file) return {{}, from.error == ENOENT ? EBADF : from.error};
  Target target{UniqueFd(::openat(from.file.get(), path.c_str(), O_PATH | O_CLOEXEC | follow)), 0};
  if (!target.file) target.error = errno;
  return target;
}

/// False where the payload's memory cannot be read.
bool read_times(pid_t pid, std::uint64_t address, AttributeValue kind, timespec (&times)[2]) {
  if (kind == AttributeValue::timespecs) return read_value(pid, address, times);
  if (kind == AttributeValue::timevals) {
    timeval values[2];
    if (!read_value(pid, address, values)) return false;
    for (int i = 0; i < 2; ++i) {
      // The kernel refuses what is no part of a second, and so that it does here too.
      const bool is_valid = values[i].tv_usec >= 0 && values[i].tv_usec < 1'000'000;
      times[i] = {values[i].tv_sec, is_valid ? values[i].tv_usec * 1000 : -1};
    }
    return true;
  }
  utimbuf values{};
  if (!read_value(pid, address, values)) return false;
  times[0] = {values.actime, 0};
  times[1] = {values.modtime, 0};
  return true;
}

int set_mode(int file, mode_t mode) {
  struct stat facts {};
  if (::fstat(file, &facts) != 0) return errno;
  if (S_ISLNK(facts.st_mode)) return EOPNOTSUPP;
  // The kernel lets the owner only; the supervisor may be allowed more than the payload is.
  if (facts.st_uid != ::geteuid()) return EPERM;
  const std::string link = "/proc/self/fd/" + std::to_string(file);
  return ::chmod(link.c_str(), mode & 07777) == 0 ? 0 : errno;
}

/// Nothing changes hands: archives and copies only ask for the owner that a file has.
int set_owner(int file, std::uint32_t user, std::uint32_t group) {
  constexpr std::uint32_t unchanged = ~0U;
  struct stat facts {};
  if (::fstat(file, &facts) != 0) return errno;
  const bool stays = (user == unchanged || user == facts.st_uid) && (group == unchanged || group == facts.st_gid);
  return stays ? 0 : EPERM;
}

int set_times(int file, const timespec* times) {
  struct stat facts {};
  if (::fstat(file, &facts) != 0) return errno;
  if (facts.st_uid != ::geteuid()) return EPERM;
  return ::syscall(SYS_utimensat, file, "", times, AT_EMPTY_PATH) == 0 ? 0 : errno;
}

}  // namespace

bool AttributeAgent::is_inside(int file) const {
  struct stat facts {};
  if (::fstat(file, &facts) != 0) return false;
  if (facts.st_nlink == 0) return true;  // nobody else can open it by a name
  char text[PATH_MAX];
  const ssize_t length = ::readlink(("/proc/self/fd/" + std::to_string(file)).c_str(), text, sizeof text);
  if (length <= 0 || length == static_cast<ssize_t>(sizeof text) || text[0] != '/') return false;
  const std::string path(text, static_cast<std::size_t>(length));
  const bool is_below =
      std::any_of(trees_.begin(), trees_.end(), [&](const std::string& tree) { return is_at_or_below(path, tree); });
  if (!is_below) return false;
  const UniqueFd again(open_resolved(AT_FDCWD, path.c_str(), O_PATH | O_NOFOLLOW, RESOLVE_NO_SYMLINKS));
  struct stat there {};
  return again && ::fstat(again.get(), &there) == 0 && there.st_dev == facts.st_dev && there.st_ino == facts.st_ino;
}

int AttributeAgent::act(const seccomp_notif& call) const {
  const auto* row = std::find_if(attribute_calls.begin(), attribute_calls.end(),
                                 [&](const AttributeCall& one) { return one.number == call.data.nr; });
  if (row == attribute_calls.end()) return EPERM;
  const auto pid = static_cast<pid_t>(call.pid);
  const Target target = open_target(call, *row);
  const std::uint64_t value = call.data.args[row->value_argument];
  timespec times[2];
  const bool is_now = is_about_times(*row) && value == 0;
  if (is_about_times(*row) && !is_now && !read_times(pid, value, row->value, times)) return EFAULT;
  // All that was read belongs to the caller only if it still waits: its number may have been given away.
  std::uint64_t id = call.id;
  if (::ioctl(listener_.get(), SECCOMP_IOCTL_NOTIF_ID_VALID, &id) != 0) return EPERM;
  if (!target.file) return target.error;
  if (!is_inside(target.file.get())) return EPERM;
  if (row->value == AttributeValue::mode) return set_mode(target.file.get(), static_cast<mode_t>(value));
  if (row->value == AttributeValue::owner)
    return set_owner(target.file.get(), static_cast<std::uint32_t>(value),
                     static_cast<std::uint32_t>(call.data.args[row->value_argument + 1]));
  return set_times(target.file.get(), is_now ? nullptr : times);
}

bool AttributeAgent::answer() const {
  seccomp_notif call{};
  if (::ioctl(listener_.get(), SECCOMP_IOCTL_NOTIF_RECV, &call) != 0) return errno == EINTR || errno == ENOENT;
  seccomp_notif_resp response{};
  response.id = call.id;
  response.error = -act(call);
  ::ioctl(listener_.get(), SECCOMP_IOCTL_NOTIF_SEND, &response);
  return true;
}

}  // namespace vg
