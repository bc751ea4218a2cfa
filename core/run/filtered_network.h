// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/base/outcome.h"
#include "core/egress/broker.h"
#include "core/plan/plan.h"
#include "core/run/sandbox_child.h"

namespace vg {

/// The supervisor's side of network mode restricted; with another mode it does nothing.
class FilteredNetwork {
 public:
  /// What the child needs. Errors: this kernel cannot.
  Result<EgressScript> prepare(const SandboxPlan& plan);
  /// After the clone, so that the child is a copy of a process with one thread.
  Result<void> begin(const SandboxPlan& plan);
  /// When the sandbox has ended: what it wanted to reach, and a note for each destination that was refused.
  void end(Outcome& outcome);

 private:
  UniqueFd channel_;
  UniqueFd child_channel_;
  std::unique_ptr<BrokerThread> broker_;
};

}  // namespace vg
