// SPDX-License-Identifier: Apache-2.0
#include "core/run/identity.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace vg {
namespace {

int write_file(int directory, const char* path, const char* text) {
  const int file = ::openat(directory, path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return errno;
  const int result = ::write(file, text, std::strlen(text)) < 0 ? errno : 0;
  ::close(file);
  return result;
}

}  // namespace

int write_identity_map(const IdentityMap& map) {
  // Without "deny" an ordinary user may not map a group: it could drop a group that a file denies access to.
  if (const int error = write_file(AT_FDCWD, "/proc/self/setgroups", "deny")) return error;
  if (const int error = write_file(AT_FDCWD, "/proc/self/uid_map", map.users.c_str())) return error;
  return write_file(AT_FDCWD, "/proc/self/gid_map", map.groups.c_str());
}

int limit_user_namespaces(int processes, bool one_more) {
  return write_file(processes, "sys/user/max_user_namespaces", one_more ? "1" : "0");
}

int enter_second_user_namespace(const IdentityMap& map) {
  if (::unshare(CLONE_NEWUSER) != 0) return errno;
  return write_identity_map(map);
}

int bring_loopback_up() {
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return errno;
  ifreq request{};
  std::memcpy(request.ifr_name, "lo", 3);
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  const int result = ::ioctl(socket, SIOCSIFFLAGS, &request) == 0 ? 0 : errno;
  ::close(socket);
  return result;
}

}  // namespace vg
