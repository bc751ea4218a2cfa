// SPDX-License-Identifier: Apache-2.0
#include "core/run/init.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/run/stage.h"

namespace vg {
namespace {

/// The payload, with the whole group where it leads one: a shell that was stopped continues with its pipeline.
void continue_payload(pid_t payload) {
  if (::getpgid(payload) == payload) ::kill(-payload, SIGCONT);
  ::kill(payload, SIGCONT);
}

void send(int socket, Report::Kind kind, int value) {
  Report report;
  report.kind = kind;
  report.value = value;
  ::send(socket, &report, sizeof report, MSG_NOSIGNAL);
}

/// Reaps what can be reaped. Comes back unless the payload has ended.
void reap(pid_t payload, int report_socket) {
  int status = 0;
  while (true) {
    const pid_t pid = ::waitpid(-1, &status, WNOHANG | WUNTRACED);
    if (pid <= 0) return;
    if (pid != payload) continue;
    if (WIFSTOPPED(status)) {
      send(report_socket, Report::Kind::stopped, WSTOPSIG(status));
      continue;
    }
    send(report_socket, Report::Kind::ended, status);
    ::_exit(0);
  }
}

struct Signal {
  int number = 0;
  int code = 0;
  pid_t sender = 0;
};

/// Waits for a signal, and serves the agent meanwhile.
class Signals {
 public:
  explicit Signals(EgressAgent* agent) : agent_(agent) {
    ::sigfillset(&all_);
    if (agent_ != nullptr) descriptor_ = ::signalfd(-1, &all_, SFD_CLOEXEC | SFD_NONBLOCK);
    if (agent_ != nullptr && descriptor_ < 0) ::_exit(125);
  }

  Signal next() {
    if (agent_ == nullptr) {
      siginfo_t received{};
      const int number = ::sigwaitinfo(&all_, &received);
      return {number, received.si_code, received.si_pid};
    }
    while (true) {
      signalfd_siginfo received{};
      if (::read(descriptor_, &received, sizeof received) == sizeof received)
        return {static_cast<int>(received.ssi_signo), received.ssi_code, static_cast<pid_t>(received.ssi_pid)};
      pollfd sources[2] = {{descriptor_, POLLIN, 0}, {agent_->fd(), POLLIN, 0}};
      ::poll(sources, 2, agent_->timeout());
      agent_->serve();
    }
  }

 private:
  EgressAgent* agent_;
  sigset_t all_{};
  int descriptor_ = -1;
};

}  // namespace

sigset_t take_early_signals() {
  sigset_t pending;
  ::sigpending(&pending);
  for (const int kept : {SIGCHLD, SIGCONT, SIGWINCH}) ::sigdelset(&pending, kept);
  return pending;
}

void forward_early_signals(const sigset_t& early, pid_t payload) {
  for (int number = 1; number < NSIG; ++number)
    if (::sigismember(&early, number) == 1) ::kill(payload, number);
}

void run_init(pid_t payload, int report_socket, EgressAgent* agent) {
  Signals signals(agent);
  while (true) {
    reap(payload, report_socket);
    const Signal received = signals.next();
    const int number = received.number;
    if (number <= 0 || number == SIGCHLD) continue;
    // A sender outside this pid namespace has the pid 0. The terminal's own signals have reached the payload as well.
    const bool is_from_outside = received.code <= 0 && received.sender == 0;
    if (!is_from_outside) continue;
    if (number == SIGCONT)
      continue_payload(payload);
    else
      ::kill(payload, number);
  }
}

}  // namespace vg
