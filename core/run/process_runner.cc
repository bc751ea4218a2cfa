// SPDX-License-Identifier: Apache-2.0
#include "core/run/process_runner.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <climits>
#include <cstring>

#include "core/base/digest.h"
#include "core/base/masking.h"
#include "core/base/path.h"
#include "core/base/text.h"
#include "core/keep/kept_runs.h"
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
#include "core/run/unshared_runner.h"

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

std::string kept_note(const LayerSet::Written& written, const std::string& run_id) {
  std::string text = std::to_string(written.files) + (written.files == 1 ? " file" : " files");
  if (written.covered.empty()) text += " outside the project";
  text += written.files == 1 ? " was not kept" : " were not kept";
  for (std::size_t i = 0; i < written.covered.size(); ++i)
    text += (i == 0 ? ", because programs outside the sandbox obey what is written to " : ", ") + written.covered[i];
  return text + ": vg apply " + run_id;
}

/// One run: what it needs in the order of its making, so that it is taken down in reverse.
class Run {
 public:
  Run(const Plan& plan, const LayerSet& layers) : plan_(plan), layers_(layers) {}

  Result<Outcome> run();
  /// Why no namespaces could be made; empty where that is not what failed.
  const std::string& refusal() const { return refusal_; }

 private:
  Error clone_error(int errnum, const LimitGroup& group);
  Error wall_error(Stage stage, int errnum, const std::string& subject = {});
  Result<void> begin_inside(const SandboxCommand& command, LimitGroup& group, FilteredNetwork& network);
  Result<void> send_go_ahead(int socket, const LimitGroup& group);
  void take_down(Outcome& outcome, LimitGroup& group) const;

  const Plan& plan_;
  const LayerSet& layers_;
  LimitMeans means_;
  std::string refusal_;
};

Error Run::wall_error(Stage stage, int errnum, const std::string& subject) {
  if (are_namespaces_refused(stage, errnum))
    refusal_ = std::string(name_in(stage_names, stage)) + ": " + std::strerror(errnum);
  return stage_error(stage, errnum, subject);
}

Error Run::clone_error(int errnum, const LimitGroup& group) {
  // EACCES may be about the control group to start in: clone(2), CLONE_INTO_CGROUP.
  if (errnum == EACCES && group.start_in() >= 0) return stage_error(Stage::namespaces, errnum);
  return wall_error(Stage::namespaces, errnum);
}

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
    outcome.notes.push_back(kept_note(written, plan_.sandbox.layer.run_id));
  }
}

/// What was made where nothing could cover it.
void clean_up(Aftercare& aftercare, const PutBack& put_back, const SandboxPlan& sandbox, Outcome& outcome) {
  HeldFiles held(sandbox.layer.directory + "/upper");
  for (std::string& note : aftercare.finish(held)) outcome.notes.push_back(std::move(note));
  for (std::string& note : put_back.finish(held)) outcome.notes.push_back(std::move(note));
  if (!sandbox.aftercare.directory.empty())
    for (std::string& note : Aftercare::finish_abandoned(std::string(dir_name(sandbox.aftercare.directory)), held))
      outcome.notes.push_back(std::move(note));
  if (!held.paths().empty()) outcome.run_id = sandbox.layer.run_id;
}

/// While the child builds its walls: what it needs from outside.
Result<void> Run::begin_inside(const SandboxCommand& command, LimitGroup& group, FilteredNetwork& network) {
  if (!group.is_unified()) group.create(plan_.sandbox.limits);
  means_ = VG_TRY(find_limit_means(plan_.sandbox.limits, group));
  VG_CHECK(send_go_ahead(command.news(), group));
  return network.begin(plan_.sandbox);
}

Result<Outcome> Run::run() {
  const auto begin = std::chrono::steady_clock::now();
  const SandboxPlan& sandbox = plan_.sandbox;
  const StandardDescriptors descriptors = VG_TRY(StandardDescriptors::reserve());
  VG_CHECK(descriptors.check_for_sandbox(sandbox.network != NetworkMode::none));
  const ProfileFilter filter = VG_TRY(profile_filter(sandbox));
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
                       filter.program,
                       !sandbox.has_host_network(),
                       std::move(egress)};
  script.wants_process_view = sandbox.limits.memory.has_value() && !group.holds(Limit::memory);
  script.report_socket = sockets.child.get();
  script.supervisor_socket = sockets.supervisor.get();

  int pidfd = -1;
  const pid_t pid = clone_copy(namespaces_for(sandbox), &pidfd, group.start_in());
  if (pid == 0) run_sandbox_child(script);
  if (pid < 0) {
    const Error error = clone_error(errno, group);
    group.finish(sandbox.limits);
    layers_.finish();
    return tl::unexpected<Error>(error);
  }
  sockets.child.reset();
  SandboxCommand command(plan_, pid, UniqueFd(pidfd), std::move(sockets.supervisor));
  const auto told = begin_inside(command, group, network);
  if (!told) command.end(true);
  Outcome outcome = supervise(command, gate, plan_.timeout);
  network.end(outcome);
  outcome.duration = std::chrono::steady_clock::now() - begin;
  outcome.limits_held_by = held_by(sandbox.limits, group, means_);
  outcome.notes.insert(outcome.notes.end(), filter.warnings.begin(), filter.warnings.end());
  if (std::string note = profile_note(filter, sandbox, outcome); !note.empty())
    outcome.notes.push_back(std::move(note));
  take_down(outcome, group);
  if (!told) return tl::unexpected<Error>(told.error());
  if (const auto& failure = command.failure()) {
    return tl::unexpected<Error>(wall_error(failure->stage, failure->value, subject_of(*failure, plan_)));
  }
  return outcome;
}

/// The second tier, where it holds what the plan asks for; `error` otherwise.
Result<Outcome> stand_in(const Plan& plan, const std::string& refusal, const Error& error, PutBack& put_back) {
  const std::string problem = unshared_problem(plan.sandbox);
  if (problem.empty()) return run_unshared(plan, refusal, put_back);
  return fail(error.what + "\n" + problem, error.where, error.errnum);
}

/// What was kept is written down for `vg diff` and `vg apply`, and what that makes too much goes.
void note_kept(const Plan& plan, std::int64_t begun, Outcome& outcome) {
  const std::string& directory = plan.sandbox.layer.directory;
  RunRecord record;
  record.begun = begun;
  record.command = shown_command(shell_quoted(plan.argv), 4096);
  record.directory = plan.working_directory;
  if (const auto noted = keep_record(directory, std::move(record)); !noted)
    outcome.notes.push_back("what was kept could not be written down: " + noted.error().message());
  KeptRuns(std::string(dir_name(directory))).prune();
}

Result<Outcome> run_contained(const Plan& plan) {
  const std::int64_t begun = file_clock_now();
  VG_CHECK(create_sources(plan.sandbox));
  const LayerSet layers = VG_TRY(LayerSet::prepare(plan.sandbox, ::geteuid()));
  auto aftercare = Aftercare::begin(plan.sandbox.aftercare);
  Run run(plan, layers);
  auto outcome = aftercare ? run.run() : Result<Outcome>(tl::unexpected<Error>(aftercare.error()));
  if (!outcome) layers.finish();
  PutBack put_back;
  if (!run.refusal().empty()) {
    outcome = stand_in(plan, run.refusal(), outcome.error(), put_back);
    aftercare->leave_known();
  }
  Outcome failed;
  Outcome& ended = outcome ? *outcome : failed;
  if (aftercare) clean_up(*aftercare, put_back, plan.sandbox, ended);
  if (!ended.run_id.empty()) note_kept(plan, begun, ended);
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
