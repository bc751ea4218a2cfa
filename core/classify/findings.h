// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/enum_names.h"
#include "core/parse/command.h"

namespace vg {

enum class Risk : std::uint8_t { low, medium, high, critical };
inline constexpr EnumNames<Risk, 4> risk_names{
    {{Risk::low, "low"}, {Risk::medium, "medium"}, {Risk::high, "high"}, {Risk::critical, "critical"}}};
static_assert(is_complete(risk_names));

/// What a finding would damage. A set: `harms` holds the or of these.
enum Harm : std::uint8_t {
  harms_nothing = 0,
  harms_outside = 1,  ///< the host beyond the workspace
  harms_workspace = 2,
  harms_remote = 4,  ///< services and accounts elsewhere
};

struct Finding {
  std::string rule;    ///< id in the rule table: "FS001"
  std::string family;  ///< "fs_delete"
  Risk risk = Risk::low;
  std::uint8_t harms = harms_nothing;
  bool network_install = false;
  bool needs_host = false;  ///< walls cannot help, they only break it
  bool tampering = false;   ///< aims at the guard itself: blocked whatever its level
  bool trustable = true;    ///< false: `remember: never`
  Span span;                ///< in Command::text
  std::uint32_t unit = 0;   ///< index into Command::units
  std::string why;          ///< one sentence
  std::string instead;      ///< what to do instead, one sentence; may be empty
};

struct Findings {
  std::vector<Finding> items;  ///< worst first; low findings carry bits such as needs_host

  Risk risk() const;  ///< the worst, low where there are none
  Risk risk_of(std::uint32_t unit) const;
  bool has_network_install() const;
  /// The finding that decides how the line is spoken of, nullptr where there is none.
  const Finding* worst() const;
};

}  // namespace vg
