// SPDX-License-Identifier: Apache-2.0
#include "core/run/probe.h"

#include <sys/stat.h>
#include <unistd.h>

#include <string_view>

#include "core/base/digest.h"
#include "core/run/landlock.h"
#include "core/run/process_runner.h"
#include "core/run/unshared_runner.h"

namespace vg {
namespace {

/// Does not exist, so that nothing is executed: that it was looked for proves that all walls stand.
constexpr const char* missing_program = "/proc/self/vg-probe";

Plan probe_plan() {
  Plan plan;
  plan.place = Place::sandbox;
  plan.program = missing_program;
  plan.argv = {missing_program};
  plan.working_directory = "/";
  return plan;
}

/// `second_tier` becomes true where walls stand, but those without namespaces.
bool stands(const Plan& plan, std::string& problem, bool* second_tier = nullptr) {
  const auto outcome = ProcessRunner().run(plan);
  if (!outcome)
    problem = outcome.error().message();
  else if (!outcome->without_namespaces.empty())
    problem = "there are no namespaces: " + outcome->without_namespaces;
  else if (!outcome->notes.empty())
    problem = outcome->notes.front();
  else if (outcome->ending != Ending::not_found)
    problem = "the sandbox ended early";
  if (second_tier != nullptr)
    *second_tier = outcome && !outcome->without_namespaces.empty() && outcome->ending == Ending::not_found;
  return problem.empty();
}

std::string found_on(std::string_view search_path, const std::string& name) {
  while (!search_path.empty()) {
    const std::string_view element = search_path.substr(0, search_path.find(':'));
    search_path.remove_prefix(std::min(element.size() + 1, search_path.size()));
    if (!element.starts_with('/')) continue;
    std::string path = std::string(element) + "/" + name;
    struct stat facts {};
    if (::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) && ::access(path.c_str(), X_OK) == 0) return path;
  }
  return {};
}

void probe_limits(Probe& probe) {
  LimitPlan limits;
  limits.memory = std::uint64_t{1} << 30;
  limits.pids = 1000;
  limits.cpus = 1.0;
  LimitGroup group = LimitGroup::find(limits, random_code(6));
  group.create(limits);
  const auto means = [&](Limit limit, LimitMeansKind otherwise) {
    if (group.holds(limit)) return LimitMeansKind::control_group;
    return probe.second_tier ? unshared_means(limit) : otherwise;
  };
  probe.memory = means(Limit::memory, LimitMeansKind::watched);
  probe.pids = means(Limit::pids, ::geteuid() == 0 ? LimitMeansKind::nothing : LimitMeansKind::rlimit);
  probe.cpus = means(Limit::cpus, LimitMeansKind::cpu_set);
  group.finish(limits);
}

}  // namespace

Probe probe_runtimes(const std::string& layers, const std::string& search_path) {
  Probe probe;
  probe.process_runtime = stands(probe_plan(), probe.process_problem, &probe.second_tier);
  if (probe.process_runtime) {
    Plan strict = probe_plan();
    strict.sandbox.deny_nested_user_namespaces = true;
    strict.sandbox.seccomp = SeccompBaseline::strict;
    std::string ignored;
    probe.nested_denied = stands(strict, ignored);
  }
  if (probe.process_runtime) {
    Plan filtered = probe_plan();
    filtered.sandbox.network = NetworkMode::restricted;
    probe.filtered_network = stands(filtered, probe.network_problem);
  }
  if (probe.process_runtime && !layers.empty()) {
    Plan layered = probe_plan();
    layered.sandbox.layer = {true, layers + "/probe-" + random_code(6), "probe"};
    probe.writable_layer = stands(layered, probe.layer_problem);
  }
  probe_limits(probe);
  probe.abstract_sockets_scoped = can_scope_abstract_sockets();
  probe.podman = found_on(search_path, "podman");
  probe.docker = found_on(search_path, "docker");
  return probe;
}

}  // namespace vg
