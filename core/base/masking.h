// SPDX-License-Identifier: Apache-2.0
/// Keeps passwords and tokens out of everything that is written down or shown of a command.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vg {

/// `text` (a command line, any bytes) with what looks like a secret replaced by "***": values of options and variables
/// named like one, credentials in URLs and headers, tokens of known shape, private keys. References such as `$TOKEN`
/// stay, they show nothing. Masking twice changes nothing more. Linear in the length of the text.
std::string mask_secrets(std::string_view text);

/// How a command is written into records and shown in lists: secrets masked, made visible(), at most `limit` bytes
/// and "…". One line.
std::string shown_command(std::string_view text, std::size_t limit);

/// Whether a variable or option of this name is expected to hold a secret: "DB_PASSWORD", "api-key", "accessToken";
/// not "TOKEN_FILE", "MAX_TOKENS", "PWD".
bool is_secret_name(std::string_view name);

}  // namespace vg
