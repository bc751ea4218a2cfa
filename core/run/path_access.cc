// SPDX-License-Identifier: Apache-2.0
#include "core/run/path_access.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "core/base/path.h"
#include "core/base/text.h"

namespace vg {
namespace {

/// Before the plan's steps, which may say otherwise.
struct Ground {
  const char* path;
  PathAccess access;
};
constexpr std::array grounds{
    Ground{"/", PathAccess::read},
    Ground{"/dev", PathAccess::none},
    Ground{"/dev/null", PathAccess::device},
    Ground{"/dev/zero", PathAccess::device},
    Ground{"/dev/full", PathAccess::device},
    Ground{"/dev/random", PathAccess::device},
    Ground{"/dev/urandom", PathAccess::device},
    Ground{"/dev/tty", PathAccess::device},
    Ground{"/run", PathAccess::none},
    Ground{"/var/run", PathAccess::none},
};
/// Name resolution of the host, for the network mode full.
constexpr std::array resolver_places{"/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager/resolv.conf"};
constexpr std::size_t most_rules = 20'000;

PathAccess access_of(const MountStep& step) {
  switch (step.kind) {
    case MountKind::bind:
      if (step.source != step.target) return PathAccess::none;
      return step.read_only ? PathAccess::read : PathAccess::write;
    case MountKind::layer:
    case MountKind::dropped_layer:
    case MountKind::link: return PathAccess::read;
    case MountKind::empty_directory:
    case MountKind::empty_file:
    case MountKind::scratch: return PathAccess::none;
  }
  return PathAccess::none;
}

/// A mount covers what its target leads to. What does not exist keeps its name.
std::string real_path(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), ::free);
  return real ? std::string(real.get()) : path;
}

/// Nothing there can connect to it, since no Unix socket can be made.
bool is_hidden_socket(const MountStep& step) {
  struct stat facts {};
  return step.kind == MountKind::empty_file && ::lstat(step.target.c_str(), &facts) == 0 && S_ISSOCK(facts.st_mode);
}

class Mapper {
 public:
  explicit Mapper(const SandboxPlan& plan) : plan_(plan) {
    for (const Ground& ground : grounds) rows_.push_back({real_path(ground.path), ground.access});
    if (plan.has_host_network())
      for (const char* place : resolver_places) rows_.push_back({place, PathAccess::read});
    for (const MountStep& step : plan.mounts)
      if (!is_hidden_socket(step))
        rows_.push_back({step.itself ? step.target : real_path(step.target), access_of(step)});
  }

  Result<PathRules> map() {
    for (const MountStep& step : plan_.mounts) {
      if (step.kind != MountKind::bind || step.source == step.target) continue;
      // A private /tmp lies in the guard's state; the copies of git's configurations have no use without mounts.
      if (step.target == "/tmp")
        rules_.temporary_directory = step.source;
      else if (!step.target.starts_with("/dev/"))
        return fail("'" + visible(step.target) + "' cannot show '" + visible(step.source) + "'");
    }
    VG_CHECK(allow("/"));
    if (!rules_.temporary_directory.empty()) rules_.allowed.push_back({rules_.temporary_directory, PathAccess::write});
    return std::move(rules_);
  }

 private:
  /// A later step covers all of an earlier one that lies at or below it.
  PathAccess at(const std::string& path) const {
    for (auto row = rows_.rbegin(); row != rows_.rend(); ++row)
      if (is_at_or_below(path, row->path)) return row->access;
    return PathAccess::none;
  }

  /// The first row below `path` that exists and is for `access`; nullptr for none.
  const PathRule* below(const std::string& path, PathAccess access) const {
    struct stat facts {};
    for (const PathRule& row : rows_)
      if (row.path != path && is_at_or_below(row.path, path) && at(row.path) == access &&
          ::lstat(row.path.c_str(), &facts) == 0)
        return &row;
    return nullptr;
  }

  Result<void> allow(const std::string& path) {
    struct stat facts {};
    if (rules_.allowed.size() > most_rules) return fail("too many entries beside what is hidden");
    if (::lstat(path.c_str(), &facts) != 0 || S_ISLNK(facts.st_mode)) return {};
    const PathAccess access = at(path);
    const PathRule* hidden = below(path, PathAccess::none);
    if (access == PathAccess::write && hidden != nullptr)
      return fail("'" + visible(hidden->path) + "' cannot be hidden");
    if (access == PathAccess::none || hidden == nullptr) {
      if (access != PathAccess::none) rules_.allowed.push_back({path, access});
      return allow_more_below(path, access);
    }
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()), ::closedir);
    while (const dirent* entry = directory ? ::readdir(directory.get()) : nullptr) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") VG_CHECK(allow(join_path(path, name)));
    }
    return {};
  }

  Result<void> allow_more_below(const std::string& path, PathAccess access) {
    for (const PathRule& row : rows_) {
      if (row.path == path || !is_at_or_below(row.path, path)) continue;
      const PathAccess there = at(row.path);
      if (there == access) continue;
      if (access == PathAccess::write)
        rules_.put_back.push_back(row.path);
      else if (is_first_below(row.path, path))
        VG_CHECK(allow(row.path));
    }
    return {};
  }

  /// Others are allowed from there.
  bool is_first_below(const std::string& path, const std::string& top) const {
    const PathAccess above = at(top);
    for (std::string_view way = dir_name(path); way.size() > top.size(); way = dir_name(way))
      if (at(std::string(way)) != above) return false;
    return true;
  }

  const SandboxPlan& plan_;
  std::vector<PathRule> rows_;
  PathRules rules_;
};

}  // namespace

Result<PathRules> path_rules(const SandboxPlan& plan) {
  auto rules = Mapper(plan).map();
  if (!rules) return rules;
  // Each tree once, the outermost.
  auto& paths = rules->put_back;
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end(),
                          [](const std::string& one, const std::string& next) { return is_at_or_below(next, one); }),
              paths.end());
  return rules;
}

}  // namespace vg
