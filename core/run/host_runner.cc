// SPDX-License-Identifier: Apache-2.0
#include "core/run/host_runner.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>

#include "core/run/descendants.h"
#include "core/run/program.h"
#include "core/run/standard_descriptors.h"
#include "core/run/supervise.h"
#include "core/run/terminal.h"

namespace vg {
namespace {

constexpr std::size_t child_stack_size = std::size_t{64} << 10;

/// What the child needs, and where it leaves errno: it shares this memory until it executes (CLONE_VM).
struct Start {
  const Program* program = nullptr;
  const SignalGate* gate = nullptr;
  const char* directory = nullptr;
  pid_t parent = 0;
  int directory_error = 0;
  int exec_error = 0;
};

int child(void* argument) {
  Start& start = *static_cast<Start*>(argument);
  // Killing the guard kills the command, as killing the command itself would have.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != start.parent) _exit(125);
  if (start.directory != nullptr && ::chdir(start.directory) != 0) {
    start.directory_error = errno;
    _exit(125);
  }
  start.gate->restore();
  start.exec_error = start.program->execute();
  _exit(127);
}

class HostCommand final : public Supervised {
 public:
  HostCommand(pid_t pid, const OrphanCollector& orphans) : pid_(pid), orphans_(orphans) {}

  Event next_event(Outcome& outcome) override {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG | WUNTRACED) == pid_) return told(status, outcome);
    reap_orphans();
    return {};
  }

  void relay(int signal) override { ::kill(pid_, signal); }

  void end(bool first_time) override {
    for (const pid_t pid : orphans_.newcomers()) ::kill(pid, first_time ? SIGTERM : SIGKILL);
    if (first_time) ::kill(pid_, SIGCONT);  // a stopped process acts on SIGTERM when it continues
    is_ending_ = true;
  }

 private:
  Event told(int status, Outcome& outcome) {
    if (WIFSTOPPED(status)) return {Event::Kind::stopped, WSTOPSIG(status)};
    outcome.ending = WIFSIGNALED(status) ? Ending::signaled : Ending::exited;
    outcome.code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    if (is_ending_)
      for (const pid_t pid : orphans_.newcomers()) ::kill(pid, SIGKILL);
    reap_orphans();
    return {Event::Kind::ended, 0};
  }

  void reap_orphans() {
    if (!orphans_.is_wanted()) return;
    for (const pid_t pid : orphans_.newcomers())
      if (pid != pid_) ::waitpid(pid, nullptr, WNOHANG);
  }

  pid_t pid_;
  const OrphanCollector& orphans_;
  bool is_ending_ = false;
};

/// The directory to change to, or nullptr where this process is in it: it may be one that cannot be entered again.
const char* directory_to_enter(const Plan& plan) {
  char here[PATH_MAX];
  if (plan.working_directory.empty()) return nullptr;
  if (::getcwd(here, sizeof here) != nullptr && plan.working_directory == here) return nullptr;
  return plan.working_directory.c_str();
}

Result<Outcome> supervised(const Plan& plan, const Program& program) {
  const TerminalForeground foreground;
  const SignalGate gate = VG_TRY(SignalGate::close());
  const OrphanCollector orphans(plan.timeout.has_value());
  Start start{&program, &gate, directory_to_enter(plan), ::getpid()};
  void* stack =
      ::mmap(nullptr, child_stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (stack == MAP_FAILED) return fail_errno("cannot start a process");
  // As vfork(2): this process waits until the child has executed or ended.
  const pid_t pid =
      ::clone(child, static_cast<char*>(stack) + child_stack_size, CLONE_VM | CLONE_VFORK | SIGCHLD, &start);
  const int clone_error = errno;
  ::munmap(stack, child_stack_size);
  if (pid < 0) return fail("cannot start a process", {}, clone_error);
  if (start.directory_error != 0 || start.exec_error != 0) {
    ::waitpid(pid, nullptr, 0);
    if (start.exec_error != 0) return Program::failure(plan, start.exec_error);
    return fail("cannot enter '" + plan.working_directory + "'", {}, start.directory_error);
  }
  HostCommand command(pid, orphans);
  return supervise(command, gate, plan.timeout);
}

}  // namespace

Result<Outcome> HostRunner::run(const Plan& plan) {
  const StandardDescriptors descriptors = VG_TRY(StandardDescriptors::reserve());
  const Program program(plan);
  if (!plan.replace_process) return supervised(plan, program);
  if (const char* directory = directory_to_enter(plan); directory != nullptr && ::chdir(directory) != 0)
    return fail_errno("cannot enter '" + plan.working_directory + "'");
  return Program::failure(plan, program.execute());
}

}  // namespace vg
