// SPDX-License-Identifier: Apache-2.0
/// The mount table of a plan as rules on paths, for where nothing can be mounted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/plan/plan.h"

namespace vg {

enum class PathAccess : std::uint8_t { none, read, write, device };

struct PathRule {
  std::string path;
  PathAccess access = PathAccess::none;
};

struct PathRules {
  std::vector<PathRule> allowed;      ///< each with all below it; what none names is out of reach
  std::vector<std::string> put_back;  ///< writable by its parent, and to be as before when the command has ended
  std::string temporary_directory;    ///< in the place of /tmp; empty for none
};

/// Rules that only allow, as Landlock's do: a directory with something hidden in it is allowed entry by entry, without
/// being listed. Looks at the directories of this machine.
/// Errors: what the plan hides or lays over lies in a tree that it lets the command write.
/// Source: landlock(7), "Filesystem actions": a right on a directory holds for all below.
Result<PathRules> path_rules(const SandboxPlan& plan);

}  // namespace vg
