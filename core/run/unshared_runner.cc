// SPDX-License-Identifier: Apache-2.0
#include "core/run/unshared_runner.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <optional>

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/message.h"
#include "core/run/attribute_calls.h"
#include "core/run/capabilities.h"
#include "core/run/descendants.h"
#include "core/run/landlock.h"
#include "core/run/limit_means.h"
#include "core/run/program.h"
#include "core/run/resource_limits.h"
#include "core/run/seccomp.h"
#include "core/run/seccomp_profile_filter.h"
#include "core/run/seccomp_unshared.h"
#include "core/run/standard_descriptors.h"
#include "core/run/supervise.h"
#include "core/run/terminal.h"

namespace vg {

const char* const missing_without_namespaces =
    "writes outside the project are refused instead of kept aside; $TMPDIR instead of /tmp and caches; no Unix "
    "sockets, shared "
    "memory or loopback; processes and file names of the host can be seen; protected files of the project are put back "
    "afterwards; what it leaves behind outlives a guard that is killed";

namespace {

struct Script {
  const Plan& plan;
  const Program& program;
  const StandardDescriptors& descriptors;
  const SignalGate& gate;
  const LimitGroup& limits;
  const LimitMeans& means;
  const std::vector<sock_filter>& filter;   ///< besides the baseline's
  const std::vector<sock_filter>& profile;  ///< the user's own; empty for none
  int ruleset = -1;
  int socket = -1;
  pid_t parent = 0;
};

/// What the child says: a stage that failed or the end of exec, or, with a descriptor, who hears of notified calls.
void tell(int socket, Report::Kind kind, Stage stage, int value, int descriptor = -1) {
  const Report report{kind, stage, value, -1};
  send_message(socket, &report, sizeof report, descriptor);
}

int set_limits(const Script& script) {
  const LimitPlan& limits = script.plan.sandbox.limits;
  if (const int error = lower_limit(RLIMIT_CORE, 0)) return error;
  if (limits.memory && !script.limits.holds(Limit::memory))
    if (const int error = lower_limit(RLIMIT_DATA, *limits.memory)) return error;
  // Counts all processes of the user, not only these: an upper bound all the same.
  if (script.means.processes != 0)
    if (const int error = lower_limit(RLIMIT_NPROC, script.means.processes)) return error;
  return script.means.cpus == 0 ? 0 : keep_to_cpus(script.means.cpus);
}

/// Root in a container may be without the capability to reduce the others; then dropping them is all there is, and
/// no_new_privs keeps them from coming back.
int leave_capabilities() {
  if (::geteuid() == 0 && reduce_capabilities(0) == 0) return 0;
  return keep_only(0);
}

[[noreturn]] void run_child(const Script& script) {
  const auto check = [&](Stage stage, int error) {
    if (error == 0) return;
    tell(script.socket, Report::Kind::stage_failed, stage, error);
    ::_exit(125);
  };
  check(Stage::supervisor, ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 ? 0 : errno);
  check(Stage::supervisor, ::getppid() == script.parent ? 0 : ESRCH);
  if (!script.plan.working_directory.empty())
    check(Stage::working_directory, ::chdir(script.plan.working_directory.c_str()) == 0 ? 0 : errno);
  check(Stage::limits, script.limits.join(script.limits.held()));
  check(Stage::resource_limits, set_limits(script));
  check(Stage::no_new_privileges, ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? 0 : errno);
  check(Stage::capabilities, leave_capabilities());
  // Dropping them made this process non-dumpable; its supervisor reads the paths of notified calls.
  ::prctl(PR_SET_DUMPABLE, 1);
  check(Stage::landlock, enter_ruleset(script.ruleset));
  const std::span<const sock_filter> baseline = seccomp_filter(script.plan.sandbox.seccomp, true);
  check(Stage::seccomp, install_seccomp_filter(baseline.data(), static_cast<std::uint16_t>(baseline.size())));
  const int listener = install_notifying_filter(script.filter);
  check(Stage::seccomp, listener < 0 ? -listener : 0);
  tell(script.socket, Report::Kind::process_view, Stage::seccomp, 0, listener);
  ::close(listener);
  if (script.socket != 3) check(Stage::descriptors, ::dup3(script.socket, 3, O_CLOEXEC) < 0 ? errno : 0);
  if (::close_range(4, ~0U, 0) != 0) ::_exit(125);
  script.descriptors.keep_over_exec();
  script.gate.restore();
  if (!script.profile.empty()) {
    const int error = install_seccomp_filter(script.profile.data(), static_cast<std::uint16_t>(script.profile.size()));
    if (error != 0) ::_exit(125);
  }
  tell(3, Report::Kind::exec_failed, Stage::start, script.program.execute());
  ::_exit(127);
}

struct Word {
  Report report;
  UniqueFd descriptor;
};

std::optional<Word> receive(int socket, int flags) {
  Word word;
  int descriptors[2];
  const ssize_t length = receive_message(socket, &word.report, sizeof word.report, descriptors, flags);
  word.descriptor.reset(descriptors[0]);
  const UniqueFd unexpected(descriptors[1]);
  if (length != static_cast<ssize_t>(sizeof word.report)) return std::nullopt;
  return word;
}

class UnsharedCommand final : public Supervised {
 public:
  UnsharedCommand(const Plan& plan, pid_t pid, const OrphanCollector& orphans, UniqueFd socket, AttributeAgent agent)
      : plan_(plan), pid_(pid), orphans_(orphans), socket_(std::move(socket)), agent_(std::move(agent)) {}

