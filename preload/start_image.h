// SPDX-License-Identifier: Apache-2.0
/// What the kernel put on the stack of a new program: argc, argv, environment, auxiliary vector. Source: execve(2),
/// getauxval(3), "Initial Process Stack" in the processor's System V ABI supplement.
#pragma once

#include "preload/system_calls.h"
#include "preload/text.h"

namespace vg::preload {

struct StartImage {
  Size argc = 0;
  Words argv = nullptr;
  Words envp = nullptr;
  const char* execfn = nullptr;  ///< AT_EXECFN: the path given to execve; for a script, the script
  const void* program_headers = nullptr;
  Size program_header_count = 0;
  unsigned real_uid = 0;
  unsigned uid = 0;     ///< effective
  bool secure = false;  ///< AT_SECURE: set-user-ID or file capabilities
};

/// Finds the image. In: the arguments of the constructor, which glibc passes and musl does not (any value then).
/// Out: false where it cannot be found.
bool find_start_image(long argc, Words argv, Words envp, StartImage& image);

}  // namespace vg::preload
