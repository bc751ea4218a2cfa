// SPDX-License-Identifier: Apache-2.0
/// Backslash escapes of $'…', `echo -e` and printf.
#pragma once

#include <string>
#include <string_view>

namespace vg {

enum class EscapeStyle : std::uint8_t {
  dollar_quote,  ///< $'…'
  echo,          ///< echo -e, %b: octal is \0nnn, \c ends the output
  format,        ///< format string of printf
};

/// Reads the escape whose backslash stands at text[at], adds what it means to `out`, and moves `at` behind it.
/// An escape that is none is kept as it stands. Out: false where the output ends here (\c, or a NUL in $'…').
/// Source: bash(1), QUOTING; bash builtins echo and printf
bool read_escape(std::string_view text, std::size_t& at, EscapeStyle style, std::string& out);

}  // namespace vg
