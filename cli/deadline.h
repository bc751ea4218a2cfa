// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string_view>

namespace vg::cli {

/// Longer than a decision can take: it is made in milliseconds, and the three locks on its way are given up after
/// lock_patience each. Source: core/base/file.h
inline constexpr std::chrono::milliseconds decision_limit{20'000};
/// A shell that waits with its prompt has an answer of its own where none comes, and a person in front of it.
inline constexpr std::chrono::milliseconds hook_limit{10'000};

/// The time in which this process must have decided, whatever hangs: a file system that does not answer, a pipe that
/// nobody reads, a fault of ours. libvg.so cannot watch over it: it has become this process.
/// When it is over, one line on stderr says so and the process ends with guard_failed_status. What cannot be ended so
/// (a handler does not run while the kernel waits for a file system) is killed by the kernel two seconds later.
///
/// Both are timers of timer_create(2), which execve(2) ends: alarm(2) is the command's, which may have been started
/// with one.
class DecisionDeadline {
 public:
  /// In: the command for the line. At most one lives at a time. Where the kernel gives no timers there is no deadline.
  explicit DecisionDeadline(std::string_view command, std::chrono::milliseconds limit = decision_limit);
  DecisionDeadline(const DecisionDeadline&) = delete;
  DecisionDeadline& operator=(const DecisionDeadline&) = delete;
  ~DecisionDeadline() { decided(); }

  /// From here on nothing is limited, and all signals are as they were. No effect without a deadline.
  static void decided();
};

/// Stops the clock while a person thinks; it begins anew afterwards.
class DeadlinePause {
 public:
  DeadlinePause();
  DeadlinePause(const DeadlinePause&) = delete;
  DeadlinePause& operator=(const DeadlinePause&) = delete;
  ~DeadlinePause();
};

}  // namespace vg::cli
