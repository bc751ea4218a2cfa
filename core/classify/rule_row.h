// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "core/classify/findings.h"

namespace vg::rules {

/// What a rule says beside its level. A set.
enum RuleBits : std::uint8_t {
  plain = 0,
  net = 1,    ///< a networked install
  host = 2,   ///< walls cannot help, they only break it
  never = 4,  ///< `remember: never`
  guard = 8,  ///< aims at the guard itself
};

struct RuleRow {
  std::string_view id;
  std::string_view family;
  Risk risk = Risk::low;
  std::uint8_t harms = harms_nothing;
  std::uint8_t bits = plain;
  std::string_view why;
  std::string_view instead;
};

}  // namespace vg::rules
