// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/run/device_tree.h"

namespace vg {

/// The sandbox's own /proc: its processes only, and nothing in it that reaches the host.
class ProcessView {
 public:
  /// `covered`: whether what root may write or read there must be covered by mounts (the caller is root, or nothing in
  /// the sandbox may make namespaces). An ordinary user's own ids already keep it out of those files, and without
  /// covers a sandbox can be made inside the sandbox: mount_namespaces(7) on /proc.
  explicit ProcessView(bool covered) : covered_(covered) {}

  /// Before anything is attached. Out: 0 or errno.
  int make();
  int attach(int root, const BlankTree& blanks);
  int descriptor() const { return tree_; }

 private:
  bool covered_;
  int tree_ = -1;
};

}  // namespace vg
