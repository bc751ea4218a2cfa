// SPDX-License-Identifier: Apache-2.0
#include "core/run/supervise.h"

#include <poll.h>

#include <algorithm>
#include <csignal>

namespace vg {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

class Loop {
 public:
  Loop(Supervised& command, const SignalGate& gate, std::optional<std::chrono::seconds> timeout, milliseconds grace)
      : command_(command), gate_(gate), grace_(grace), start_(Clock::now()) {
    if (timeout) deadline_ = start_ + *timeout;
  }

  Outcome run() {
    Outcome outcome;
    while (!has_ended(outcome)) {
      wait();
      take_signals();
      keep_time();
    }
    if (time_is_up_) {
      outcome.ending = Ending::timed_out;
      outcome.code = 0;
    }
    outcome.duration = Clock::now() - start_;
    return outcome;
  }

 private:
  bool has_ended(Outcome& outcome) {
    while (true) {
      const Supervised::Event event = command_.next_event(outcome);
      if (event.kind == Supervised::Event::Kind::none) return false;
      if (event.kind == Supervised::Event::Kind::ended) return true;
      gate_.stop_self(event.value);
    }
  }

  void wait() {
    pollfd sources[2] = {{gate_.fd(), POLLIN, 0}, {command_.news(), POLLIN, 0}};
    if (!next_tick_ && command_.tick_interval().count() > 0) next_tick_ = Clock::now() + command_.tick_interval();
    std::optional<Clock::time_point> until = deadline_;
    if (next_tick_ && (!until || *next_tick_ < *until)) until = next_tick_;
    if (has_spare_work_ && (!until || spare_time_begins_ < *until)) until = spare_time_begins_;
    timespec limit{};
    if (until) {
      const auto left = std::max(std::chrono::nanoseconds(0), std::chrono::nanoseconds(*until - Clock::now()));
      limit.tv_sec = static_cast<time_t>(left.count() / 1'000'000'000);
      limit.tv_nsec = static_cast<long>(left.count() % 1'000'000'000);
    }
    if (::ppoll(sources, 2, until ? &limit : nullptr, nullptr) != 0 || !has_spare_work_) return;
    if (Clock::now() >= spare_time_begins_) has_spare_work_ = command_.use_spare_time();
  }

  void take_signals() {
    while (const auto received = gate_.next()) {
      if (received->number != SIGCHLD && !received->reached_the_group) command_.relay(received->number);
    }
  }

  void keep_time() {
    const Clock::time_point now = Clock::now();
    if (next_tick_ && now >= *next_tick_) {
      command_.tick();
      next_tick_.reset();
    }
    if (!deadline_ || now < *deadline_) return;
    command_.end(!time_is_up_);
    time_is_up_ = true;
    deadline_ = now + grace_;
  }

  Supervised& command_;
  const SignalGate& gate_;
  const milliseconds grace_;
  const Clock::time_point start_;
  std::optional<Clock::time_point> deadline_;
  std::optional<Clock::time_point> next_tick_;
  /// A short command shall not compete with it.
  const Clock::time_point spare_time_begins_ = start_ + milliseconds(20);
  bool has_spare_work_ = true;
  bool time_is_up_ = false;
};

}  // namespace

Outcome supervise(Supervised& command, const SignalGate& gate, std::optional<std::chrono::seconds> timeout,
                  std::chrono::milliseconds grace) {
  return Loop(command, gate, timeout, grace).run();
}

}  // namespace vg
