// SPDX-License-Identifier: Apache-2.0
/// Waiting for a command the way a shell expects its own child to behave: signals relayed, stops and continues
/// followed, the timeout kept.
#pragma once

#include <chrono>
#include <optional>

#include "core/base/outcome.h"
#include "core/run/signals.h"

namespace vg {

/// The running command as its supervisor sees it.
class Supervised {
 public:
  struct Event {
    enum class Kind { none, stopped, ended };
    Kind kind = Kind::none;
    int value = 0;  ///< stopped: the signal
  };

  virtual ~Supervised() = default;
  /// A descriptor that becomes readable when next_event() has news, besides SIGCHLD; -1 for none.
  virtual int news() const { return -1; }
  /// What happened, without waiting. After Kind::ended, `outcome` is complete but for duration and time-out.
  virtual Event next_event(Outcome& outcome) = 0;
  virtual void relay(int signal) = 0;
  /// Called when the time is up, and again after each grace period until the command has ended.
  virtual void end(bool first_time) = 0;
  /// How often tick() wants to be called; zero for never.
  virtual std::chrono::milliseconds tick_interval() const { return std::chrono::milliseconds(0); }
  virtual void tick() {}
  /// Work that can wait, in small pieces, while the command has run for a while. Out: whether there is more.
  virtual bool use_spare_time() { return false; }
};

/// Comes back when the command has ended. Unit of `grace`: between the request to end and force.
Outcome supervise(Supervised& command, const SignalGate& gate, std::optional<std::chrono::seconds> timeout,
                  std::chrono::milliseconds grace = std::chrono::seconds(5));

}  // namespace vg
