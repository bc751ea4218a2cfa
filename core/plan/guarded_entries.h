// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/file_view.h"

namespace vg {

/// What programs outside the sandbox (git, editors, agents, direnv, the guard) obey as soon as it lies in a tree.
struct GuardedEntries {
  std::vector<std::string> git_directories;  ///< by name or by what is in them; modules and worktrees included
  std::vector<std::string> git_files;        ///< `.git` that is no directory: says where the repository is
  std::vector<std::string> others;           ///< settings of editors and agents, .envrc, vectra-guard.yaml …
  std::vector<std::string> dotenv_files;     ///< .env and its kin, but for examples: secrets, not obeyed
  bool complete = true;                      ///< false: part of the tree could not be searched
};

/// All of them at or below `root`, at any depth. Symlinks are not followed; one under a guarded name is in `others`.
GuardedEntries find_guarded(const FileView& files, const std::string& root);

/// What in a git directory leads git to other configuration or to programs. Source: gitrepository-layout(5).
inline constexpr std::array<std::string_view, 6> leading_git_entries{"commondir", "config", "config.worktree",
                                                                     "gitdir",    "hooks",  "info/attributes"};

/// Whether `name` alone makes an entry guarded (not in git directories).
bool is_guarded_name(std::string_view name);

/// Where `core.hooksPath` of configuration `text` leads, relative to `worktree`; empty where it is not set.
std::string hooks_path_in(std::string_view text, const std::string& worktree);

}  // namespace vg
