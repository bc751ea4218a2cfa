// SPDX-License-Identifier: Apache-2.0
#include "core/run/init.h"

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

void run_init(pid_t payload, int report_socket) {
  sigset_t all;
  ::sigfillset(&all);
  while (true) {
    siginfo_t received{};
    reap(payload, report_socket);
    const int number = ::sigwaitinfo(&all, &received);
    if (number <= 0 || number == SIGCHLD) continue;
    // A sender outside this pid namespace has the pid 0. The terminal's own signals have reached the payload as well.
    const bool is_from_outside = received.si_code <= 0 && received.si_pid == 0;
    if (!is_from_outside) continue;
    if (number == SIGCONT)
      continue_payload(payload);
    else
      ::kill(payload, number);
  }
}

}  // namespace vg
