// SPDX-License-Identifier: Apache-2.0
/// Writable layers: overlays whose writes are kept aside under the guard's state directory.
/// DIRECTORY/upper/PATH mirrors what was written at /PATH by the layers of top-level directories;
/// DIRECTORY/parts/N/upper is what was written below the path in DIRECTORY/parts/N/target. DIRECTORY/work and /dropped
/// go after the run. Source: Linux Documentation/filesystems/overlayfs.rst ("userxattr", whiteouts).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/unique_fd.h"
#include "core/plan/plan.h"

namespace vg {

/// One overlay, prepared.
struct Layer {
  std::string lower;  ///< host directory, the mount's target as well
  std::string upper;
  std::string work;
  bool dropped = false;
};

class LayerSet {
 public:
  /// Creates the directories (0700) that the plan's layers need. With layer.enabled, top-level directories of the host
  /// get one each, as far as the kernel can do it: those with mounts below cannot (the mounts are locked in a user
  /// namespace), and empty ones are not worth one. For an ordinary user these are the directories that belong to it, at
  /// the top or one below.
  /// Errors: a directory cannot be created; layer.directory is empty though the plan has layers.
  static Result<LayerSet> prepare(const SandboxPlan& plan, uid_t user);

  const std::vector<Layer>& top_level() const { return top_level_; }
  /// One per MountKind::layer and dropped_layer, in the plan's order.
  const std::vector<Layer>& steps() const { return steps_; }

  struct Written {
    std::uint64_t files = 0;           ///< a removed one counts
    std::vector<std::string> covered;  ///< protected directories that some of them lie in
  };
  /// After the run: removes what holds nothing and what was to be dropped, and the whole directory where nothing is
  /// left.
  Written finish() const;

 private:
  std::string directory_;
  UniqueFd held_;  ///< says to others that the run is not over
  std::vector<Layer> top_level_;
  std::vector<Layer> steps_;
};

/// Makes the overlay, attached nowhere yet; runs in the child, allocates nothing. Out: a descriptor, or -errno.
int make_overlay(const Layer& layer);

}  // namespace vg
