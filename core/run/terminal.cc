// SPDX-License-Identifier: Apache-2.0
#include "core/run/terminal.h"

#include <unistd.h>

#include <csignal>

namespace vg {

TerminalForeground::TerminalForeground() {
  for (int fd = 0; fd < 3; ++fd) {
    const pid_t group = ::tcgetpgrp(fd);
    if (group < 0) continue;  // not a terminal, or not the controlling one
    fd_ = fd;
    was_ours_ = group == ::getpgrp();
    return;
  }
}

TerminalForeground::~TerminalForeground() {
  if (!was_ours_ || ::tcgetpgrp(fd_) == ::getpgrp()) return;
  // A group in the background that sets the foreground is stopped by SIGTTOU unless it holds it back: tcsetpgrp(3).
  sigset_t set;
  sigset_t before;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGTTOU);
  ::sigprocmask(SIG_BLOCK, &set, &before);
  ::tcsetpgrp(fd_, ::getpgrp());
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace vg
