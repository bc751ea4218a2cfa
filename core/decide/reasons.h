// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/decide/decision.h"

namespace vg {

/// The short machine name of a reason, for JSON and the audit log.
std::string_view because_name(Because because);
std::optional<Because> because_value(std::string_view name);

/// The reason in words: "medium risk + networked install", "command previously approved and trusted".
std::string reason_text(const Decision& decision);

}  // namespace vg
