// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "preload/system_calls.h"

namespace vg::preload {

/// posix_spawn(3), or posix_spawnp(3) where `searches`. Out: 0 or the error number; errno is not touched.
int spawn(bool searches, int* pid, const char* file, const void* actions, const void* attributes, Words argv,
          Words envp);

}  // namespace vg::preload
