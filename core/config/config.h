// SPDX-License-Identifier: Apache-2.0
/// The effective configuration as values. Names, types, defaults, help and who may set a key stand once, in schema.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/enum_names.h"
#include "core/base/rule_definition.h"

namespace vg {

enum class Mode : std::uint8_t { automatic, always, risky, never };
inline constexpr EnumNames<Mode, 4> mode_names{
    {{Mode::automatic, "auto"}, {Mode::always, "always"}, {Mode::risky, "risky"}, {Mode::never, "never"}}};
static_assert(is_complete(mode_names));

/// In order of strictness.
enum class Level : std::uint8_t { permissive, balanced, strict, paranoid };
inline constexpr EnumNames<Level, 4> level_names{{{Level::permissive, "permissive"},
                                                  {Level::balanced, "balanced"},
                                                  {Level::strict, "strict"},
                                                  {Level::paranoid, "paranoid"}}};
static_assert(is_complete(level_names));

enum class Runtime : std::uint8_t { automatic, process, podman, docker };
inline constexpr EnumNames<Runtime, 4> runtime_names{{{Runtime::automatic, "auto"},
                                                      {Runtime::process, "process"},
                                                      {Runtime::podman, "podman"},
                                                      {Runtime::docker, "docker"}}};
static_assert(is_complete(runtime_names));

/// In order of openness.
enum class NetworkMode : std::uint8_t { none, restricted, full };
inline constexpr EnumNames<NetworkMode, 3> network_mode_names{
    {{NetworkMode::none, "none"}, {NetworkMode::restricted, "restricted"}, {NetworkMode::full, "full"}}};
static_assert(is_complete(network_mode_names));

/// In order of strictness; `automatic` follows the context and is resolved by decide/context.
enum class GuardLevel : std::uint8_t { off, low, medium, high, paranoid, automatic };
inline constexpr EnumNames<GuardLevel, 6> guard_level_names{{{GuardLevel::off, "off"},
                                                             {GuardLevel::low, "low"},
                                                             {GuardLevel::medium, "medium"},
                                                             {GuardLevel::high, "high"},
                                                             {GuardLevel::paranoid, "paranoid"},
                                                             {GuardLevel::automatic, "auto"}}};
static_assert(is_complete(guard_level_names));

enum class Unattended : std::uint8_t { block, host };
inline constexpr EnumNames<Unattended, 2> unattended_names{{{Unattended::block, "block"}, {Unattended::host, "host"}}};
static_assert(is_complete(unattended_names));

enum class ProjectCode : std::uint8_t { host, after_install, always };
inline constexpr EnumNames<ProjectCode, 3> project_code_names{
    {{ProjectCode::host, "host"}, {ProjectCode::after_install, "after_install"}, {ProjectCode::always, "always"}}};
static_assert(is_complete(project_code_names));

/// What a contained command sees of a variable that is protected.
enum class MaskingMode : std::uint8_t {
  partial,  ///< its first and last characters
  hash,     ///< a digest, so that equal values stay equal
  fake,     ///< a value of the same shape that opens nothing
  full,     ///< not even that it is set
};
inline constexpr EnumNames<MaskingMode, 4> masking_mode_names{{{MaskingMode::partial, "partial"},
                                                               {MaskingMode::hash, "hash"},
                                                               {MaskingMode::fake, "fake"},
                                                               {MaskingMode::full, "full"}}};
static_assert(is_complete(masking_mode_names));

struct EnvProtectionConfig {
  bool enabled = true;
  MaskingMode masking_mode = MaskingMode::full;
  std::vector<std::string> protected_vars;   ///< besides the names that look like secrets
  std::vector<std::string> allow_read_vars;  ///< pass though they look like secrets
  bool block_dotenv_read = true;             ///< .env files of the project are empty inside
};

struct BindMount {
  std::string host_path;       ///< absolute or "~/…"
  std::string container_path;  ///< absolute
  bool read_only = true;
};

struct SandboxConfig {
  bool enabled = true;
  Mode mode = Mode::automatic;
  Level security_level = Level::balanced;
  Runtime runtime = Runtime::automatic;
  std::string image;                            ///< containers only
  std::optional<std::chrono::seconds> timeout;  ///< unset: the level's default
  bool enable_cache = true;
  std::vector<std::string> cache_dirs;      ///< besides the built-in rows
  std::optional<NetworkMode> network_mode;  ///< unset: the level's default
  std::string seccomp_profile;
  std::vector<std::string> env_whitelist;  ///< non-empty: only these and the toolchain names pass
  std::vector<BindMount> bind_mounts;
  std::vector<std::string> workspaces;  ///< directories that may be written besides the workspace
  bool enable_metrics = true;
  bool log_output = false;
  std::string trust_store_path;               ///< empty: HOME/.vectra-guard/trust.json
  std::optional<std::uint64_t> memory_limit;  ///< Unit: bytes
  std::optional<double> cpu_limit;            ///< Unit: CPUs
  std::optional<std::uint64_t> pids_limit;
};

struct NetworkConfig {
  std::vector<std::string> allow;  ///< egress rules; not empty: nothing else is reached
  std::vector<std::string> deny;
};

struct PolicyConfig {
  std::vector<std::string> allowlist;
  std::vector<std::string> denylist;
  std::vector<RuleDefinition> rules;  ///< besides the built-in ones; they can only raise what is found
  std::vector<PackSwitch> packs;      ///< of the built-in rules; what is not named is on
};

struct ApprovalConfig {
  Unattended unattended = Unattended::block;
};

struct TrustConfig {
  std::optional<std::chrono::seconds> default_expiry;  ///< unset: entries do not expire
};

/// Patterns (`*` matches any run of characters) that make guard level `auto` stricter.
struct ProductionIndicators {
  std::vector<std::string> branches;
  std::vector<std::string> urls;
  std::vector<std::string> paths;
  std::vector<std::string> hosts;
};

struct Config {
  SandboxConfig sandbox;
  NetworkConfig network;
  PolicyConfig policies;
  GuardLevel guard_level = GuardLevel::automatic;
  /// What `automatic` may not resolve below: a project that asks for `high` must not undo `paranoid` in production.
  GuardLevel guard_level_at_least = GuardLevel::off;
  ApprovalConfig approval;
  TrustConfig trust;
  ProductionIndicators production_indicators;
  EnvProtectionConfig env_protection;
  /// Whether guard level `off` or mode `never` came from the user or system file (not only from a preset or project).
  bool guard_off_by_user = false;
};

}  // namespace vg
