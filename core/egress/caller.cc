// SPDX-License-Identifier: Apache-2.0
#include "core/egress/caller.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "core/base/unique_fd.h"

namespace vg {
namespace {

constexpr int netns_cookie_option = 71;    // SO_NETNS_COOKIE
constexpr unsigned pidfd_thread = O_EXCL;  // PIDFD_THREAD, Linux 6.9
constexpr int same_descriptor_table = 2;   // KCMP_FILES

/// A number behind "\nKEY:\t" in a status file.
unsigned long long status_number(const char* text, const char* key, int base) {
  const char* found = std::strstr(text, key);
  return found == nullptr ? 0 : std::strtoull(found + std::strlen(key), nullptr, base);
}

/// A pidfd through which the thread's own descriptors can be had. Before Linux 6.9 there is one of whole processes
/// only, whose first thread must share its table with this one.
int open_thread(pid_t thread) {
  const int exact = static_cast<int>(::syscall(SYS_pidfd_open, thread, pidfd_thread));
  if (exact >= 0 || errno != EINVAL) return exact;
  char status[4096];
  if (read_process_file(thread, "status", status, sizeof status) < 0) return -1;
  const auto process = static_cast<pid_t>(status_number(status, "\nTgid:\t", 10));
  if (process != thread && ::syscall(SYS_kcmp, thread, process, same_descriptor_table, 0, 0) != 0) {
    errno = EACCES;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
}

int socket_fact(int socket, int option, int& value) {
  socklen_t length = sizeof value;
  return ::getsockopt(socket, SOL_SOCKET, option, &value, &length) == 0 ? 0 : errno;
}

}  // namespace

bool Caller::is_nonblocking() const {
  return (status_flags & O_NONBLOCK) != 0;
}

std::uint64_t network_cookie(int socket) {
  std::uint64_t cookie = 0;
  socklen_t length = sizeof cookie;
  return ::getsockopt(socket, SOL_SOCKET, netns_cookie_option, &cookie, &length) == 0 ? cookie : 0;
}

int copy_descriptor(pid_t thread, int number) {
  const UniqueFd handle(open_thread(thread));
  if (!handle) {
    if (errno == ESRCH) errno = EINTR;  // it is gone, and nobody will see the answer
    return -1;
  }
  return static_cast<int>(::syscall(SYS_pidfd_getfd, handle.get(), number, 0));
}

int open_caller(const seccomp_notif& call, Caller& caller) {
  caller.id = call.id;
  caller.thread = static_cast<pid_t>(call.pid);
  caller.number = static_cast<int>(call.data.args[0]);
  caller.socket = copy_descriptor(caller.thread, caller.number);
  // A thread that may not be looked into (a program nobody may read) connects nowhere.
  if (caller.socket < 0) return errno == EBADF || errno == EINTR ? errno : EACCES;
  int error = socket_fact(caller.socket, SO_DOMAIN, caller.domain);
  if (error == 0) error = socket_fact(caller.socket, SO_TYPE, caller.type);
  if (error == 0) error = socket_fact(caller.socket, SO_PROTOCOL, caller.protocol);
  if (error == 0) caller.cookie = network_cookie(caller.socket);
  if (error == 0 && caller.cookie == 0) error = EACCES;
  caller.status_flags = ::fcntl(caller.socket, F_GETFL);
  if (error == 0 && caller.status_flags >= 0) return 0;
  ::close(caller.socket);
  caller.socket = -1;
  return error != 0 ? error : EBADF;
}

int check_caller_access(int some_descriptor) {
  const UniqueFd copy(copy_descriptor(::getpid(), some_descriptor));
  if (!copy) return errno;
  std::uint64_t written = 1;
  std::uint64_t read = 0;
  const iovec local{&read, sizeof read};
  const iovec remote{&written, sizeof written};
  return ::process_vm_readv(::getpid(), &local, 1, &remote, 1, 0) == sizeof read ? 0 : errno;
}

int read_address(const Caller& caller, std::uint64_t from, std::uint64_t length, SocketAddress& address) {
  // The kernel takes an int.
  const int size = static_cast<int>(length);
  if (size < 0 || static_cast<std::size_t>(size) > sizeof address.storage) return EINVAL;
  if (size == 0) return 0;
  const auto bytes = static_cast<std::size_t>(size);
  const iovec local{&address, bytes};
  const iovec remote{reinterpret_cast<void*>(from), bytes};
  const ssize_t copied = ::process_vm_readv(caller.thread, &local, 1, &remote, 1, 0);
  if (copied == static_cast<ssize_t>(bytes)) return 0;
  return copied < 0 && errno == EPERM ? EACCES : EFAULT;
}

int open_process_path(pid_t thread, const char* name, int flags) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%d/%s", thread, name);
  return ::open(path, flags | O_CLOEXEC);
}

ssize_t read_process_file(pid_t thread, const char* name, char* text, std::size_t room) {
  const UniqueFd file(open_process_path(thread, name, O_RDONLY));
  const ssize_t length = file ? ::read(file.get(), text, room - 1) : -1;
  text[length < 0 ? 0 : length] = '\0';
  return length;
}

void read_program(const Caller& caller, char (&name)[16]) {
  const ssize_t length = read_process_file(caller.thread, "comm", name, sizeof name);
  if (length > 0 && name[length - 1] == '\n') name[length - 1] = '\0';
}

bool has_signal(pid_t thread) {
  char status[4096];
  if (read_process_file(thread, "status", status, sizeof status) < 0) return false;
  const auto set = [&](const char* key) { return status_number(status, key, 16); };
  return ((set("\nSigPnd:\t") | set("\nShdPnd:\t")) & ~set("\nSigBlk:\t") & ~set("\nSigIgn:\t")) != 0;
}

mode_t umask_of(pid_t thread) {
  char status[4096];
  if (read_process_file(thread, "status", status, sizeof status) < 0 || std::strstr(status, "\nUmask:\t") == nullptr)
    return 077;
  return static_cast<mode_t>(status_number(status, "\nUmask:\t", 8)) & 0777;
}

}  // namespace vg
