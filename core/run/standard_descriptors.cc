// SPDX-License-Identifier: Apache-2.0
#include "core/run/standard_descriptors.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <utility>

#include "core/run/mount_calls.h"

namespace vg {
namespace {

constexpr const char* descriptor_names[] = {"standard input", "standard output", "standard error"};

/// Character devices of major 1 that hold nothing. Source: Linux Documentation/admin-guide/devices.txt:
/// null, zero, full, random, urandom.
constexpr unsigned harmless_memory_minors[] = {3, 5, 7, 8, 9};

bool is_harmless_device(int fd, dev_t device) {
  if (major(device) == 1) {
    for (const unsigned number : harmless_memory_minors)
      if (minor(device) == number) return true;
    return false;
  }
  return ::isatty(fd) == 1;
}

/// The file behind `fd` through a read-only mount of its own, at the same position. A file that is no longer at its
/// path (deleted, as here-documents are) cannot be reached there by anybody else and stays as it is: -ESTALE.
int open_sealed(const char* path, int fd) {
  struct stat own {};
  struct stat found {};
  const int mount = clone_tree(path, Follow::no_symlinks);
  if (mount < 0) return -ESTALE;
  int result = -ESTALE;
  if (::fstat(fd, &own) == 0 && ::fstat(mount, &found) == 0 && own.st_dev == found.st_dev &&
      own.st_ino == found.st_ino) {
    result = -change_mount(mount, MOUNT_ATTR_RDONLY, 0);
    char link[32];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", mount);
    if (result == 0) result = ::open(link, O_RDONLY | O_CLOEXEC | (::fcntl(fd, F_GETFL) & O_NONBLOCK));
    if (result == -1)
      result = errno == EACCES ? -ESTALE : -errno;  // opened by somebody who could, passed to one who cannot
  }
  ::close(mount);
  if (result >= 0) ::lseek(result, ::lseek(fd, 0, SEEK_CUR), SEEK_SET);
  return result;
}

/// nullptr: may be given to a sandbox. Else what it is.
const char* refusal(int fd) {
  struct stat facts {};
  if (::fstat(fd, &facts) != 0) return nullptr;
  const int flags = ::fcntl(fd, F_GETFL);
  if (S_ISDIR(facts.st_mode)) return "a directory";
  if (flags >= 0 && (flags & O_PATH) != 0) return "a path descriptor (O_PATH)";
  if (S_ISBLK(facts.st_mode)) return "a block device";
  if (!S_ISCHR(facts.st_mode)) return nullptr;
  unsigned number = 0;
  if (::ioctl(fd, TIOCGPTN, &number) == 0) return "the master side of a terminal";
  return is_harmless_device(fd, facts.st_rdev) ? nullptr : "a device";
}

/// A datagram socket can send anywhere, a listening one takes callers, and one of the Internet can be connected anew.
const char* socket_refusal(int fd, bool has_network) {
  struct stat facts {};
  if (::fstat(fd, &facts) != 0 || !S_ISSOCK(facts.st_mode)) return nullptr;
  int domain = 0;
  int type = 0;
  int listens = 0;
  socklen_t length = sizeof(int);
  if (::getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &length) != 0 ||
      ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) != 0 ||
      ::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) != 0)
    return "a socket";
  if (listens != 0) return "a socket that listens";
  if (domain == AF_UNIX) return type == SOCK_DGRAM ? "a datagram socket" : nullptr;
  sockaddr_storage peer{};
  socklen_t peer_length = sizeof peer;
  const bool is_stream = (domain == AF_INET || domain == AF_INET6) && type == SOCK_STREAM &&
                         ::getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &peer_length) == 0;
  return is_stream && has_network ? nullptr : "a socket of the host's network";
}

}  // namespace

Result<StandardDescriptors> StandardDescriptors::reserve() {
  StandardDescriptors descriptors;
  for (int fd = 0; fd < 3; ++fd) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    // open(2) takes the lowest free number, which is this one.
    if (::open("/dev/null", O_RDWR | O_CLOEXEC) < 0) return fail_errno("cannot open '/dev/null'");
    descriptors.reserved_[static_cast<std::size_t>(fd)] = true;
  }
  descriptors.find_inputs();
  return descriptors;
}

void StandardDescriptors::find_inputs() {
  for (int fd = 0; fd < 3; ++fd) {
    struct stat facts {};
    const int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0 || (flags & O_ACCMODE) != O_RDONLY || ::fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode)) continue;
    char path[PATH_MAX];
    const ssize_t length = ::readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), path, sizeof path);
    if (length > 0 && path[0] == '/')
      inputs_[static_cast<std::size_t>(fd)].assign(path, static_cast<std::size_t>(length));
  }
}

StandardDescriptors::StandardDescriptors(StandardDescriptors&& other) noexcept
    : reserved_(other.reserved_), inputs_(std::move(other.inputs_)) {
  other.reserved_ = {};
}

StandardDescriptors::~StandardDescriptors() {
  for (int fd = 0; fd < 3; ++fd)
    if (reserved_[static_cast<std::size_t>(fd)]) ::close(fd);
}

Result<void> StandardDescriptors::check_for_sandbox(bool has_network) const {
  for (int fd = 0; fd < 3; ++fd) {
    const char* what = refusal(fd);
    if (what == nullptr) what = socket_refusal(fd, has_network);
    if (what == nullptr) continue;
    return fail(std::string("cannot contain the command: its ") + descriptor_names[fd] + " is " + what +
                "\nRedirect it to or from a file, a pipe or /dev/null. It was not run.");
  }
  return {};
}

int StandardDescriptors::seal_inputs(void (*opened)(int, int, int), int socket) const {
  for (int fd = 0; fd < 3; ++fd) {
    const std::string& path = inputs_[static_cast<std::size_t>(fd)];
    if (path.empty()) continue;
    const int sealed = open_sealed(path.c_str(), fd);
    if (sealed == -ESTALE) continue;
    if (sealed < 0) return -sealed;
    opened(socket, fd, sealed);
    const int result = ::dup2(sealed, fd);
    ::close(sealed);
    if (result < 0) return errno;
  }
  return 0;
}

int StandardDescriptors::keep_over_exec() const {
  for (int fd = 0; fd < 3; ++fd)
    if (reserved_[static_cast<std::size_t>(fd)] && ::fcntl(fd, F_SETFD, 0) != 0) return errno;
  return 0;
}

}  // namespace vg
