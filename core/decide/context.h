// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/classify/findings.h"
#include "core/config/config.h"

namespace vg {

/// The guard level that applies here. Anything but `auto` is returned as it is. `auto` is medium in development, high
/// in CI, paranoid where a production indicator of the user's file matches (host name, branch, a path or URL the
/// command names or the working directory); the most dangerous signal wins. Context can only raise the level.
GuardLevel resolve_guard_level(const Config& config, const Command& command);

/// `pattern` with `*` for any run of characters against the whole of `text`.
bool matches_pattern(std::string_view pattern, std::string_view text);

}  // namespace vg
