// SPDX-License-Identifier: Apache-2.0
#include "core/run/cgroup.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cmath>
#include <string_view>

#include "core/base/path.h"
#include "core/run/cgroup_files.h"

namespace vg {
namespace {

constexpr const char* hierarchy_root = "/sys/fs/cgroup";
constexpr const char* folder = "vectra-guard";
/// Source: Linux Documentation/scheduler/sched-bwc.rst; the kernel refuses quotas below 1 ms.
constexpr std::uint64_t cpu_period = 100000;
constexpr std::uint64_t least_cpu_quota = 1000;

struct ControllerRow {
  Limit limit;
  const char* name;            ///< as in /proc/self/cgroup
  const char* directories[2];  ///< where distributions mount it
};
constexpr ControllerRow controllers[] = {{Limit::memory, "memory", {"memory", nullptr}},
                                         {Limit::pids, "pids", {"pids", nullptr}},
                                         {Limit::cpus, "cpu", {"cpu", "cpu,cpuacct"}}};

bool is_asked(const LimitPlan& limits, Limit limit) {
  switch (limit) {
    case Limit::memory: return limits.memory.has_value();
    case Limit::pids: return limits.pids.has_value();
    case Limit::cpus: return limits.cpus.has_value();
  }
  return false;
}

bool is_file_system(const std::string& path, std::uint64_t magic) {
  struct statfs facts {};
  return ::statfs(path.c_str(), &facts) == 0 && static_cast<std::uint64_t>(facts.f_type) == magic;
}

std::uint64_t cpu_quota(double cpus) {
  const auto quota = static_cast<std::uint64_t>(std::llround(cpus * static_cast<double>(cpu_period)));
  return quota < least_cpu_quota ? least_cpu_quota : quota;
}

/// The sandbox's init counts as one.
std::uint64_t pids_with_init(const LimitPlan& limits) {
  return *limits.pids + 1;
}

/// The hierarchy's directory for our own group; its root where the group is not visible (a container's view).
std::string version_1_base(const ControllerRow& row, const std::string& groups) {
  for (const char* directory : row.directories) {
    if (directory == nullptr) continue;
    const std::string mount = std::string(hierarchy_root) + "/" + directory;
    if (!is_file_system(mount, CGROUP_SUPER_MAGIC)) continue;
    const std::string own = own_group(groups, row.name);
    const std::string base = own.empty() || own == "/" ? mount : mount + own;
    return ::access((base + "/tasks").c_str(), F_OK) == 0 ? base : mount;
  }
  return {};
}

/// The limits that new groups below `path` can hold. A delegated group of an ordinary user may leave controllers to be
/// switched on; those of the system stay as they are.
std::uint32_t unified_controllers(const std::string& path, const LimitPlan& limits) {
  const std::string available = read_group_file(path + "/cgroup.controllers");
  std::string enabled = read_group_file(path + "/cgroup.subtree_control");
  for (const ControllerRow& row : controllers) {
    if (::geteuid() == 0 || !is_asked(limits, row.limit) || has_word(enabled, row.name)) continue;
    if (!has_word(available, row.name)) continue;
    if (write_group_file(path + "/cgroup.subtree_control", std::string("+") + row.name))
      enabled += std::string(" ") + row.name;
  }
  std::uint32_t held = 0;
  for (const ControllerRow& row : controllers)
    if (is_asked(limits, row.limit) && has_word(enabled, row.name)) held |= 1U << static_cast<unsigned>(row.limit);
  return held;
}

}  // namespace

std::string own_group(const std::string& proc_self_cgroup, const std::string& controller) {
  std::string_view rest = proc_self_cgroup;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string names = "," + std::string(line.substr(first + 1, second - first - 1)) + ",";
    if (controller.empty() ? names == ",," : names.find("," + controller + ",") != std::string::npos)
      return std::string(line.substr(second + 1));
  }
  return {};
}

LimitGroup LimitGroup::find(const LimitPlan& limits, const std::string& id) {
  LimitGroup group;
  group.name_ = std::to_string(::getpid()) + "-" + id;
  group.tasks_ = std::string(folder) + "/" + group.name_ + "/tasks";
  if (!limits.memory && !limits.pids && !limits.cpus) return group;
  group.find_version_1(limits);
  if (group.places_.empty()) group.find_unified(limits);
  return group;
}

