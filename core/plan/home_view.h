// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/file_view.h"
#include "core/plan/plan.h"

namespace vg {

/// Mounts that leave of HOME's dot-entries only what toolchains need (a table); plain entries are not touched.
std::vector<MountStep> hide_private_dot_entries(const FileView& files, const std::string& home);

/// Mounts over credentials of the system that are readable for root.
std::vector<MountStep> hide_system_secrets(const FileView& files);

}  // namespace vg
