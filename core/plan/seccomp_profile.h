// SPDX-License-Identifier: Apache-2.0
/// System call profiles in the format of the OCI runtime specification and of docker.
/// Source: runtime-spec config-linux.md, "Seccomp"; docker's includes, excludes and archMap.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/enum_names.h"
#include "core/base/result.h"

namespace vg {

enum class SyscallAction : std::uint8_t { allow, errno_, kill_process, kill_thread, kill, log, notify, trace, trap };
inline constexpr EnumNames<SyscallAction, 9> syscall_action_names{
    {{SyscallAction::allow, "SCMP_ACT_ALLOW"},
     {SyscallAction::errno_, "SCMP_ACT_ERRNO"},
     {SyscallAction::kill_process, "SCMP_ACT_KILL_PROCESS"},
     {SyscallAction::kill_thread, "SCMP_ACT_KILL_THREAD"},
     {SyscallAction::kill, "SCMP_ACT_KILL"},
     {SyscallAction::log, "SCMP_ACT_LOG"},
     {SyscallAction::notify, "SCMP_ACT_NOTIFY"},
     {SyscallAction::trace, "SCMP_ACT_TRACE"},
     {SyscallAction::trap, "SCMP_ACT_TRAP"}}};
static_assert(is_complete(syscall_action_names));

enum class Comparison : std::uint8_t { equal, greater_equal, greater, less_equal, less, masked_equal, not_equal };
inline constexpr EnumNames<Comparison, 7> comparison_names{{{Comparison::equal, "SCMP_CMP_EQ"},
                                                            {Comparison::greater_equal, "SCMP_CMP_GE"},
                                                            {Comparison::greater, "SCMP_CMP_GT"},
                                                            {Comparison::less_equal, "SCMP_CMP_LE"},
                                                            {Comparison::less, "SCMP_CMP_LT"},
                                                            {Comparison::masked_equal, "SCMP_CMP_MASKED_EQ"},
                                                            {Comparison::not_equal, "SCMP_CMP_NE"}}};
static_assert(is_complete(comparison_names));

struct ArgumentRule {
  unsigned index = 0;
  Comparison op = Comparison::equal;
  std::uint64_t value = 0;
  std::uint64_t second = 0;  ///< masked_equal: what is left under the mask `value`
};

struct SyscallRule {
  std::vector<std::string> names;
  SyscallAction action = SyscallAction::allow;
  std::optional<unsigned> error;  ///< errno_ and trace
  std::vector<ArgumentRule> arguments;
  std::size_t position = 0;      ///< in the profile's list, for messages
  bool has_single_name = false;  ///< the first of `names` stood under `name`, not in the list
};

struct SeccompProfile {
  SyscallAction default_action = SyscallAction::allow;
  std::optional<unsigned> default_error;
  std::vector<SyscallRule> rules;  ///< those that hold here
};

/// By what `includes` and `excludes` choose.
struct ProfileConditions {
  std::uint64_t capabilities = 0;      ///< those the payload keeps
  std::string_view architecture = {};  ///< as in includes.arches: "amd64", "arm64"
  unsigned kernel_major = 0;
  unsigned kernel_minor = 0;
};

/// The conditions of this machine.
ProfileConditions conditions_here(std::uint64_t capabilities);

/// Errors: `where` is NAME:LINE; not JSON, an unknown key, action, comparison, architecture or capability, a value of
/// the wrong type or out of range.
Result<SeccompProfile> parse_seccomp_profile(std::string_view text, const std::string& name,
                                             const ProfileConditions& conditions);

/// Where the name stands in the profile: FILE:LINE:COLUMN. In: `text` is what `rule` was read from.
std::string name_place(std::string_view text, const std::string& file, const SyscallRule& rule, std::size_t name);

}  // namespace vg
