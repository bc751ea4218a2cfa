// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/environment.h"
#include "core/config/config.h"

namespace vg {

/// Whether a variable of that name is likely to hold a secret or the address of an agent that does.
bool is_withheld(std::string_view name);

/// `value` of the protected variable `name` as a contained command may see it: partial, hash or fake.
std::string masked_value(std::string_view name, std::string_view value, MaskingMode mode);

/// The environment a contained command gets (PRODUCT 4.5). `whole`: everything, protected variables masked; else, or
/// where `allowed` is not empty, only `allowed` and the names toolchains need. Variables that load code into programs
/// and the guard's own shim never pass. Names in `allowed` pass also when they look like secrets: the user wrote them
/// down.
Environment filter_environment(const Environment& environment, bool whole, const std::vector<std::string>& allowed,
                               const EnvProtectionConfig& protection = {});

}  // namespace vg
