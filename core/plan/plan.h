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
#include "core/egress/policy.h"

namespace vg {

enum class MountKind : std::uint8_t {
  bind,             ///< host `source` over `target`
  layer,            ///< overlay over directory `target`: reads the host, writes go to LayerPlan::directory; read-only
                    ///< where the kernel makes none (optional steps only)
  dropped_layer,    ///< the same, writes are dropped after the run
  empty_directory,  ///< an empty read-only directory over directory `target`
  empty_file,       ///< an empty read-only file over file `target`
  scratch,          ///< a fresh tmpfs over directory `target`
  link,             ///< `target`, an existing file, becomes a symlink to `source` inside; read-only where it cannot
};
inline constexpr EnumNames<MountKind, 7> mount_kind_names{{{MountKind::bind, "bind"},
                                                           {MountKind::layer, "layer"},
                                                           {MountKind::dropped_layer, "dropped_layer"},
                                                           {MountKind::empty_directory, "empty_directory"},
                                                           {MountKind::empty_file, "empty_file"},
                                                           {MountKind::scratch, "scratch"},
                                                           {MountKind::link, "link"}}};
static_assert(is_complete(mount_kind_names));

/// One step over the read-only host tree, in order. A target must exist in the host tree (no mount point is ever made
/// in the user's own tree); a step whose target does not exist is skipped where `optional`, else an error. Below /dev
/// and /run, a scratch, or a step that is `owned`, missing mount points are made.
struct MountStep {
  MountKind kind = MountKind::bind;
  /// Absolute host path; bind only. Of a bind that is not read_only no component may be a symlink (ELOOP otherwise).
  std::string source;
  std::string target;      ///< absolute path, the same inside and outside
  bool read_only = false;  ///< bind and scratch
  bool optional = false;
  bool itself = false;         ///< bind, read-only: a symlink at `source` is bound itself, so that it stays
  bool owned = false;          ///< bind: the tree belongs to the guard (a private /tmp): mount points may be made in it
  bool create_source = false;  ///< make the directory on the host first (caches; of a layer its target), with `mode`
  std::uint32_t mode = 0700;
  std::uint64_t size_limit = 0;  ///< Unit: bytes; scratch only, 0 = half of memory (tmpfs(5))
  std::string label;             ///< for `vg explain`: "workspace", "cache npm", "secrets"
};

/// What is looked at when the command has ended: files that programs outside obey and that no mount could cover,
/// because they did not exist. They are taken out of the tree.
struct AftercarePlan {
  std::string directory;             ///< STATE/aftercare/RUN_ID: the record for a guard that is killed, and the copies
  std::vector<std::string> roots;    ///< trees the payload can write
  std::vector<std::string> known;    ///< guarded entries that were there before, and are covered
  std::vector<std::string> configs;  ///< git configurations; the sandbox sees DIRECTORY/git/INDEX/config in their place
};
/// Where the sandbox has DIRECTORY/git.
inline constexpr const char* shadow_place = "/dev/vg-git";

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
  EgressPolicy egress;  ///< NetworkMode::restricted only
  std::vector<MountStep> mounts;
  LayerPlan layer;
  AftercarePlan aftercare;
  LimitPlan limits;
  std::uint64_t kept_capabilities = 0;  ///< bit n = capability n, capabilities(7)
  SeccompBaseline seccomp = SeccompBaseline::standard;
  std::string seccomp_profile;       ///< the user's own profile, for messages; empty for none
  std::string seccomp_profile_text;  ///< its content: rules besides the baseline's
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
  std::string output_log;        ///< sandbox only: a file that gets a copy of what the command prints; empty for none
  bool replace_process = false;  ///< host only: execve in this process, nothing of the guard stays
  SandboxPlan sandbox;           ///< place == sandbox only
};

}  // namespace vg