  int news() const override { return is_listening_ ? agent_.fd() : -1; }

  Event next_event(Outcome& outcome) override {
    answer_calls();
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG | WUNTRACED) == pid_) return told(status, outcome);
    for (const pid_t pid : orphans_.newcomers())
      if (pid != pid_) ::waitpid(pid, nullptr, WNOHANG);
    return {};
  }

  void relay(int signal) override { ::kill(pid_, signal); }
  void end(bool) override { kill_all(); }

 private:
  void answer_calls() {
    pollfd calls{agent_.fd(), POLLIN, 0};
    while (is_listening_ && ::poll(&calls, 1, 0) > 0) {
      if ((calls.revents & POLLIN) != 0) {
        if (!agent_.answer()) is_listening_ = false;
      } else {
        is_listening_ = false;  // POLLHUP: nobody is under the filter any more
      }
    }
  }

  Event told(int status, Outcome& outcome) {
    if (WIFSTOPPED(status)) return {Event::Kind::stopped, WSTOPSIG(status)};
    has_ended_ = true;
    kill_all();
    if (const auto word = receive(socket_.get(), MSG_DONTWAIT);
        word && word->report.kind == Report::Kind::exec_failed) {
      outcome = Program::failure(plan_, word->report.value);
    } else {
      outcome.ending = WIFSIGNALED(status) ? Ending::signaled : Ending::exited;
      outcome.code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    }
    return {Event::Kind::ended, 0};
  }

  /// New processes may come while the others are ended, hence again until none is there.
  void kill_all() const {
    constexpr int most_rounds = 2000;
    for (int round = 0; round < most_rounds; ++round) {
      const std::vector<pid_t> pids = orphans_.newcomers();
      bool is_any_left = false;
      for (const pid_t pid : pids) {
        ::kill(pid, SIGKILL);
        if (pid == pid_) continue;
        is_any_left = true;
        ::waitpid(pid, nullptr, WNOHANG);
      }
      if (!is_any_left) return;
      ::usleep(1000);
    }
  }

  const Plan& plan_;
  pid_t pid_;
  const OrphanCollector& orphans_;
  UniqueFd socket_;
  AttributeAgent agent_;
  bool is_listening_ = true;
  bool has_ended_ = false;
};

std::vector<std::string> writable_trees(const PathRules& rules) {
  std::vector<std::string> trees;
  for (const PathRule& rule : rules.allowed)
    if (rule.access == PathAccess::write) trees.push_back(rule.path);
  return trees;
}

std::string limits_text(const LimitPlan& limits, const LimitGroup& group, const LimitMeans& means) {
  std::string text = "walls: Landlock and seccomp";
  const auto add = [&](Limit limit, bool is_asked, LimitMeansKind otherwise) {
    if (!is_asked) return;
    text += ", " + std::string(name_in(limit_keys, limit)) + ": ";
    text += name_in(limit_means_names, group.holds(limit) ? LimitMeansKind::control_group : otherwise);
  };
  add(Limit::memory, limits.memory.has_value(), unshared_means(Limit::memory));
  add(Limit::pids, limits.pids.has_value(), unshared_means(Limit::pids));
  add(Limit::cpus, limits.cpus.has_value() && (group.holds(Limit::cpus) || means.cpus != 0),
      unshared_means(Limit::cpus));
  return text;
}

