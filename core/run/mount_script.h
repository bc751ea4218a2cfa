// SPDX-License-Identifier: Apache-2.0
/// The plan's mounts as a script for the child: prepared in the parent, carried out without allocating. No path is
/// walked twice, and no mount point is made outside trees that belong to the guard.
#pragma once

#include <string>
#include <vector>

#include "core/plan/plan.h"
#include "core/run/device_tree.h"
#include "core/run/layers.h"
#include "core/run/stage.h"

namespace vg {

/// Makes the directories on the host that the plan says are to be made (caches, a private /tmp). Before layers are
/// prepared, which look at what they will cover. Errors: one that is not optional cannot be made.
Result<void> create_sources(const SandboxPlan& plan);

class MountScript {
 public:
  /// `plan` and `layers` must outlive the result. Errors: a target is not absolute.
  static Result<MountScript> prepare(const SandboxPlan& plan, const LayerSet& layers);

  bool needs_blanks() const { return needs_blanks_; }

  /// While the host's tree is still whole and writable: takes hold of everything that steps will attach. Layers of
  /// top-level directories that the kernel refuses are told through `refused`, not an error.
  Failure open_sources(void (*refused)(int report_socket, int index, int errnum), int report_socket);

  /// Before the blanks are sealed.
  Failure make_links(const BlankTree& blanks) const;

  /// Over the read-only tree. `root`: its path descriptor.
  Failure attach_layers(int root);
  Failure attach_steps(int root, const BlankTree& blanks);

 private:
  struct Step {
    const MountStep* plan = nullptr;
    const Layer* layer = nullptr;
    std::string size;   ///< tmpfs option, empty for none
    char mode[8] = {};  ///< tmpfs option
    std::string owner;  ///< target of the guard's own tree that the target lies in, empty for none
    int mount = -1;
    bool is_skipped = false;
  };

  static int open_source(Step& step);
  int attach_step(const Step& step, int root, const BlankTree& blanks) const;
  int attach_link(const Step& step, int root, const BlankTree& blanks) const;
  static int attach_mask(int root, const Step& step, const BlankTree& blanks);
  static int make_target(int root, const Step& step);

  std::vector<Step> steps_;
  std::vector<std::pair<const Layer*, int>> layers_;
  bool needs_blanks_ = false;
};

}  // namespace vg
