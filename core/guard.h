// SPDX-License-Identifier: Apache-2.0
/// The pipeline: a Request becomes a Command, Findings, a Decision, a Plan, an Outcome, an Event.
#pragma once

#include <functional>

#include "core/base/outcome.h"
#include "core/base/request.h"
#include "core/base/result.h"
#include "core/classify/classify.h"
#include "core/classify/findings.h"
#include "core/config/config.h"
#include "core/decide/decision.h"
#include "core/plan/make_plan.h"
#include "core/record/event.h"
#include "core/run/runner.h"
#include "core/trust/trust_view.h"
#include "core/way_back.h"

namespace vg {

/// The seam behind which a person is asked.
class Approver {
 public:
  virtual ~Approver() = default;
  /// Turns a decision that needs_approval() into one that stands: asks the person, honours an armed code, or gives the
  /// refusal a code. Errors: the answer could not be kept where it had to be (trust store).
  virtual Result<Decision> ask(const Command& command, const Findings& findings, Decision decision) = 0;
};

/// Told what is about to happen, so that a notice can stand before the command's own output, or why nothing will.
class Announcer {
 public:
  virtual ~Announcer() = default;
  virtual void about_to_run(const Decision& decision, const Plan& plan) = 0;
  virtual void refused(const Decision& decision) = 0;
};

/// What the first half of the pipeline says, for `vg explain` and for hooks.
struct Judgement {
  Command command;
  Findings findings;
  Decision decision;
};

class Guard {
 public:
  using RunnerFor = std::function<Result<std::unique_ptr<Runner>>(const Plan&)>;

  /// In: `rules` are those of `config`, compiled; where they are left out the guard compiles them, and judges nothing
  /// where that fails.
  Guard(Config config, const TrustView& trust, Surroundings surroundings, Approver& approver, Announcer& announcer,
        RunnerFor runner_for, Recorder& recorder, std::shared_ptr<const RuleSet> rules = nullptr);

  /// Who makes snapshots; without anybody none can be made. In: outlives the guard.
  void set_way_back(WayBack& way_back) { way_back_ = &way_back; }

  /// Judges without asking, running or recording. `request` must outlive the result.
  Result<Judgement> judge(const Request& request) const;
  /// What would be run for a judgement whose verdict is `run`.
  Result<Plan> plan(const Judgement& judgement) const;

  /// Judges, asks where somebody must be asked, announces and records a refusal; starts nothing. For shell hooks, where
  /// the shell itself runs what may run.
  Result<Judgement> settle(const Request& request);

  /// The whole sentence. Errors: the guard could not do its work (exit 125); the command has not been started.
  Result<Outcome> run(const Request& request);

 private:
  void prepare_way_back(Judgement& judgement);
  Result<Outcome> start(const Judgement& judgement, Event& event);

  Config config_;
  const TrustView& trust_;
  Surroundings surroundings_;
  Approver& approver_;
  Announcer& announcer_;
  RunnerFor runner_for_;
  Recorder& recorder_;
  WayBack* way_back_ = nullptr;
  Result<std::shared_ptr<const RuleSet>> rules_;
};

}  // namespace vg