Result<Outcome> run_inside(const Plan& plan, const PathRules& rules, PutBack& put_back) {
  const StandardDescriptors descriptors = VG_TRY(StandardDescriptors::reserve());
  VG_CHECK(descriptors.check_for_sandbox(plan.sandbox.network != NetworkMode::none));
  const ProfileFilter profile = VG_TRY(profile_filter(plan.sandbox));
  const UniqueFd ruleset = VG_TRY(make_ruleset(rules.allowed, plan.sandbox.has_host_network()));
  put_back = VG_TRY(PutBack::remember(rules.put_back));
  const std::vector<sock_filter> filter = unshared_filter(plan.sandbox.has_host_network());
  LimitGroup group = LimitGroup::find(plan.sandbox.limits, random_code(6));
  group.create(plan.sandbox.limits);
  const LimitMeans means = VG_TRY(find_limit_means(plan.sandbox.limits, group));
  const Program program(plan);
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return fail_errno("cannot make a socket pair");
  UniqueFd ours(ends[0]);
  UniqueFd theirs(ends[1]);
  const TerminalForeground foreground;
  const SignalGate gate = VG_TRY(SignalGate::close());
  const OrphanCollector orphans(true);
  const Script script{plan,   program,         descriptors,   gate,         group,     means,
                      filter, profile.program, ruleset.get(), theirs.get(), ::getpid()};
  const pid_t pid = ::fork();
  if (pid == 0) run_child(script);
  if (pid < 0) return fail_errno("cannot start a process");
  theirs.reset();
  auto first = receive(ours.get(), 0);
  if (!first || !first->descriptor) {
    ::waitpid(pid, nullptr, 0);
    group.finish(plan.sandbox.limits);
    return tl::unexpected<Error>(first ? stage_error(first->report.stage, first->report.value)
                                       : stage_error(Stage::supervisor, EPIPE));
  }
  UnsharedCommand command(plan, pid, orphans, std::move(ours),
                          AttributeAgent(std::move(first->descriptor), writable_trees(rules)));
  Outcome outcome = supervise(command, gate, plan.timeout);
  outcome.limits_held_by = limits_text(plan.sandbox.limits, group, means);
  outcome.notes = profile.warnings;
  if (std::string note = profile_note(profile, plan.sandbox, outcome); !note.empty())
    outcome.notes.push_back(std::move(note));
  for (std::string& note : group.finish(plan.sandbox.limits)) outcome.notes.push_back(std::move(note));
  return outcome;
}

bool is_forbidden_by_setting() {
  for (const char* name : {"user", "mnt", "pid", "ipc", "uts", "cgroup", "net"}) {
    const auto text = read_file(std::string("/proc/sys/user/max_") + name + "_namespaces", 64);
    if (text && text->starts_with("0\n")) return true;
  }
  return false;
}

}  // namespace

LimitMeansKind unshared_means(Limit limit) {
  switch (limit) {
    case Limit::memory: return LimitMeansKind::data_rlimit;
    case Limit::pids: return ::geteuid() == 0 ? LimitMeansKind::nothing : LimitMeansKind::user_rlimit;
    case Limit::cpus: return LimitMeansKind::cpu_set;
  }
  return LimitMeansKind::nothing;
}

bool are_namespaces_refused(Stage stage, int errnum) {
  switch (stage) {
    case Stage::namespaces:
      if (errnum == ENOSPC) return is_forbidden_by_setting();
      return errnum == EPERM || errnum == EACCES || errnum == ENOSYS || errnum == EINVAL;
    // AppArmor lets the namespace be made and withholds its capabilities; a container masks its /proc.
    case Stage::identity:
    case Stage::loopback:
    case Stage::root_tree:
    case Stage::processes: return errnum == EPERM || errnum == EACCES;
    default: return false;
  }
}

std::string unshared_problem(const SandboxPlan& plan) {
  if (plan.level >= Level::strict || plan.limits.must_hold || plan.deny_nested_user_namespaces)
    return "without namespaces the levels strict and paranoid cannot be held";
  if (plan.network == NetworkMode::restricted)
    return "without namespaces connections cannot be filtered: it takes network_mode none or full";
  if (!can_scope_abstract_sockets())
    return "Landlock could stand in for them at permissive and balanced, but not before Linux 6.12";
  return {};
}

Result<Outcome> run_unshared(const Plan& given, const std::string& reason, PutBack& put_back) {
  Plan plan = given;
  const auto rules = path_rules(plan.sandbox);
  if (!rules)
    return fail("cannot contain the command: there are no namespaces (" + reason + "), and without them " +
                rules.error().message() + "\nIt was not run; `vg doctor` says what works here.");
  if (!rules->temporary_directory.empty()) {
    plan.environment.set("TMPDIR", rules->temporary_directory);
    // A cache that is laid over the user's and dropped elsewhere can only be read here; builds stop without one.
    plan.environment.set("XDG_CACHE_HOME", rules->temporary_directory + "/cache");
  }
  auto outcome = run_inside(plan, *rules, put_back);
  if (!outcome) return outcome;
  outcome->without_namespaces = reason;
  outcome->notes.push_back("contained by Landlock, because there are no namespaces (" + reason +
                           "): " + missing_without_namespaces);
  return outcome;
}

}  // namespace vg
