// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace vg {

/// The way from the top of a JSON text to one of its values: names of members and numbers of items.
using JsonSteps = std::vector<std::variant<std::string, std::size_t>>;

/// The line, from 1, on which the value at the end of `steps` begins; that of the last step that exists, otherwise.
/// In: `text` has been parsed without error.
std::size_t json_line(std::string_view text, const JsonSteps& steps);

/// The same with its column: "LINE:COLUMN", counted in bytes from 1.
std::string json_line_and_column(std::string_view text, const JsonSteps& steps);

}  // namespace vg
