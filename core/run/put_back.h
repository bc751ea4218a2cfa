// SPDX-License-Identifier: Apache-2.0
/// Entries that cannot be held read-only while a command runs are as before when it has ended.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/run/held_files.h"

namespace vg {

class PutBack {
 public:
  /// Remembers each path with all below it. Errors: it holds too much or cannot be read.
  static Result<PutBack> remember(const std::vector<std::string>& paths);

  /// No process of the command lives any more. Takes away what differs, into `held`, and makes what was there.
  /// Out: one note for what was put back, none where nothing was.
  std::vector<std::string> finish(HeldFiles& held) const;

 private:
  struct Entry {
    std::string path;
    mode_t mode = 0;   ///< type and permissions; 0: not there
    std::string text;  ///< of a file, or a symlink's target
    bool operator==(const Entry&) const = default;
  };
  using Tree = std::vector<Entry>;  ///< a directory before what is in it

  static Result<void> read(const std::string& path, Tree& tree, std::size_t& budget);
  /// Out: whether all of it could be made.
  static bool make(const Tree& tree, HeldFiles& held);

  std::vector<Tree> trees_;
};

}  // namespace vg
