// SPDX-License-Identifier: Apache-2.0
#include "core/guard.h"

#include "core/decide/decide.h"
#include "core/parse/parse.h"

namespace vg {
namespace {

Event event_of(const Request& request, const Judgement& judgement) {
  Event event;
  event.time = request.now;
  event.command = judgement.command.text;
  event.working_directory = request.working_directory;
  event.workspace = request.workspace;
  event.entry = request.entry;
  event.agent = request.requester.agent;
  event.pid = request.requester.process.pid;
  event.decision = judgement.decision;
  for (const Finding& finding : judgement.findings.items)
    if (finding.risk >= Risk::medium) event.rules.push_back(finding.rule);
  return event;
}

bool is_approved(Because because) {
  return because >= Because::approved_once && because <= Because::ticket;
}

/// A record that cannot be written is said; from strict up it stops the command (PRODUCT 6).
Result<void> keep(Recorder& recorder, const Event& event, const Config& config, Outcome& outcome) {
  auto kept = recorder.record(event);
  if (kept) return {};
  if (config.sandbox.security_level >= Level::strict) return kept;
  outcome.notes.push_back("this run was not recorded: " + kept.error().message());
  return {};
}

}  // namespace

Guard::Guard(Config config, const TrustView& trust, Surroundings surroundings, Approver& approver, Announcer& announcer,
             RunnerFor runner_for, Recorder& recorder, std::shared_ptr<const RuleSet> rules)
    : config_(std::move(config)),
      trust_(trust),
      surroundings_(std::move(surroundings)),
      approver_(approver),
      announcer_(announcer),
      runner_for_(std::move(runner_for)),
      recorder_(recorder),
      rules_(std::move(rules)) {
  if (*rules_ == nullptr) rules_ = compile_rules(config_.policies.rules, config_.policies.packs);
}

Result<Judgement> Guard::judge(const Request& request) const {
  if (!rules_) return tl::unexpected<Error>(rules_.error());
  Judgement judgement;
  judgement.command = VG_TRY(parse(request));
  judgement.findings = classify(judgement.command, rules_->get());
  judgement.decision = decide(judgement.command, judgement.findings, trust_, config_, surroundings_.force_sandbox);
  return judgement;
}

Result<Plan> Guard::plan(const Judgement& judgement) const {
  return make_plan(judgement.command, judgement.decision, config_, surroundings_);
}

/// Once, before anything can happen; whoever is asked is told whether there is one.
void Guard::prepare_way_back(Judgement& judgement) {
  Decision& decision = judgement.decision;
  if (!decision.needs_way_back || !decision.snapshot.empty() || !decision.no_way_back.empty()) return;
  const WayBackPlan plan = plan_way_back(judgement.command, judgement.findings, decision, config_);
  Result<std::string> kept = fail(plan.problem);
  if (plan.problem.empty()) kept = way_back_ == nullptr ? fail("nobody makes snapshots here") : way_back_->keep(plan);
  if (kept)
    decision.snapshot = std::move(*kept);
  else if (is_approved(decision.because))
    decision.no_way_back = kept.error().message();
  else
    decide_without_way_back(decision, judgement.command.request->requester.is_person, kept.error().message());
}

Result<Judgement> Guard::settle(const Request& request) {
  Judgement judgement = VG_TRY(judge(request));
  if (judgement.decision.verdict != Verdict::refuse) prepare_way_back(judgement);
  if (judgement.decision.needs_approval())
    judgement.decision = VG_TRY(approver_.ask(judgement.command, judgement.findings, std::move(judgement.decision)));
  if (judgement.decision.verdict == Verdict::run) {
    // A refusal that a person has lifted: they want it also where there is no way back, and are told.
    prepare_way_back(judgement);
    return judgement;
  }
  Event event = event_of(request, judgement);
  event.outcome.ending = Ending::refused;
  announcer_.refused(judgement.decision);
  VG_CHECK(keep(recorder_, event, config_, event.outcome));
  return judgement;
}

Result<Outcome> Guard::run(const Request& request) {
  const Judgement judgement = VG_TRY(settle(request));
  if (judgement.decision.verdict != Verdict::run) return Outcome{.ending = Ending::refused};
  Event event = event_of(request, judgement);
  auto outcome = start(judgement, event);
  if (outcome) return outcome;
  event.outcome.ending = Ending::guard_failed;
  // What stands below the first line is advice for this moment, and no part of what happened.
  const std::string problem = outcome.error().message();
  event.outcome.problem = problem.substr(0, problem.find('\n'));
  VG_CHECK(keep(recorder_, event, config_, event.outcome));
  return outcome;
}

/// Plan → Outcome → Event.
Result<Outcome> Guard::start(const Judgement& judgement, Event& event) {
  const Plan plan = VG_TRY(this->plan(judgement));
  event.runtime = plan.place == Place::host ? "host" : name_in(runtime_names, plan.sandbox.runtime);
  event.cached = plan.place == Place::sandbox && plan.sandbox.cached;
  const std::unique_ptr<Runner> runner = VG_TRY(runner_for_(plan));
  announcer_.about_to_run(judgement.decision, plan);
  if (plan.replace_process) {
    // Nobody is left to record it afterwards; run() returns only where there is no such program.
    event.outcome.ending = Ending::handed_over;
    VG_CHECK(keep(recorder_, event, config_, event.outcome));
    return runner->run(plan);
  }
  event.outcome = VG_TRY(runner->run(plan));
  VG_CHECK(keep(recorder_, event, config_, event.outcome));
  return event.outcome;
}

}  // namespace vg
