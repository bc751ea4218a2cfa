// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace vg {

/// The mount points this process sees, unescaped. Source: proc(5), /proc/self/mountinfo field 5.
std::vector<std::string> read_mount_points();

/// Field 5 of each line of `text`, "\040" and its kin resolved.
std::vector<std::string> mount_points_in(const std::string& text);

/// Whether one of them lies strictly below `directory`.
bool has_mount_below(const std::vector<std::string>& mount_points, const std::string& directory);

}  // namespace vg
