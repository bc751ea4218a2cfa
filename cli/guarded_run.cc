// SPDX-License-Identifier: Apache-2.0
#include "cli/guarded_run.h"

#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdio>

#include "cli/explanation.h"
#include "core/base/digest.h"
#include "core/base/path.h"
#include "core/base/text.h"
#include "hook/protocol.h"

namespace vg::cli {
namespace {

/// More passes than this for one process mean that shim and guard hand it to and fro.
constexpr int most_passes = 8;

/// Before this process becomes a program that the shim would ask about, it leaves the pass that answers.
class PassingRunner final : public Runner {
 public:
  PassingRunner(std::unique_ptr<Runner> runner, std::string runtime_directory)
      : runner_(std::move(runner)), runtime_directory_(std::move(runtime_directory)) {}

  Result<Outcome> run(const Plan& plan) override {
    const ProcessId self = own_process_id();
    if (hook::passes_written(runtime_directory_, self) >= most_passes)
      return fail("'" + visible(plan.program) + "' comes back to the guard again and again");
    VG_CHECK(hook::write_pass(runtime_directory_, self, plan.program, plan.argv));
    return runner_->run(plan);
  }

 private:
  std::unique_ptr<Runner> runner_;
  std::string runtime_directory_;
};

Surroundings surroundings_of(const Session& session, const RunOptions& options) {
  Surroundings surroundings;
  surroundings.state_directory = session.paths().state;
  surroundings.run_id = random_code(10);
  surroundings.replace_process = options.replace_process;
  surroundings.force_sandbox = options.force_sandbox;
  surroundings.timeout = options.timeout;
  return surroundings;
}

Guard::RunnerFor runner_source(const Session& session) {
  return [&session](const Plan& plan) -> Result<std::unique_ptr<Runner>> {
    std::unique_ptr<Runner> runner = VG_TRY(runner_for(plan));
    if (!plan.replace_process) return runner;
    return std::make_unique<PassingRunner>(std::move(runner), session.paths().runtime);
  };
}

/// A store that cannot be read trusts nothing, and says so.
TrustStore open_store(const Session& session) {
  auto store = TrustStore::open(session.trust_store_path());
  if (!store->problem().empty()) report({store->problem() + " (nothing is trusted until it is mended)", {}, 0}, 0);
  return std::move(*store);
}

/// Ends this process by the signal that ended the command, so that a caller sees what it would have seen.
[[noreturn]] void end_by_signal(int signal) {
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  std::signal(signal, SIG_DFL);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
  ::raise(signal);
  _exit(128 + signal);
}

int finish(const Outcome& outcome) {
  if (outcome.ending == Ending::signaled) end_by_signal(outcome.code);
  return exit_status(outcome);
}

/// While it lives, a limit on file sizes (setrlimit(2)) is an error of write(2) and does not end this process: the
/// limit is the command's, and a command must not die of our records.
class SizeLimitIsAnError {
 public:
  SizeLimitIsAnError() {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGXFSZ, &ignore, &before_);
  }
  SizeLimitIsAnError(const SizeLimitIsAnError&) = delete;
  SizeLimitIsAnError& operator=(const SizeLimitIsAnError&) = delete;
  ~SizeLimitIsAnError() { ::sigaction(SIGXFSZ, &before_, nullptr); }

 private:
  struct sigaction before_ {};
};

}  // namespace

Result<void> CountingRecorder::record(const Event& event) {
  const SizeLimitIsAnError limit;
  auto kept = recorder_.record(event);
  for (const std::string& warning : recorder_.take_warnings()) report({warning, "", 0}, 0);
  const Decision& decision = event.decision;
  const bool is_new =
      decision.because == Because::approved_and_remembered || decision.because == Because::approved_contained;
  if (kept && decision.verdict == Verdict::run && !decision.trust_key.empty() && !is_new)
    kept = store_.note_use(decision.trust_key, event.time);
  return kept;
}

SnapshotWayBack::SnapshotWayBack(const std::string& state) : store_(join_path(state, "undo")) {}

