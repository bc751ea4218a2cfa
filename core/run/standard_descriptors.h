// SPDX-License-Identifier: Apache-2.0
/// Descriptors 0 to 2: the only ones a sandbox inherits.
#pragma once

#include <array>
#include <string>

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
  /// terminal (writes keystrokes for other programs), block and most character devices, and sockets of the host's
  /// network from which a program could go elsewhere: only a connected stream stays, and without a network
  /// (`has_network` false) only one between processes. Errors: names the descriptor and what it is.
  Result<void> check_for_sandbox(bool has_network) const;

  /// In the child: the reserved ones stay open over exec. Allocates nothing. Out: 0 or errno.
  int keep_over_exec() const;

  /// In the child, while the host's tree is whole: files that were given for reading are opened again through a
  /// read-only mount, because opening /proc/self/fd/0 for writing goes through the mount the caller used. Each new
  /// descriptor is handed to `opened` as well, for the caller's file position. Allocates nothing. Out: 0 or errno.
  int seal_inputs(void (*opened)(int socket, int number, int descriptor), int socket) const;

 private:
  StandardDescriptors() = default;
  void find_inputs();

  std::array<bool, 3> reserved_{};
  std::array<std::string, 3> inputs_;  ///< paths of regular files open for reading only
};

}  // namespace vg
