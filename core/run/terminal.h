// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

namespace vg {

/// Remembers that this process group owned its terminal's foreground and takes it back when destroyed: a shell that ran
/// as the payload leaves a group of its own there.
class TerminalForeground {
 public:
  TerminalForeground();
  ~TerminalForeground();
  TerminalForeground(const TerminalForeground&) = delete;
  TerminalForeground& operator=(const TerminalForeground&) = delete;

  /// The descriptor among 0 to 2 that is this process's terminal, -1 for none.
  int descriptor() const { return fd_; }

 private:
  int fd_ = -1;
  bool was_ours_ = false;
};

}  // namespace vg
