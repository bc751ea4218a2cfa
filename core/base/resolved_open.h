// SPDX-License-Identifier: Apache-2.0
/// openat2(2), which the C library has no wrapper for. Allocates nothing: fit for a child between clone and exec.
#pragma once

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace vg {

/// openat2(2). Out: a descriptor (always close-on-exec), or -1 with errno. EAGAIN (a rename raced with "..") is
/// retried.
inline int open_resolved(int directory, const char* path, std::uint64_t flags, std::uint64_t resolve,
                         std::uint64_t mode = 0) {
  open_how how{};
  how.flags = flags | O_CLOEXEC;
  how.mode = mode;
  how.resolve = resolve;
  for (int attempt = 0; attempt < 64; ++attempt) {
    const long fd = ::syscall(SYS_openat2, directory, path, &how, sizeof how);
    if (fd >= 0 || (errno != EAGAIN && errno != EINTR)) return static_cast<int>(fd);
  }
  return -1;
}

}  // namespace vg
