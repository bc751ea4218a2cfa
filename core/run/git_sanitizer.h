// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <set>
#include <string>

#include "core/run/held_files.h"

namespace vg {

/// Makes a git directory that a payload wrote, or could write, one that the user's own git may work in: it runs no hook
/// and no program of its configuration.
class GitSanitizer {
 public:
  /// Whether an entry was there before the run and was covered in it.
  using IsKnown = std::function<bool(const std::string& path)>;

  /// `directories`: all git directories that are looked at; nothing may lead to another one.
  GitSanitizer(HeldFiles& held, IsKnown is_known, std::set<std::string> directories)
      : held_(held), is_known_(std::move(is_known)), directories_(std::move(directories)) {}

  void clean_directory(const std::string& directory);
  void check_git_file(const std::string& path);

 private:
  void clean_config(const std::string& directory, const std::string& name);
  void clean_hooks(const std::string& hooks);
  void check_common(const std::string& directory);

  HeldFiles& held_;
  IsKnown is_known_;
  std::set<std::string> directories_;
};

}  // namespace vg
