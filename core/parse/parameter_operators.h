// SPDX-License-Identifier: Apache-2.0
/// What ${name operator} makes of a value that is known: ${x%/*} ${x//a/b} ${x:1:2} ${x^^} ${x@U}
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/parse/scope.h"
#include "core/parse/work.h"

namespace vg {

/// In: `op`: as written behind the name. Out: nullopt where it holds something that is not known, or takes too long.
std::optional<std::string> apply_operator(const std::string& text, std::string_view op, const Scope& scope, Work& work);

/// A word inside ${…}: quotes removed, plain variables replaced. Out: nullopt where something in it is not known.
std::optional<std::string> operand_text(std::string_view source, const Scope& scope);

/// A number, a variable that holds one, or a sum of two of them: what stands in ${x:offset:length}.
std::optional<long> operand_number(std::string_view source, const Scope& scope);

}  // namespace vg
