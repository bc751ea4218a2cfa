// SPDX-License-Identifier: Apache-2.0
#include "core/run/process_runner.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <climits>

#include "core/base/digest.h"
#include "core/run/kernel_calls.h"
#include "core/run/limit_means.h"
#include "core/run/sandbox_child.h"
#include "core/run/sandbox_command.h"
#include "core/run/seccomp.h"
#include "core/run/supervise.h"
#include "core/run/terminal.h"

namespace vg {
namespace {

struct SocketPair {
  UniqueFd supervisor;
  UniqueFd child;
};

Result<SocketPair> make_socket_pair() {
  int ends[2];
  // Message boundaries, descriptors, and end-of-file when the other side dies.
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return fail_errno("cannot make a socket pair");
  return SocketPair{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

std::uint64_t namespaces_for(const SandboxPlan& plan) {
  const std::uint64_t always =
      CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
  return plan.has_host_network() ? always : always | CLONE_NEWNET;
}

/// In pieces below PATH_MAX, each ending at a slash, because chdir(2) takes no longer path.
std::vector<std::string> pieces_of(std::string path) {
  std::vector<std::string> pieces;
  while (path.size() >= PATH_MAX) {
    const std::size_t slash = path.rfind('/', PATH_MAX - 2);
    if (slash == std::string::npos || slash == 0) break;
    pieces.push_back(path.substr(0, slash));
    path.erase(0, slash + 1);
  }
  pieces.push_back(std::move(path));
  return pieces;
}

Result<StartDirectory> start_directory(const Plan& plan) {
  if (!plan.working_directory.empty()) return StartDirectory{pieces_of(plan.working_directory), false};
  char* current = ::getcwd(nullptr, 0);  // unlike the system call, glibc's knows paths above PATH_MAX
  if (current == nullptr) {
    if (errno == ENOENT) return StartDirectory{{}, true};
    return fail_errno("cannot tell the working directory");
  }
  std::string path = current;
  ::free(current);
  return StartDirectory{pieces_of(std::move(path)), false};
}

/// The stage's subject: the mount step, layer or directory it worked on.
std::string subject_of(const Report& report, const Plan& plan) {
  if (report.stage == Stage::working_directory) return plan.working_directory;
  if (report.detail < 0 || static_cast<std::size_t>(report.detail) >= plan.sandbox.mounts.size()) return {};
  const MountStep& step = plan.sandbox.mounts[static_cast<std::size_t>(report.detail)];
  return report.stage == Stage::mount_sources && !step.source.empty() ? step.source : step.target;
}

/// One run: what it needs in the order of its making, so that it is taken down in reverse.
class Run {
 public:
  Run(const Plan& plan, const LayerSet& layers) : plan_(plan), layers_(layers) {}

  Result<Outcome> run();

 private:
  Result<void> send_go_ahead(int socket, const LimitGroup& group);
  void take_down(Outcome& outcome, LimitGroup& group) const;

  const Plan& plan_;
  const LayerSet& layers_;
  LimitMeans means_;
};

Result<void> Run::send_go_ahead(int socket, const LimitGroup& group) {
  const SandboxPlan& sandbox = plan_.sandbox;
  const bool deny = sandbox.deny_nested_user_namespaces || sandbox.seccomp == SeccompBaseline::strict;
  const std::vector<sock_filter> filter = VG_TRY(build_seccomp_filter(sandbox.seccomp, deny));
  GoAhead go_ahead;
  if (filter.size() > go_ahead.filter.size()) return fail("the seccomp filter is too long");
  go_ahead.held_limits = group.held();
  go_ahead.processes = means_.processes;
  go_ahead.cpus = means_.cpus;
  go_ahead.filter_length = static_cast<std::uint32_t>(filter.size());
  std::copy(filter.begin(), filter.end(), go_ahead.filter.begin());
  // A child that has failed meanwhile has told its stage; that is the error to report, not this one.
  ::send(socket, &go_ahead, go_ahead.size(), MSG_NOSIGNAL);
  return {};
}

void Run::take_down(Outcome& outcome, LimitGroup& group) const {
  for (std::string& note : group.finish(plan_.sandbox.limits)) outcome.notes.push_back(std::move(note));
  const std::uint64_t written = layers_.finish();
  if (written == 0) return;
  outcome.run_id = plan_.sandbox.layer.run_id;
  outcome.notes.push_back(
      std::to_string(written) +
      (written == 1 ? " file written outside the project was" : " files written outside the project were") +
      " kept aside in " + plan_.sandbox.layer.directory);
}

Result<Outcome> Run::run() {
  const auto begin = std::chrono::steady_clock::now();
  const SandboxPlan& sandbox = plan_.sandbox;
  const StandardDescriptors descriptors = VG_TRY(StandardDescriptors::reserve());
  VG_CHECK(descriptors.check_for_sandbox());
  const Program program(plan_);
  LimitGroup group = LimitGroup::find(sandbox.limits, random_code(6));
  if (group.is_unified()) group.create(sandbox.limits);
  SocketPair sockets = VG_TRY(make_socket_pair());
  const TerminalForeground foreground;
  const SignalGate gate = VG_TRY(SignalGate::close());
  const bool covers = ::geteuid() == 0 || sandbox.deny_nested_user_namespaces;
  SandboxScript script{plan_,
                       program,
                       descriptors,
                       gate,
                       group,
                       IdentityMap(::geteuid(), ::getegid()),
                       VG_TRY(MountScript::prepare(sandbox, layers_)),
                       DeviceTree(foreground.descriptor()),
                       RunTree(::geteuid(), sandbox.has_host_network()),
                       ProcessView(covers),
                       VG_TRY(start_directory(plan_)),
                       !sandbox.has_host_network()};
  script.wants_process_view = sandbox.limits.memory.has_value() && !group.holds(Limit::memory);
  script.report_socket = sockets.child.get();
  script.supervisor_socket = sockets.supervisor.get();

  int pidfd = -1;
  const pid_t pid = clone_copy(namespaces_for(sandbox), &pidfd, group.start_in());
  if (pid == 0) run_sandbox_child(script);
  if (pid < 0) {
    const Error error = stage_error(Stage::namespaces, errno);
    group.finish(sandbox.limits);
    layers_.finish();
    return tl::unexpected<Error>(error);
  }
  sockets.child.reset();
  SandboxCommand command(plan_, pid, UniqueFd(pidfd), std::move(sockets.supervisor));
  if (!group.is_unified()) group.create(sandbox.limits);
  auto means = find_limit_means(sandbox.limits, group);
  auto told = means ? (means_ = *means, send_go_ahead(command.news(), group))
                    : Result<void>(tl::unexpected<Error>(means.error()));
  if (!told) command.end(true);
  Outcome outcome = supervise(command, gate, plan_.timeout);
  outcome.duration = std::chrono::steady_clock::now() - begin;
  take_down(outcome, group);
  if (!told) return tl::unexpected<Error>(told.error());
  if (const auto& failure = command.failure()) {
    return tl::unexpected<Error>(stage_error(failure->stage, failure->value, subject_of(*failure, plan_)));
  }
  return outcome;
}

}  // namespace

Result<Outcome> ProcessRunner::run(const Plan& plan) {
  VG_CHECK(create_sources(plan.sandbox));
  auto layers = LayerSet::prepare(plan.sandbox, ::geteuid());
  if (!layers) return tl::unexpected<Error>(layers.error());
  auto outcome = Run(plan, *layers).run();
  if (!outcome) layers->finish();
  return outcome;
}

}  // namespace vg
