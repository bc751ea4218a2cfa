// SPDX-License-Identifier: Apache-2.0
/// System calls the C library has no wrapper for. None allocates, all are fit for the child between clone and exec.
#pragma once

#include <fcntl.h>
#include <linux/sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "core/base/resolved_open.h"

namespace vg {

/// A copy of this process, as fork(2) makes it but with `flags` of clone(2), its descriptor, and the cgroup v2
/// directory to start in (-1: the caller's). Out: 0 in the copy, the pid in the caller, -1 with errno. A kernel or
/// filter without clone3 gets clone(2); a cgroup to start in then is ENOSYS.
inline pid_t clone_copy(std::uint64_t flags, int* pidfd, int cgroup = -1) {
  clone_args arguments{};
  arguments.flags = flags | CLONE_PIDFD | (cgroup >= 0 ? CLONE_INTO_CGROUP : 0);
  arguments.pidfd = reinterpret_cast<std::uint64_t>(pidfd);
  arguments.exit_signal = 17;  // SIGCHLD
  arguments.cgroup = cgroup >= 0 ? static_cast<std::uint64_t>(cgroup) : 0;
  const long pid = ::syscall(SYS_clone3, &arguments, sizeof arguments);
  if (pid >= 0 || errno != ENOSYS || cgroup >= 0) return static_cast<pid_t>(pid);
  return static_cast<pid_t>(::syscall(SYS_clone, flags | CLONE_PIDFD | 17, nullptr, pidfd, nullptr, 0));
}

/// pidfd_send_signal(2); glibc 2.36 declares it without C linkage.
inline void signal_process(int pidfd, int signal) {
  ::syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0);
}

}  // namespace vg
