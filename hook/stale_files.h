// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace vg::hook {

enum class StaleKind { pass, ticket };

/// Removes what dead processes left in a directory of files named PID, PID.refused or PID.new-…. Looks at a bounded
/// number of entries, so that a full directory costs one call no more than an empty one; later calls go on. Errors:
/// none; what cannot be removed stays.
void remove_stale_files(const std::string& directory, StaleKind kind) noexcept;

}  // namespace vg::hook
