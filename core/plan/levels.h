// SPDX-License-Identifier: Apache-2.0
/// The security levels of PRODUCT 4.1, once.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "core/config/config.h"

namespace vg {

struct LevelRow {
  Level level;
  NetworkMode network;
  bool writable_layer;
  std::uint64_t memory;  ///< Unit: bytes
  double cpus;
  std::uint64_t pids;            ///< 0: no limit
  std::uint64_t capabilities;    ///< bit n = capability n
  std::chrono::seconds timeout;  ///< 0: none
  bool whole_environment;        ///< everything but secret-shaped names passes
  bool home_visible;             ///< plain directories and toolchains of HOME can be read
  bool caches_writable;
};

const LevelRow& level_row(Level level);

}  // namespace vg
