// SPDX-License-Identifier: Apache-2.0
/// Where package managers keep what they download (PRODUCT 4.4).
#pragma once

#include <string>
#include <vector>

#include "core/decide/decision.h"
#include "core/plan/plan.h"

namespace vg {

/// What `tool_in_use` found in front of the run.
struct CachePlan {
  std::vector<MountStep> mounts;
  bool held_content = false;  ///< a cache that the command's own tool uses was not empty
};

/// The mounts for every known package manager, and for `extra` directories of the configuration.
/// `writable` false (paranoid): they can be read only, and nothing is created.
/// Errors: a configured directory that is no cache this version knows.
Result<CachePlan> plan_caches(const Command& command, const std::vector<std::string>& extra, bool writable);

}  // namespace vg
