// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/file_view.h"
#include "core/plan/plan.h"
#include "core/plan/protection.h"

namespace vg {

/// A git directory outside of the workspace, named by its `.git` file and naming it back.
struct OutsideGit {
  bool is_named = false;  ///< there is such a file; without any of the following it is not believed
  std::string submodule;
  std::string worktree;  ///< a linked one's own directory
  std::string common;    ///< and the repository it belongs to
};
OutsideGit find_outside_git(const FileView& files, const std::string& workspace);

/// What git needs outside `workspace` where that is a linked worktree or a submodule (gitrepository-layout(5)): of a
/// worktree's common directory the objects, refs, logs, its own entry and new ones writable, the rest readable (PRODUCT
/// 4.3); of a submodule its directory. Configuration and hooks are covered as in a workspace.
///
/// The workspace's `.git` file is written by those we guard, so it opens nothing by itself: what it names must name
/// this workspace back, in a file that no sandbox of this workspace can write.
void open_git_directory(const FileView& files, const std::string& workspace, SandboxPlan& sandbox,
                        Protection& protection);

}  // namespace vg
