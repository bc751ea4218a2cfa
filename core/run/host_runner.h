// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/run/runner.h"

namespace vg {

/// Runs a command on the host, without walls: in place of this process (plan.replace_process) or as a child in the same
/// process group that behaves towards caller and terminal as the command itself would.
class HostRunner final : public Runner {
 public:
  Result<Outcome> run(const Plan& plan) override;
};

}  // namespace vg
