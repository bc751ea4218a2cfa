// SPDX-License-Identifier: Apache-2.0
/// Descriptors 0 to 2: the only ones a sandbox inherits.
#pragma once

#include <array>

#include "core/base/result.h"

namespace vg {

/// Fills the numbers 0 to 2 that are closed with /dev/null, close-on-exec, so that nothing the runner opens lands
/// there; frees them again when destroyed. A program executed on the host so still finds them closed.
class StandardDescriptors {
 public:
  static Result<StandardDescriptors> reserve();
  StandardDescriptors(StandardDescriptors&& other) noexcept;
  StandardDescriptors& operator=(StandardDescriptors&&) = delete;
  ~StandardDescriptors();

  /// Refuses what would lead out of a sandbox: a directory or O_PATH (through /proc/self/fd/N/..), the master side of a
  /// terminal (writes keystrokes for other programs), block and most character devices.
  /// Errors: names the descriptor and what it is.
  Result<void> check_for_sandbox() const;

  /// In the child: the reserved ones stay open over exec. Allocates nothing. Out: 0 or errno.
  int keep_over_exec() const;

 private:
  StandardDescriptors() = default;
  std::array<bool, 3> reserved_{};
};

}  // namespace vg
