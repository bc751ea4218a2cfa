// SPDX-License-Identifier: Apache-2.0
#include "core/run/limit_means.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "core/run/cgroup_files.h"

namespace vg {
namespace {

int available_cpus() {
  cpu_set_t allowed;
  return ::sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 1;
}

tl::unexpected<Error> cannot_hold(Limit limit, const LimitPlan& limits) {
  return fail("cannot contain the command: nothing here can hold " + limit_note(limit, limits) +
              ", which this level requires\nIt takes a control group that you may write (run it in a systemd user "
              "session, or as root); `vg doctor` says more. It was not run.");
}

}  // namespace

Result<LimitMeans> find_limit_means(const LimitPlan& limits, const LimitGroup& group) {
  LimitMeans means;
  if (limits.pids && !group.holds(Limit::pids)) {
    if (::geteuid() == 0 && limits.must_hold) return cannot_hold(Limit::pids, limits);
    means.processes = static_cast<std::uint32_t>(std::min<std::uint64_t>(*limits.pids + 1, UINT32_MAX));
  }
  if (limits.cpus && !group.holds(Limit::cpus)) {
    const int available = available_cpus();
    if (*limits.cpus < available && limits.must_hold) return cannot_hold(Limit::cpus, limits);
    if (*limits.cpus < available) means.cpus = static_cast<std::uint32_t>(std::max(1.0, std::ceil(*limits.cpus)));
  }
  return means;
}

std::string held_by(const LimitPlan& limits, const LimitGroup& group, const LimitMeans& means) {
  std::string out;
  const auto add = [&](Limit limit, bool is_asked, LimitMeansKind otherwise) {
    if (!is_asked) return;
    out += (out.empty() ? "" : ", ") + std::string(name_in(limit_keys, limit)) + ": ";
    out += name_in(limit_means_names, group.holds(limit) ? LimitMeansKind::control_group : otherwise);
  };
  add(Limit::memory, limits.memory.has_value(), LimitMeansKind::watched);
  add(Limit::pids, limits.pids.has_value(), ::geteuid() == 0 ? LimitMeansKind::nothing : LimitMeansKind::rlimit);
  // Where there are no more CPUs than it allows, the machine holds it.
  add(Limit::cpus, limits.cpus.has_value() && (group.holds(Limit::cpus) || means.cpus != 0), LimitMeansKind::cpu_set);
  return out;
}

}  // namespace vg
