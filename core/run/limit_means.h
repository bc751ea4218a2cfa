// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"
#include "core/run/cgroup.h"

namespace vg {

/// How a limit is held.
enum class LimitMeansKind : std::uint8_t { control_group, watched, rlimit, data_rlimit, user_rlimit, cpu_set, nothing };
inline constexpr EnumNames<LimitMeansKind, 7> limit_means_names{{
    {LimitMeansKind::control_group, "control group"},
    {LimitMeansKind::watched, "watched every 20 ms"},
    {LimitMeansKind::rlimit, "RLIMIT_NPROC"},
    {LimitMeansKind::data_rlimit, "RLIMIT_DATA of each process"},
    {LimitMeansKind::user_rlimit, "RLIMIT_NPROC of the user"},
    {LimitMeansKind::cpu_set, "set of CPUs (can be widened from inside)"},
    {LimitMeansKind::nothing, "nothing"},
}};
static_assert(is_complete(limit_means_names));

/// What holds the limits that the control group does not: rlimits and affinity for the child, memory by the supervisor.
struct LimitMeans {
  std::uint32_t processes = 0;  ///< RLIMIT_NPROC in the sandbox's own user namespace, its init included; 0 for none
  std::uint32_t cpus = 0;       ///< CPUs to keep to; 0 for all
};

/// Errors: a limit that must hold and that nothing here can enforce, named by its key. RLIMIT_NPROC does not bind root
/// (setrlimit(2)); a set of CPUs can be widened by the payload, so it counts only where it changes nothing.
Result<LimitMeans> find_limit_means(const LimitPlan& limits, const LimitGroup& group);

/// For the record: "sandbox.memory_limit: control group, …", the limits that were asked for.
std::string held_by(const LimitPlan& limits, const LimitGroup& group, const LimitMeans& means);

}  // namespace vg