Result<std::string> SnapshotWayBack::keep(const WayBackPlan& plan) {
  const SizeLimitIsAnError limit;
  SnapshotWish wish;
  wish.roots = plan.roots;
  wish.command = plan.command;
  wish.may_link_objects = plan.may_link_objects;
  auto name = store_.take(wish);
  if (name) (void)store_.prune();
  return name;
}

GuardedSession::GuardedSession(const Session& session, const RunOptions& options)
    : store_(open_store(session)),
      notices_(speaks_utf8(session.request(EntryPoint::exec).environment), session.loaded().notices),
      approver_(session, store_, speaks_utf8(session.request(EntryPoint::exec).environment)),
      recorder_(FileRecorder(session.paths().state, session.config().sandbox.enable_metrics), store_),
      way_back_(session.paths().state),
      guard_(session.config(), store_, surroundings_of(session, options), approver_, notices_, runner_source(session),
             recorder_, session.rules()) {
  guard_.set_way_back(way_back_);
}

int run_guarded(const Session& session, const Request& request, const RunOptions& options) {
  // Where state cannot be kept, the stages that need it say so; what is harmless runs all the same.
  (void)create_state_directories(session.paths());
  {
    const SizeLimitIsAnError limit;
    if (const auto published = session.publish_policy(); !published) report(published.error(), 0);
  }
  GuardedSession guarded(session, options);
  const auto outcome = guarded.guard().run(request);
  if (!outcome) return report(outcome.error(), guard_failed_status);
  guarded.notices().ended(*outcome);
  return finish(*outcome);
}

std::string containment_problem(const Session& session) {
  RunOptions options;
  options.force_sandbox = true;
  GuardedSession guarded(session, options);
  Request request = session.request(EntryPoint::exec);
  request.line = "true";
  const auto judgement = guarded.guard().judge(request);
  if (!judgement) return judgement.error().message();
  if (judgement->decision.verdict == Verdict::refuse) return {};
  const auto plan = guarded.guard().plan(*judgement);
  if (!plan) return plan.error().message();
  const auto runner = runner_for(*plan);
  return runner ? std::string() : runner.error().message();
}

int explain_request(const Session& session, const Request& request, const RunOptions& options, bool json) {
  GuardedSession guarded(session, options);
  const auto judgement = guarded.guard().judge(request);
  if (!judgement) return report(judgement.error(), usage_status);
  std::optional<Plan> plan;
  std::string problem;
  if (judgement->decision.verdict != Verdict::refuse) {
    auto planned = guarded.guard().plan(*judgement);
    if (planned)
      plan = std::move(*planned);
    else
      problem = planned.error().message();
    if (plan)
      if (const auto runner = runner_for(*plan); !runner) problem = runner.error().message();
  }
  const Plan* shown = plan ? &*plan : nullptr;
  const std::string text = json ? explanation_json(*judgement, shown, problem)
                                : explanation_text(*judgement, shown, problem, speaks_utf8(request.environment));
  std::fputs(text.c_str(), stdout);
  return 0;
}

Request request_from(const Session& session, const Arguments& arguments, EntryPoint entry) {
  Request request = session.request(entry);
  if (arguments.has_separator())
    request.argv = arguments.positionals();
  else
    request.line = arguments.positionals().front();
  // An empty line is one that does nothing, as for `bash -c ""`; an empty Request is a mistake.
  if (!request.is_argv() && request.line.empty()) request.line = " ";
  return request;
}

Result<RunOptions> run_options(const Arguments& arguments) {
  RunOptions options;
  options.force_sandbox = arguments.has("sandbox");
  if (const auto text = arguments.value("timeout")) {
    long seconds = 0;
    const auto [rest, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
    if (error != std::errc{} || rest != text->data() + text->size() || seconds <= 0 || seconds > 365L * 86400)
      return fail("'" + visible(*text) + "' is no number of seconds", "--timeout");
    options.timeout = std::chrono::seconds(seconds);
  }
  return options;
}

}  // namespace vg::cli
