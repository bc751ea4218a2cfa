// SPDX-License-Identifier: Apache-2.0
/// The second tier: a sandbox of Landlock and seccomp, for where namespaces are refused.
#pragma once

#include <string>

#include "core/base/outcome.h"
#include "core/base/result.h"
#include "core/plan/plan.h"
#include "core/run/limit_means.h"
#include "core/run/put_back.h"
#include "core/run/stage.h"

namespace vg {

/// Whether a stage failed because this machine lets its user make no namespaces, now and later. A limit that is only
/// reached (a command may have done that) is no such reason.
bool are_namespaces_refused(Stage stage, int errnum);

/// Why it cannot hold what this plan asks for; empty where it can.
std::string unshared_problem(const SandboxPlan& plan);

/// What holds a limit in it that no control group holds.
LimitMeansKind unshared_means(Limit limit);

/// What is missing compared with the walls of namespaces, for notices and `vg doctor`.
extern const char* const missing_without_namespaces;

/// Runs the plan in it. `reason`: why there are no namespaces, for the notice. Into `put_back` comes what the caller
/// has to finish after its aftercare.
/// Errors: a wall cannot be built; nothing was executed.
Result<Outcome> run_unshared(const Plan& plan, const std::string& reason, PutBack& put_back);

}  // namespace vg