void LimitGroup::find_version_1(const LimitPlan& limits) {
  const std::string groups = read_group_file("/proc/self/cgroup");
  for (const ControllerRow& row : controllers) {
    if (!is_asked(limits, row.limit)) continue;
    const std::string base = version_1_base(row, groups);
    if (base.empty() || ::access(base.c_str(), W_OK) != 0) continue;
    UniqueFd descriptor(::open(base.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor) continue;
    places_.push_back({row.limit, base + "/" + folder, std::move(descriptor), UniqueFd(), {}});
    held_ |= bit(row.limit);
  }
}

void LimitGroup::find_unified(const LimitPlan& limits) {
  if (!is_file_system(hierarchy_root, CGROUP2_SUPER_MAGIC)) return;
  std::string own = own_group(read_group_file("/proc/self/cgroup"), "");
  // The nearest group above our own whose children get most of the controllers, as far up as we may move processes.
  while (!own.empty() && own != "/") {
    own = std::string(dir_name(own));
    const std::string path = own == "/" ? hierarchy_root : hierarchy_root + own;
    if (::access(path.c_str(), W_OK) != 0 || ::access((path + "/cgroup.procs").c_str(), W_OK) != 0) return;
    const std::uint32_t held = unified_controllers(path, limits);
    if (std::popcount(held) <= std::popcount(held_)) continue;
    held_ = held;
    unified_ = true;
    places_.clear();
    places_.push_back({Limit::memory, path, UniqueFd(), UniqueFd(), {}});
  }
}

void LimitGroup::create(const LimitPlan& limits) {
  if (unified_) return create_unified(limits);
  for (Place& place : places_) create_version_1(limits, place);
}

void LimitGroup::create_version_1(const LimitPlan& limits, Place& place) {
  ::mkdir(place.parent.c_str(), 0755);
  const std::string path = place.parent + "/" + name_;
  if (::mkdir(path.c_str(), 0755) != 0) {
    held_ &= ~bit(place.limit);
    return;
  }
  place.path = path;
  bool is_set = false;
  if (place.limit == Limit::memory) {
    is_set = write_group_file(path + "/memory.limit_in_bytes", std::to_string(*limits.memory));
    // Swap would hide the limit; the file exists only where swap is accounted.
    write_group_file(path + "/memory.memsw.limit_in_bytes", std::to_string(*limits.memory));
  } else if (place.limit == Limit::pids) {
    is_set = write_group_file(path + "/pids.max", std::to_string(pids_with_init(limits)));
  } else {
    is_set = write_group_file(path + "/cpu.cfs_period_us", std::to_string(cpu_period)) &&
             write_group_file(path + "/cpu.cfs_quota_us", std::to_string(cpu_quota(*limits.cpus)));
  }
  if (!is_set) held_ &= ~bit(place.limit);
}

void LimitGroup::create_unified(const LimitPlan& limits) {
  Place& place = places_[0];
  const std::string path = place.parent + "/" + folder + "-" + name_;
  if (::mkdir(path.c_str(), 0755) == 0) {
    place.path = path;
    place.group.reset(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }
  if (!place.group) {
    held_ = 0;
    return;
  }
  const auto set = [&](Limit limit, const char* file, const std::string& value) {
    if (holds(limit) && !write_group_file(path + "/" + file, value)) held_ &= ~bit(limit);
  };
  if (limits.memory) set(Limit::memory, "memory.max", std::to_string(*limits.memory));
  if (holds(Limit::memory)) write_group_file(path + "/memory.swap.max", "0");
  if (limits.pids) set(Limit::pids, "pids.max", std::to_string(pids_with_init(limits)));
  if (limits.cpus)
    set(Limit::cpus, "cpu.max", std::to_string(cpu_quota(*limits.cpus)) + " " + std::to_string(cpu_period));
}

int LimitGroup::join(std::uint32_t held) const {
  if (unified_) return 0;
  for (const Place& place : places_) {
    if ((held & bit(place.limit)) == 0) continue;
    const int file = ::openat(place.base.get(), tasks_.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) return errno;
    const int error = ::write(file, "0", 1) == 1 ? 0 : errno;
    ::close(file);
    if (error != 0) return error;
  }
  return 0;
}

std::vector<std::string> LimitGroup::finish(const LimitPlan& limits) {
  std::vector<std::string> notes;
  for (Place& place : places_) {
    if (place.path.empty()) continue;
    const bool memory = unified_ ? holds(Limit::memory) : place.limit == Limit::memory;
    const bool pids = unified_ ? holds(Limit::pids) : place.limit == Limit::pids;
    const std::string kills =
        memory ? read_group_file(place.path + (unified_ ? "/memory.events" : "/memory.oom_control")) : std::string();
    if (counter_in(kills, "oom_kill") > 0)
      notes.push_back(limit_note(Limit::memory, limits) + " was reached: the kernel ended a process");
    const std::string refused = pids ? read_group_file(place.path + "/pids.events") : std::string();
    if (counter_in(refused, "max") > 0)
      notes.push_back(limit_note(Limit::pids, limits) + " was reached: new processes were refused");
    ::rmdir(place.path.c_str());
    place.path.clear();
    if (!unified_) remove_abandoned_groups(place.parent);
  }
  return notes;
}

}  // namespace vg
