// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <errno.h>
#include <fcntl.h>

#include "preload/memory.h"
#include "preload/system_calls.h"

namespace vg::preload {

/// Owns one descriptor, close-on-exec. Never waits for a FIFO's writer, never gains a terminal.
class OpenFile {
 public:
  explicit OpenFile(const char* path, int more_flags = 0)
      : fd_(static_cast<int>(sys_openat(AT_FDCWD, path, flags | more_flags))) {}
  OpenFile(int directory, const char* path) : fd_(static_cast<int>(sys_openat(directory, path, flags))) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (fd_ >= 0) sys_close(fd_);
  }

  bool ok() const { return fd_ >= 0; }
  int error() const { return fd_ < 0 ? -fd_ : 0; }
  int fd() const { return fd_; }

  /// Up to `size` bytes; goes on after short reads and signals. Out: the count, or -errno.
  long read(void* buffer, Size size) const {
    Size used = 0;
    while (used < size) {
      const long n = sys_read(fd_, static_cast<char*>(buffer) + used, size - used);
      if (n == -EINTR) continue;
      if (n < 0) return n;
      if (n == 0) break;
      used += static_cast<Size>(n);
    }
    return static_cast<long>(used);
  }

 private:
  static constexpr int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  int fd_;
};

/// Whether a file of the guard may be believed: regular, of the user or root, writable by nobody else.
inline bool is_trustworthy(const struct stat& st, unsigned uid) {
  return S_ISREG(st.st_mode) && (st.st_uid == uid || st.st_uid == 0) && (st.st_mode & 022) == 0;
}

}  // namespace vg::preload
