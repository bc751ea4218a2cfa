// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/plan/plan.h"

namespace vg {

/// Covers what programs outside the sandbox obey in a tree that the payload may write: directories by layers (what
/// generators write there is kept aside), git configurations by copies (what is harmless in them is taken over after
/// the run), everything else read-only. What does not exist yet is left to aftercare.
class Protection {
 public:
  Protection(const FileView& files, SandboxPlan& sandbox, bool hides_dotenv)
      : files_(files), sandbox_(sandbox), hides_dotenv_(hides_dotenv) {}

  /// `root` is mounted writable already.
  void cover_tree(const std::string& root);
  /// A git directory outside every such tree. `writable`: whether it is mounted so, itself.
  void cover_git_directory(const std::string& directory, const std::string& worktree, bool writable);
  void cover_config(const std::string& path);

 private:
  void cover_read_only(const std::string& path, const char* label);
  void cover_link(const std::string& path, const std::string& root);
  void cover_by_layer(const std::string& path);
  void cover_hooks_path(const std::string& config, const std::string& worktree);
  bool is_plain(const std::string& path) const;

  const FileView& files_;
  SandboxPlan& sandbox_;
  bool hides_dotenv_;
  int layers_ = 0;
};

/// After everything was covered: the directory with the copies.
void attach_shadows(SandboxPlan& sandbox);

}  // namespace vg
