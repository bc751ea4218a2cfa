// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vg {

/// `text` with control characters, invalid UTF-8, and characters that change direction or do not show written as
/// escapes, so that what a person reads is what there is. Out: one line.
std::string visible(std::string_view text);

/// argv as a POSIX shell line that reads back to the same argv.
std::string shell_quoted(const std::vector<std::string>& argv);

/// The edit distance of two short names, for "did you mean".
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `name`, or empty where none is near.
std::string_view nearest_name(std::string_view name, const std::vector<std::string_view>& candidates);

/// Where the first byte stands that is no part of valid UTF-8; text.size() where all is well.
std::size_t first_invalid_utf8(std::string_view text);

/// `text` with each byte that is no part of valid UTF-8 replaced by U+FFFD.
std::string repaired_utf8(std::string_view text);

/// At most `limit` bytes of `text`, cut at a character boundary, with "…" where something was cut.
std::string shortened(std::string_view text, std::size_t limit);

}  // namespace vg
