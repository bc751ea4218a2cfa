// SPDX-License-Identifier: Apache-2.0
#include "core/run/runner.h"

#include "core/run/host_runner.h"
#include "core/run/process_runner.h"

namespace vg {

Result<std::unique_ptr<Runner>> runner_for(const Plan& plan) {
  if (plan.place == Place::host) return std::make_unique<HostRunner>();
  const SandboxPlan& sandbox = plan.sandbox;
  if (sandbox.runtime == Runtime::podman || sandbox.runtime == Runtime::docker)
    return fail(
        "the runtime '" + std::string(name_in(runtime_names, sandbox.runtime)) +
        "' is not in this version\nUse the process runtime (`sandbox.runtime: auto` or `process`). It was not run.");
  if (sandbox.network == NetworkMode::full && !sandbox.has_host_network())
    return fail("the plan opens the host's network without a reason");
  return std::make_unique<ProcessRunner>();
}

}  // namespace vg
