// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace vg {

using Sha256 = std::array<std::uint8_t, 32>;

Sha256 sha256(std::string_view bytes);

/// 64 lower-case hexadecimal digits.
std::string to_hex(const Sha256& digest);

/// `count` bytes from getrandom(2), as lower-case letters and digits without 0/o/1/l/i: a code people can read out.
std::string random_code(std::size_t count);

}  // namespace vg
