// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace vg {

/// Whether programs outside the sandbox obey what lies at `path`: start-up files of shells, keys and settings of ssh
/// and git, hooks, units of systemd, settings of editors, agents and tools, directories of programs. Goes by the names
/// in the path alone.
bool is_obeyed_outside(std::string_view path);

}  // namespace vg
