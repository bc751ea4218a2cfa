// SPDX-License-Identifier: Apache-2.0
/// A control group of its own for a sandbox, where the caller may make one.
/// Source: cgroups(7), Linux Documentation/admin-guide/cgroup-v1 and cgroup-v2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/unique_fd.h"
#include "core/plan/plan.h"

namespace vg {

enum class Limit : std::uint8_t { memory, pids, cpus };
inline constexpr EnumNames<Limit, 3> limit_keys{
    {{Limit::memory, "sandbox.memory_limit"}, {Limit::pids, "sandbox.pids_limit"}, {Limit::cpus, "sandbox.cpu_limit"}}};
static_assert(is_complete(limit_keys));

class LimitGroup {
 public:
  /// Looks for a place; makes nothing yet. Version 1 below the caller's own group of each hierarchy, else version 2 in
  /// the nearest delegated group that has the controllers. `id` becomes part of the name.
  static LimitGroup find(const LimitPlan& limits, const std::string& id);
  LimitGroup() = default;

  bool is_unified() const { return unified_; }
  bool holds(Limit limit) const { return (held_ & bit(limit)) != 0; }

  /// Makes the groups and sets the limits. A limit that cannot be set is no longer held. Unified: before the clone, so
  /// that the child starts inside; version 1: may be done while the child sets up.
  void create(const LimitPlan& limits);
  /// Unified: the directory to start in; -1 otherwise.
  int start_in() const { return unified_ && !places_.empty() ? places_[0].group.get() : -1; }

  /// Version 1, in the child after create(): moves the calling thread, which must be its process's only one. Writing
  /// "0" to `tasks` costs 0.04 ms; moving a process by its pid waits for an RCU grace period (measured: 8 to 30 ms).
  /// `held`: held() as the parent sent it. Allocates nothing. Out: 0 or errno.
  int join(std::uint32_t held) const;
  std::uint32_t held() const { return held_; }

  /// After the last process has ended: what the limits did, one line each with the key; removes the groups, and those
  /// that killed supervisors left behind.
  std::vector<std::string> finish(const LimitPlan& limits);

 private:
  struct Place {
    Limit limit;         ///< unified: unused
    std::string parent;  ///< directory that holds our groups
    UniqueFd base;       ///< version 1: descriptor of the hierarchy's existing group
    UniqueFd group;      ///< unified: descriptor of the new group
    std::string path;    ///< the new group; empty until made
  };
  static constexpr std::uint32_t bit(Limit limit) { return 1U << static_cast<unsigned>(limit); }
  void find_version_1(const LimitPlan& limits);
  void find_unified(const LimitPlan& limits);
  void create_version_1(const LimitPlan& limits, Place& place);
  void create_unified(const LimitPlan& limits);

  std::vector<Place> places_;
  std::string name_;
  std::string tasks_;  ///< "vectra-guard/NAME/tasks"
  std::uint32_t held_ = 0;
  bool unified_ = false;
};

/// The path of this process's group: of `controller` (version 1), or of the unified hierarchy for "".
/// Source: /proc/self/cgroup, cgroups(7). Out: empty where there is none.
std::string own_group(const std::string& proc_self_cgroup, const std::string& controller);

}  // namespace vg
