// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "preload/memory.h"

namespace vg::preload {

/// Writes the runtime directory of `uid` by the rule of core/base/state_paths.cc: /run/user/UID/vectra-guard where
/// /run/user/UID is the user's and 0700, else .vectra-guard/run in the home directory that /etc/passwd names.
/// Out: false where there is none; then nobody can have left a pass there either.
bool find_runtime_directory(unsigned uid, TextWriter& writer);

/// The home directory of `uid` in passwd(5) text, appended to `writer`; false where there is none.
bool find_home(const char* passwd, unsigned uid, TextWriter& writer);

}  // namespace vg::preload
