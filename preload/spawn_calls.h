// SPDX-License-Identifier: Apache-2.0
/// posix_spawn(3) and its kin over libc's own, which knows the layout of file actions and attributes.
#pragma once

#include "preload/system_calls.h"

namespace vg::preload {

/// One call as it came in.
struct Spawn {
  bool searches;     ///< for `file` on PATH
  bool wants_pidfd;  ///< `result` gets a descriptor of the process instead of its number
  int* result;
  const char* file;
  const void* actions;
  const void* attributes;
  Words argv;
  const void* caller;  ///< the code that called
};

/// Out: the error number, as posix_spawn(3) returns it; errno is not touched.
int spawn(const Spawn& call, Words envp);

}  // namespace vg::preload
