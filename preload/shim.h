// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/gate/gate.h"
#include "preload/loaded_objects.h"
#include "preload/policy_reader.h"
#include "preload/preload_list.h"

namespace vg::preload {

/// What the constructor learnt. Nothing writes to it afterwards: hooks run in signal handlers, in threads and in vfork
/// children that share it with their parent.
struct Shim {
  bool is_active = false;  ///< false: every call goes straight to the kernel or libc
  unsigned uid = 0;        ///< effective, at start-up
  const link_map* own_object = nullptr;
  PreloadMemory memory;
  Policy policy;
};

extern Shim shim;

/// Where this process stands; path() is nullptr where that has no path (deleted, outside the root).
class CurrentDirectory {
 public:
  CurrentDirectory();
  const char* path() const { return path_; }

 private:
  static constexpr Size small = 192;
  Room<char, small> room_;
  const char* path_ = nullptr;
};

/// The gate's answer for a start in a directory, tightened by the policy in force.
GateAnswer judge(const GateInput& input);

/// The same for a start that this process is about to make. In: `here` is false where the program may begin in another
/// directory.
GateAnswer judge_start(const char* path, Words argv, Words envp, bool here = true);

/// Whether a start that cannot be handed to `vg` is refused.
inline bool must_refuse(GateAnswer answer) {
  return answer == GateAnswer::refuse_unless_asked || (answer == GateAnswer::ask && shim.policy.is_strict());
}

/// One line on stderr: why `program` does not run.
void report_refusal(const char* program, const char* why);

}  // namespace vg::preload
