// SPDX-License-Identifier: Apache-2.0
/// The seam behind which processes are started. A runner obeys a plan; it never judges.
#pragma once

#include <memory>

#include "core/base/outcome.h"
#include "core/base/result.h"
#include "core/plan/plan.h"

namespace vg {

class Runner {
 public:
  virtual ~Runner() = default;
  /// Starts the plan's program, waits for it (unless plan.replace_process) and says how it ended.
  /// Errors: the guard could not do its work; nothing was started then. A program that is missing or not executable is
  /// an Outcome, not an error.
  virtual Result<Outcome> run(const Plan& plan) = 0;
};

/// The runner for this plan's place and runtime. Errors: a runtime this version does not have, named.
Result<std::unique_ptr<Runner>> runner_for(const Plan& plan);

}  // namespace vg
