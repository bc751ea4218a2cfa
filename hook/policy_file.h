// SPDX-License-Identifier: Apache-2.0
/// Writes the compiled policy that libvg.so reads (preload/policy.h says where and how).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/state_paths.h"

namespace vg::hook {

struct CompiledPolicy {
  bool ask_everything = false;  ///< no program start is harmless
  bool strict = false;          ///< what cannot be judged is refused
  /// Absolute directories below which every program start is asked about: workspaces with a stricter project policy.
  /// Where they do not fit, ask_everything is set instead.
  std::vector<std::string> directories;
};

/// Replaces the policy where its content differs, counting its generation up; a policy that says nothing is removed, so
/// that the shim has nothing to read. Also removes one from the place that these paths no longer select.
/// Errors: a directory name is not absolute or holds NUL; a place cannot be written.
Result<void> write_policy(const StatePaths& paths, const CompiledPolicy& policy);

/// The policy in force; one that says nothing where there is none or it is not believed.
CompiledPolicy read_policy(const StatePaths& paths);

/// The generation of the policy in force, 0 where there is none.
std::uint64_t policy_generation(const StatePaths& paths);

/// Why libvg.so does not believe a policy that lies where it looks; empty where there is none, or it does.
std::string policy_problem(const StatePaths& paths);

/// The bytes of a policy file, for write_policy() and the tests of its reader.
Result<std::string> policy_bytes(const CompiledPolicy& policy, std::uint64_t generation);

}  // namespace vg::hook
