// SPDX-License-Identifier: Apache-2.0
#include "core/run/signals.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

namespace vg {
namespace {

constexpr int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGXCPU, SIGXFSZ};

/// What a terminal driver sends to its foreground group. SIGALRM from the kernel, by contrast, is meant for this
/// process alone: `perl -e 'alarm 5; exec @ARGV'` sets it before exec.
constexpr int terminal_signals[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGHUP, SIGWINCH};

bool is_terminal_signal(int number) {
  return std::find(std::begin(terminal_signals), std::end(terminal_signals), number) != std::end(terminal_signals);
}

}  // namespace

sigset_t held_back_signals() {
  sigset_t set;
  ::sigfillset(&set);
  for (const int fault : faults) ::sigdelset(&set, fault);
  return set;
}

Result<SignalGate> SignalGate::close() {
  SignalGate gate;
  const sigset_t set = held_back_signals();
  if (::sigprocmask(SIG_BLOCK, &set, &gate.mask_) != 0) return fail_errno("cannot hold back signals");
  // With SIGCHLD ignored, wait(2) would lose the exit status.
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  ::sigaction(SIGCHLD, &standard, &gate.child_action_);
  gate.active_ = true;
  gate.fd_.reset(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!gate.fd_) return fail_errno("cannot receive signals");
  return gate;
}

SignalGate::SignalGate(SignalGate&& other) noexcept
    : fd_(std::move(other.fd_)), mask_(other.mask_), child_action_(other.child_action_), active_(other.active_) {
  other.active_ = false;
}

SignalGate::~SignalGate() {
  if (active_) restore();
}

void SignalGate::restore() const {
  ::sigaction(SIGCHLD, &child_action_, nullptr);
  ::sigprocmask(SIG_SETMASK, &mask_, nullptr);
}

std::optional<ReceivedSignal> SignalGate::next() const {
  signalfd_siginfo received{};
  if (::read(fd_.get(), &received, sizeof received) != static_cast<ssize_t>(sizeof received)) return std::nullopt;
  const int number = static_cast<int>(received.ssi_signo);
  return ReceivedSignal{number, received.ssi_code == SI_KERNEL && is_terminal_signal(number)};
}

void SignalGate::stop_self(int signal) const {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, signal);
  ::kill(::getpid(), signal);
  ::sigprocmask(SIG_UNBLOCK, &set, nullptr);  // stops here
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
}

}  // namespace vg
