// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/plan/plan.h"

namespace vg {

/// Where plans come from besides policy: fixed once per process.
struct Surroundings {
  std::string state_directory;                  ///< STATE, for layers and private /tmp
  std::string run_id;                           ///< names this run's writable layer
  bool replace_process = false;                 ///< host runs exec in place (shim)
  bool force_sandbox = false;                   ///< `--sandbox`
  std::optional<std::chrono::seconds> timeout;  ///< `--timeout`: on the host too
};

/// Turns a decision into what a runner obeys. Pure but for the Request's FileView.
/// Errors: a configured feature this version does not have (named with its key); a configured path that cannot hold.
Result<Plan> make_plan(const Command& command, const Decision& decision, const Config& config,
                       const Surroundings& surroundings);

}  // namespace vg
