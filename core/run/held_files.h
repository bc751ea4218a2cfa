// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"

namespace vg {

/// Where files are kept that were taken out of a tree, under the paths they had.
class HeldFiles {
 public:
  /// `directory` is made when the first file comes.
  explicit HeldFiles(std::string directory) : directory_(std::move(directory)) {}

  /// Takes the entry `path` (absolute, no component but the last a symlink) away. It is out of the way at once, by one
  /// rename(2); only then it is moved, also to another file system. What cannot be moved stays beside its old name,
  /// as NAME.held-by-vg.
  void take(const std::string& path);
  /// Keeps `text` as what was to be written at `path`.
  void keep_text(const std::string& path, const std::string& text);

  const std::vector<std::string>& paths() const { return paths_; }
  const std::string& directory() const { return directory_; }

 private:
  std::string directory_;
  std::vector<std::string> paths_;
};

/// Replaces the file `name` in the directory behind `directory_fd`. Errors: it cannot be written there.
Result<void> replace_in_directory(int directory_fd, const std::string& name, const std::string& text);

}  // namespace vg
