// SPDX-License-Identifier: Apache-2.0
/// PRODUCT 3.2 e: what must be kept before a command that destroys work in the workspace, or why that is not enough.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/classify/findings.h"
#include "core/config/config.h"
#include "core/decide/decision.h"

namespace vg {

struct WayBackPlan {
  std::vector<std::string> roots;  ///< the workspace first, then what else the command may destroy with it
  std::string command;             ///< for lists
  bool may_link_objects = false;   ///< it removes files, and writes into none that exist
  std::string problem;             ///< why no snapshot would help; empty where one does
};

/// Pure but for the Request's FileView.
WayBackPlan plan_way_back(const Command& command, const Findings& findings, const Decision& decision,
                          const Config& config);

/// The seam behind which snapshots are made.
class WayBack {
 public:
  virtual ~WayBack() = default;
  /// Keeps the roots as they are. Out: the name for `vg undo`. Errors: it cannot be kept whole.
  virtual Result<std::string> keep(const WayBackPlan& plan) = 0;
};

}  // namespace vg
