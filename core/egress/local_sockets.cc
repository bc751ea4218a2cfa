// SPDX-License-Identifier: Apache-2.0
#include "core/egress/local_sockets.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>

#include "core/base/unique_fd.h"

namespace vg {
namespace {

constexpr std::size_t path_place = offsetof(sockaddr_un, sun_path);

/// The path with its end; a name in the kernel's own space (abstract, unnamed, automatic) has none.
struct LocalPath {
  char text[sizeof(sockaddr_un::sun_path) + 1] = "";
  bool is_absolute() const { return text[0] == '/'; }
};

bool has_path(const SocketAddress& address, std::size_t length) {
  return length > path_place && address.local.sun_path[0] != '\0';
}

int read_path(const SocketAddress& address, std::size_t length, LocalPath& path) {
  if (length > sizeof(sockaddr_un)) return EINVAL;
  std::memcpy(path.text, address.local.sun_path, length - path_place);
  path.text[length - path_place] = '\0';
  return 0;
}

/// Whether the caller's root directory is the agent's own, in the same mount.
bool shares_root(int root) {
  struct statx own {};
  struct statx other {};
  constexpr unsigned wanted = STATX_INO | STATX_MNT_ID;
  if (::statx(AT_FDCWD, "/", 0, wanted, &own) != 0 || ::statx(root, "", AT_EMPTY_PATH, wanted, &other) != 0)
    return false;
  return (own.stx_mask & other.stx_mask & STATX_MNT_ID) != 0 && own.stx_mnt_id == other.stx_mnt_id &&
         own.stx_ino == other.stx_ino && own.stx_dev_major == other.stx_dev_major &&
         own.stx_dev_minor == other.stx_dev_minor;
}

/// `base`: the caller's root for an absolute path, which never leaves it; else where the caller stands.
int open_below(int base, const char* path, std::uint64_t flags) {
  open_how how{};
  how.flags = flags | O_CLOEXEC;
  how.resolve = RESOLVE_NO_MAGICLINKS | (path[0] == '/' ? RESOLVE_IN_ROOT : 0);
  return static_cast<int>(::syscall(SYS_openat2, base, path, &how, sizeof how));
}

/// While it lives the agent stands where the caller does. The agent is one thread.
class Visit {
 public:
  explicit Visit(int directory) : error_(::fchdir(directory) == 0 ? 0 : errno) {}
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;
  ~Visit() { (void)!::chdir("/"); }
  int error() const { return error_; }

 private:
  int error_;
};

enum class Call : std::uint8_t { connect, bind };

int perform(Call call, const Caller& caller, const SocketAddress& address, std::size_t length) {
  const auto size = static_cast<socklen_t>(length);
  if (call == Call::connect) return ::connect(caller.socket, &address.any, size) == 0 ? 0 : errno;
  // A socket file is made under the caller's umask.
  const mode_t before = ::umask(umask_of(caller.thread));
  const int error = ::bind(caller.socket, &address.any, size) == 0 ? 0 : errno;
  ::umask(before);
  return error;
}

int perform_named(Call call, const Caller& caller, const char* name) {
  SocketAddress address{};
  address.local.sun_family = AF_UNIX;
  const std::size_t length = std::strlen(name);
  if (length == 0) return ENOENT;  // it would be a name in the kernel's own space
  if (length >= sizeof address.local.sun_path) return ENAMETOOLONG;
  std::memcpy(address.local.sun_path, name, length + 1);
  return perform(call, caller, address, path_place + length + 1);
}

/// The caller stands in a tree of its own (chroot, a mount namespace): the path is looked up from there, and the
/// socket reached through its descriptor. A socket made so knows its last name only.
int perform_elsewhere(Call call, const Caller& caller, int base, const LocalPath& path) {
  if (call == Call::connect) {
    const UniqueFd target(open_below(base, path.text, O_PATH));
    if (!target) return errno;
    char name[40];
    std::snprintf(name, sizeof name, "/proc/self/fd/%d", target.get());
    return perform_named(call, caller, name);
  }
  LocalPath parent = path;
  char* slash = std::strrchr(parent.text, '/');
  const char* name = slash == nullptr ? path.text : path.text + (slash - parent.text) + 1;
  if (slash == nullptr)
    std::strcpy(parent.text, ".");
  else
    slash[slash == parent.text ? 1 : 0] = '\0';
  const UniqueFd directory(open_below(base, parent.text, O_PATH | O_DIRECTORY));
  if (!directory) return errno;
  const Visit visit(directory.get());
  return visit.error() != 0 ? visit.error() : perform_named(call, caller, name);
}

int act(Call call, const Caller& caller, const SocketAddress& address, std::size_t length) {
  if (!has_path(address, length)) return perform(call, caller, address, length);
  LocalPath path;
  if (const int error = read_path(address, length, path)) return error;
  const UniqueFd root(open_process_path(caller.thread, "root", O_PATH | O_DIRECTORY));
  if (!root) return EACCES;
  const bool is_here = shares_root(root.get());
  if (path.is_absolute())
    return is_here ? perform(call, caller, address, length) : perform_elsewhere(call, caller, root.get(), path);
  const UniqueFd directory(open_process_path(caller.thread, "cwd", O_PATH | O_DIRECTORY));
  if (!directory) return EACCES;
  if (!is_here) return perform_elsewhere(call, caller, directory.get(), path);
  const Visit visit(directory.get());
  return visit.error() != 0 ? visit.error() : perform(call, caller, address, length);
}

}  // namespace

int connect_local(const Caller& caller, const SocketAddress& address, std::size_t length) {
  // The agent must not wait for a listener; who does is the caller, through it.
  const bool waits = !caller.is_nonblocking() && caller.type != SOCK_DGRAM;
  if (waits) ::fcntl(caller.socket, F_SETFL, caller.status_flags | O_NONBLOCK);
  const int error = act(Call::connect, caller, address, length);
  if (waits) ::fcntl(caller.socket, F_SETFL, caller.status_flags);
  return error;
}

int bind_local(const Caller& caller, const SocketAddress& address, std::size_t length) {
  return act(Call::bind, caller, address, length);
}

}  // namespace vg
