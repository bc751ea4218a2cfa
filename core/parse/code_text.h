// SPDX-License-Identifier: Apache-2.0
/// Inline code of other languages with what is constant in it worked out: "r"+"m", chr(114), getattr(os, "system").
/// No language is parsed: what looks the same in Python, Perl, Ruby, PHP, JavaScript, Lua and awk is treated the same.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vg {

/// What folding a byte of code costs at most (unit: see Work), and past how many it is not done.
inline constexpr std::size_t fold_cost = 60, max_folded = 2048;

/// The code with pieces put together, names replaced by what they were given, and texts for eval behind it. Out: empty
/// where nothing changed, or where it is too long to look at.
std::string folded_code(std::string_view code);

/// What code prints that does nothing else; nullopt where it is not known.
std::optional<std::string> code_output(std::string_view code);

}  // namespace vg
