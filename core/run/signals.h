// SPDX-License-Identifier: Apache-2.0
/// Signals of a process that stands between a terminal or a caller and a command.
#pragma once

#include <csignal>
#include <cstdint>
#include <optional>

#include "core/base/result.h"
#include "core/base/unique_fd.h"

namespace vg {

struct ReceivedSignal {
  int number = 0;
  /// Sent by the kernel to a whole process group (Ctrl-C, hang-up, window size): the payload has got it as well.
  bool reached_the_group = false;
};

/// Holds back every signal that can be held back and hands them out one by one; gives mask and dispositions back when
/// destroyed. One at a time per process, and the process's only thread.
class SignalGate {
 public:
  static Result<SignalGate> close();
  SignalGate(SignalGate&& other) noexcept;
  SignalGate& operator=(SignalGate&&) = delete;
  ~SignalGate();

  int fd() const { return fd_.get(); }
  /// The next signal, without waiting.
  std::optional<ReceivedSignal> next() const;

  /// In the child, last thing before exec: what the caller had. Allocates nothing.
  void restore() const;

  /// Stops this process as `signal` would have stopped it; comes back when it is continued.
  void stop_self(int signal) const;

 private:
  SignalGate() = default;
  UniqueFd fd_;
  sigset_t mask_{};
  struct sigaction child_action_ {};
  bool active_ = false;
};

/// Every signal that a supervisor holds back: all but those that a fault of its own raises.
sigset_t held_back_signals();

}  // namespace vg
