// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "preload/system_calls.h"

namespace vg::preload {

/// What the file behind a program start is, as far as the hook must know. Asked only about starts that are not
/// harmless.
struct Target {
  bool is_executable = false;  ///< a regular file that this user may execute: a search on PATH ends here
  bool is_runnable = false;    ///< and the kernel itself knows how: ELF or #!
  struct stat st = {};
};

/// In: as execveat(2) takes them; `flags` of AT_EMPTY_PATH and AT_SYMLINK_NOFOLLOW.
Target inspect_target(int directory, const char* path, int flags);

}  // namespace vg::preload
