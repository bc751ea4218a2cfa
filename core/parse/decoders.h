// SPDX-License-Identifier: Apache-2.0
/// Ways to write a text so that nobody reads it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vg {

/// Blanks and newlines are skipped. Out: nullopt where it is no such text.
std::optional<std::string> base64_text(std::string_view coded);
std::optional<std::string> base32_text(std::string_view coded);
/// What is no hexadecimal digit is skipped.
std::string hex_text(std::string_view coded);
std::string rot13_text(std::string_view coded);

}  // namespace vg
