// SPDX-License-Identifier: Apache-2.0
/// What is to be run, where, behind which walls: pure data, printed by `vg explain`, obeyed by a runner.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/environment.h"
#include "core/config/config.h"
#include "core/decide/decision.h"

namespace vg {

enum class MountKind : std::uint8_t {
  bind,             ///< host `source` over `target`
  layer,            ///< overlay over directory `target`: reads the host, writes go to LayerPlan::directory
  dropped_layer,    ///< the same, writes are dropped after the run
  empty_directory,  ///< an empty read-only directory over directory `target`
  empty_file,       ///< an empty read-only file over file `target`
  scratch,          ///< a fresh tmpfs over directory `target`
};
inline constexpr EnumNames<MountKind, 6> mount_kind_names{{{MountKind::bind, "bind"},
                                                           {MountKind::layer, "layer"},
                                                           {MountKind::dropped_layer, "dropped_layer"},
                                                           {MountKind::empty_directory, "empty_directory"},
                                                           {MountKind::empty_file, "empty_file"},
                                                           {MountKind::scratch, "scratch"}}};
static_assert(is_complete(mount_kind_names));

/// One step over the read-only host tree, in order. A target must exist in the host tree (no mount point is ever made
/// in the user's own tree); a step whose target does not exist is skipped where `optional`, else an error. Below /run,
/// a scratch, or a step that is `owned`, missing mount points are made.
struct MountStep {
  MountKind kind = MountKind::bind;
  /// Absolute host path; bind only. Of a bind that is not read_only no component may be a symlink (ELOOP otherwise).
  std::string source;
  std::string target;      ///< absolute path, the same inside and outside
  bool read_only = false;  ///< bind and scratch
  bool optional = false;
  bool owned = false;          ///< bind: the tree belongs to the guard (a private /tmp): mount points may be made in it
  bool create_source = false;  ///< make the directory on the host first (caches; of a layer its target), with `mode`
  std::uint32_t mode = 0700;
  std::uint64_t size_limit = 0;  ///< Unit: bytes; scratch only, 0 = half of memory (tmpfs(5))
  std::string label;             ///< for `vg explain`: "workspace", "cache npm", "secrets"
};

struct LayerPlan {
  bool enabled = false;  ///< the root tree gets a writable layer (PRODUCT 4.1), else it is read-only
  /// Host directory for uppers and works: STATE/layers/RUN_ID, no component a symlink. Also needed where `enabled` is
  /// false but a step is a layer or dropped_layer. The runner creates it and removes it again if nothing was kept.
  std::string directory;
  std::string run_id;
};

struct LimitPlan {
  std::optional<std::uint64_t> memory;  ///< Unit: bytes
  std::optional<double> cpus;
  std::optional<std::uint64_t> pids;
  bool must_hold = false;  ///< strict and above: a limit nothing can enforce is a refusal
};

enum class SeccompBaseline : std::uint8_t { standard, strict };

/// Why the host network is given to a sandbox; the plan cannot open it without saying so.
enum class HostNetworkBecause : std::uint8_t { network_mode_full };

struct SandboxPlan {
  Runtime runtime = Runtime::process;
  Level level = Level::balanced;
  NetworkMode network = NetworkMode::none;
  std::vector<MountStep> mounts;
  LayerPlan layer;
  LimitPlan limits;
  std::uint64_t kept_capabilities = 0;  ///< bit n = capability n, capabilities(7)
  SeccompBaseline seccomp = SeccompBaseline::standard;
  bool deny_nested_user_namespaces = false;
  std::string hostname = "vg-sandbox";
  std::string workspace;  ///< empty: none is writable
  bool workspace_is_read_only = false;
  bool cached = false;  ///< a package cache that this command uses held content before the run

  void allow_host_network(HostNetworkBecause because) {
    host_network_because = because;
    network = NetworkMode::full;
  }
  bool has_host_network() const { return host_network_because.has_value(); }
  std::optional<HostNetworkBecause> host_network_because;
};

struct Plan {
  Place place = Place::sandbox;
  std::string program;            ///< absolute path, or a name to be searched on the PATH of `environment`
  std::vector<std::string> argv;  ///< argv[0] may be anything; argc 0 is legal on the host
  Environment environment;
  std::string working_directory;  ///< empty: keep the current one
  std::optional<std::chrono::seconds> timeout;
  bool replace_process = false;  ///< host only: execve in this process, nothing of the guard stays
  SandboxPlan sandbox;           ///< place == sandbox only
};

}  // namespace vg
