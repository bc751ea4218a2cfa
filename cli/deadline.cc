// SPDX-License-Identifier: Apache-2.0
#include "cli/deadline.h"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <string>

#include "cli/session.h"
#include "core/base/text.h"

namespace vg::cli {
namespace {

constexpr std::chrono::milliseconds grace{2000};
constexpr std::size_t shown_bytes = 160;

int deadline_signal() {
  return SIGRTMAX;  // of all signals the one that a command is least likely to get in the meantime
}

struct Timer {
  timer_t id{};
  std::chrono::milliseconds limit{};
};

/// A signal handler needs them, so there is one set.
struct Armed {
  bool is_armed = false;
  Timer refusal;
  Timer end;
  struct sigaction action_before {};
  sigset_t mask_before{};
  char line[512]{};
  std::size_t line_size = 0;
};
Armed armed;

void refuse(int signal, siginfo_t* info, void*) {
  if (info->si_code == SI_TIMER && info->si_value.sival_ptr == &armed) {
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, armed.line, armed.line_size);
    _exit(guard_failed_status);
  }
  // Somebody else's: what it would have done without us.
  ::sigaction(signal, &armed.action_before, nullptr);
  ::raise(signal);
}

void set(const Timer& timer, std::chrono::milliseconds limit) {
  itimerspec spec{};
  spec.it_value.tv_sec = limit.count() / 1000;
  spec.it_value.tv_nsec = limit.count() % 1000 * 1'000'000;
  ::timer_settime(timer.id, 0, &spec, nullptr);
}

bool make(Timer& timer, int signal, std::chrono::milliseconds limit) {
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = signal;
  event.sigev_value.sival_ptr = &armed;
  timer.limit = limit;
  return ::timer_create(CLOCK_MONOTONIC, &event, &timer.id) == 0;
}

}  // namespace

DecisionDeadline::DecisionDeadline(std::string_view command, std::chrono::milliseconds limit) {
  if (armed.is_armed || !make(armed.refusal, deadline_signal(), limit)) return;
  if (!make(armed.end, SIGKILL, limit + grace)) {
    ::timer_delete(armed.refusal.id);
    return;
  }
  const std::string line = "vg: refused: " + shortened(visible(command), shown_bytes) +
                           " cannot be judged: no decision within " + std::to_string(limit.count() / 1000) + " s\n";
  armed.line_size = line.copy(armed.line, sizeof armed.line);

  struct sigaction action {};
  action.sa_sigaction = refuse;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  ::sigaction(deadline_signal(), &action, &armed.action_before);
  sigset_t set_of_one;
  sigemptyset(&set_of_one);
  sigaddset(&set_of_one, deadline_signal());
  ::sigprocmask(SIG_UNBLOCK, &set_of_one, &armed.mask_before);
  armed.is_armed = true;
  set(armed.refusal, armed.refusal.limit);
  set(armed.end, armed.end.limit);
}

void DecisionDeadline::decided() {
  if (!armed.is_armed) return;
  armed.is_armed = false;
  ::timer_delete(armed.end.id);
  ::timer_delete(armed.refusal.id);
  ::sigaction(deadline_signal(), &armed.action_before, nullptr);
  if (sigismember(&armed.mask_before, deadline_signal()) != 1) return;
  sigset_t set_of_one;
  sigemptyset(&set_of_one);
  sigaddset(&set_of_one, deadline_signal());
  ::sigprocmask(SIG_BLOCK, &set_of_one, nullptr);
}

DeadlinePause::DeadlinePause() {
  if (!armed.is_armed) return;
  set(armed.refusal, std::chrono::milliseconds(0));
  set(armed.end, std::chrono::milliseconds(0));
}

DeadlinePause::~DeadlinePause() {
  if (!armed.is_armed) return;
  set(armed.refusal, armed.refusal.limit);
  set(armed.end, armed.end.limit);
}

}  // namespace vg::cli
