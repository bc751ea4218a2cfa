// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "core/base/environment.h"

namespace vg {

/// Whether a variable of that name is likely to hold a secret or the address of an agent that does.
bool is_withheld(std::string_view name);

/// The environment a contained command gets (PRODUCT 4.5). `whole`: everything but secret-shaped names; else, or where
/// `allowed` is not empty, only `allowed` and the names toolchains need. Variables that load code into programs and the
/// guard's own shim never pass. Names in `allowed` pass also when they look like secrets: the user wrote them down.
Environment filter_environment(const Environment& environment, bool whole, const std::vector<std::string>& allowed);

}  // namespace vg
