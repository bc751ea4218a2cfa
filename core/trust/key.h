// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/parse/command.h"

namespace vg {

/// The name under which a command is remembered: hexadecimal SHA-256 of its canonical encoding, the same whether it
/// came as a line or as an argv.
std::string trust_key(const Command& command);

}  // namespace vg
