// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/run/runner.h"

namespace vg {

/// Runs a command behind walls of the kernel alone: namespaces, mounts, capabilities, seccomp, limits. No daemon, no
/// image, no privilege. Where the kernel refuses any of it, the command is not run.
class ProcessRunner final : public Runner {
 public:
  Result<Outcome> run(const Plan& plan) override;
};

}  // namespace vg
