// SPDX-License-Identifier: Apache-2.0
#include "core/run/process_runner.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <climits>

#include "core/base/digest.h"
#include "core/base/path.h"
#include "core/base/text.h"
#include "core/run/aftercare.h"
#include "core/run/filtered_network.h"
#include "core/run/host_sockets.h"
#include "core/run/kernel_calls.h"
#include "core/run/limit_means.h"
#include "core/run/output_copy.h"
#include "core/run/sandbox_child.h"
#include "core/run/sandbox_command.h"
#include "core/run/seccomp.h"
#include "core/run/seccomp_profile_filter.h"
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

Result<std::vector<sock_filter>> profile_filter(const SandboxPlan& plan) {
  if (plan.seccomp_profile_text.empty()) return std::vector<sock_filter>();
  return build_profile_filter(VG_TRY(parse_seccomp_profile(plan.seccomp_profile_text, visible(plan.seccomp_profile),
                                                           conditions_here(plan.kept_capabilities))));
}

std::string kept_note(const LayerSet::Written& written, const std::string& directory) {
  std::string text = std::to_string(written.files);
  if (written.covered.empty())
    text += written.files == 1 ? " file written outside the project was" : " files written outside the project were";
  else
    text += written.files == 1 ? " file was" : " files were";
  text += " kept aside in " + directory;
  for (std::size_t i = 0; i < written.covered.size(); ++i)
    text += (i == 0 ? ", because programs outside the sandbox obey what is written to " : ", ") + written.covered[i];
  return text;
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
  const std::span<const sock_filter> filter = seccomp_filter(sandbox.seccomp, sandbox.deny_nested_user_namespaces);
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
  const LayerSet::Written written = layers_.finish();
  if (written.files != 0) {
    outcome.run_id = plan_.sandbox.layer.run_id;
    outcome.notes.push_back(kept_note(written, plan_.sandbox.layer.directory));
  }
}

/// What was made where nothing could cover it.
void clean_up(Aftercare& aftercare, const SandboxPlan& sandbox, Outcome& outcome) {
  HeldFiles held(sandbox.layer.directory + "/upper");
  for (std::string& note : aftercare.finish(held)) outcome.notes.push_back(std::move(note));
  if (!sandbox.aftercare.directory.empty())
    for (std::string& note : Aftercare::finish_abandoned(std::string(dir_name(sandbox.aftercare.directory)), held))
      outcome.notes.push_back(std::move(note));
  if (!held.paths().empty()) outcome.run_id = sandbox.layer.run_id;
}

Result<Outcome> Run::run() {
  const auto begin = std::chrono::steady_clock::now();
  const SandboxPlan& sandbox = plan_.sandbox;
  const StandardDescriptors descriptors = VG_TRY(StandardDescriptors::reserve());
  VG_CHECK(descriptors.check_for_sandbox(sandbox.network != NetworkMode::none));
  const Program program(plan_);
  LimitGroup group = LimitGroup::find(sandbox.limits, random_code(6));
  if (group.is_unified()) group.create(sandbox.limits);
  SocketPair sockets = VG_TRY(make_socket_pair());
  FilteredNetwork network;
  EgressScript egress = VG_TRY(network.prepare(sandbox));
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
                       RunTree(::geteuid(), sandbox.network != NetworkMode::none),
                       ProcessView(covers),
                       VG_TRY(start_directory(plan_)),
                       VG_TRY(profile_filter(sandbox)),
                       !sandbox.has_host_network(),
                       std::move(egress)};
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
  if (told) told = network.begin(sandbox);
  if (!told) command.end(true);
  Outcome outcome = supervise(command, gate, plan_.timeout);
  network.end(outcome);
  outcome.duration = std::chrono::steady_clock::now() - begin;
  outcome.limits_held_by = held_by(sandbox.limits, group, means_);
  take_down(outcome, group);
  if (!told) return tl::unexpected<Error>(told.error());
  if (const auto& failure = command.failure()) {
    return tl::unexpected<Error>(stage_error(failure->stage, failure->value, subject_of(*failure, plan_)));
  }
  return outcome;
}

}  // namespace

namespace {

Result<Outcome> run_contained(const Plan& plan) {
  VG_CHECK(create_sources(plan.sandbox));
  const LayerSet layers = VG_TRY(LayerSet::prepare(plan.sandbox, ::geteuid()));
  auto aftercare = Aftercare::begin(plan.sandbox.aftercare);
  auto outcome = aftercare ? Run(plan, layers).run() : Result<Outcome>(tl::unexpected<Error>(aftercare.error()));
  if (!outcome) layers.finish();
  Outcome unused;
  if (aftercare) clean_up(*aftercare, plan.sandbox, outcome ? *outcome : unused);
  return outcome;
}

}  // namespace

Result<Outcome> ProcessRunner::run(const Plan& given) {
  Plan plan = given;
  // Last, so that no other mount shows them again.
  for (std::string& path : visible_host_sockets())
    plan.sandbox.mounts.push_back(
        {.kind = MountKind::empty_file, .target = std::move(path), .optional = true, .label = "host sockets"});
  if (plan.output_log.empty()) return run_contained(plan);
  bool copies = false;
  Result<Outcome> outcome;
  {
    const OutputCopy copy = VG_TRY(OutputCopy::begin(plan.output_log));
    copies = copy.copies();
    outcome = run_contained(plan);
  }
  if (outcome)
    outcome->notes.push_back(copies ? "what it printed is kept in " + plan.output_log
                                    : std::string("what it printed is not kept: it went to a terminal"));
  return outcome;
}

}  // namespace vg
