// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace vg {

/// Directories of finished runs that are still to be removed. Freeing them can take longer than a short command (on
/// ext4 mounted with `discard` each waits for the disk: measured 4 ms), so that a run only sets its own aside by one
/// rename(2), and supervisors remove them while they have nothing to do but wait.
class DiscardedLayers {
 public:
  /// How many a run leaves to later ones before it removes one for each it adds.
  static constexpr int most = 200;

  /// `directory`: the one that holds the runs' layer directories.
  explicit DiscardedLayers(std::string directory) : directory_(std::move(directory)) {}

  /// Sets `path`, on the same file system, aside. Out: whether it could.
  bool take(const std::string& path) const;

  /// Removes a little. Out: whether there may be more.
  bool remove_some() const;

  /// Removes those above `most`.
  void keep_bounded() const;

 private:
  std::string directory_;
};

}  // namespace vg
