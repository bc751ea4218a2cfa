// SPDX-License-Identifier: Apache-2.0
/// What a security level gives where a key is unset, as far as layers must compare it: a project may not set
/// `network_mode: full` only because the user left that key to the level.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/config/config.h"

namespace vg {

struct LevelDefaults {
  std::string_view network_mode;
  std::optional<std::int64_t> timeout;  ///< Unit: seconds
  std::int64_t memory_limit;            ///< Unit: bytes
  double cpu_limit;
  std::optional<std::int64_t> pids_limit;
};

/// Source: PRODUCT 4.1; tests/unit/config holds it against the planner's table.
inline constexpr std::array<LevelDefaults, 4> level_defaults{{
    {"full", std::nullopt, 2LL << 30, 2.0, std::nullopt},
    {"restricted", std::nullopt, 1LL << 30, 1.0, std::nullopt},
    {"restricted", 300, 512LL << 20, 0.5, 100},
    {"none", 300, 256LL << 20, 0.25, 50},
}};

constexpr const LevelDefaults& defaults_of(Level level) {
  return level_defaults[static_cast<std::size_t>(level)];
}

}  // namespace vg
