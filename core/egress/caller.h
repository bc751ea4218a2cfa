// SPDX-License-Identifier: Apache-2.0
/// The thread whose system call waits, seen from the agent: its descriptors, its memory, its place in the file tree.
/// Everything here is only believed after NotifyListener::is_waiting() has said that the thread still waits.
#pragma once

#include <linux/seccomp.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

#include <cstdint>

namespace vg {

/// What a socket call can name.
union SocketAddress {
  sockaddr any;
  sockaddr_un local;
  sockaddr_storage storage;
};

struct Caller {
  std::uint64_t id = 0;  ///< of the notification
  pid_t thread = 0;
  int number = -1;  ///< the descriptor it named
  int socket = -1;  ///< a copy of it
  int domain = 0;
  int type = 0;
  int protocol = 0;
  int status_flags = 0;      ///< fcntl(2) F_GETFL
  std::uint64_t cookie = 0;  ///< of the socket's network namespace

  bool is_nonblocking() const;
  bool is_internet() const { return domain == AF_INET || domain == AF_INET6; }
};

/// Another name for SO_NETNS_COOKIE, socket(7). Out: 0 where the kernel (before 5.14) or the socket has none.
std::uint64_t network_cookie(int socket);

/// Out: a copy of the thread's descriptor `number`, or -1 with errno.
int copy_descriptor(pid_t thread, int number);

/// Takes a copy of the descriptor that the call names. Out: 0 or errno, fit to be the call's answer.
int open_caller(const seccomp_notif& call, Caller& caller);

/// Whether the system calls behind all this work here at all; the filters of container engines may refuse them.
/// Out: 0 or errno.
int check_caller_access(int some_descriptor);

/// Reads the address argument. Out: 0 or errno.
int read_address(const Caller& caller, std::uint64_t from, std::uint64_t length, SocketAddress& address);

/// proc(5), /proc/TID/comm; empty where it cannot be read.
void read_program(const Caller& caller, char (&name)[16]);

/// Whether a signal waits that the thread would take if its call did not make it deaf.
bool has_signal(pid_t thread);

/// The thread's umask; 077 where it cannot be read.
mode_t umask_of(pid_t thread);

/// Reads one file of /proc/THREAD, at most `room` - 1 bytes, and ends it with NUL. Out: length, or -1.
ssize_t read_process_file(pid_t thread, const char* name, char* text, std::size_t room);

/// Opens a path below /proc/THREAD. Out: a descriptor, or -1 with errno.
int open_process_path(pid_t thread, const char* name, int flags);

}  // namespace vg
