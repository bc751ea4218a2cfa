// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vg {

using NameTest = bool (*)(std::string_view name);

struct TreeSearch {
  std::vector<std::string> found;  ///< sorted
  bool complete = true;            ///< false: some directory could not be read, or lies too deep
};

/// Everything below `root` whose name passes `is_wanted`, as ROOT/…/NAME; what lies below a find is not looked at. By
/// descriptor, without following a symlink, so that the tree may be hostile and its paths longer than PATH_MAX.
/// A directory of this user that it locked itself out of (mode 000) is opened and closed again.
TreeSearch search_tree(const std::string& root, NameTest is_wanted);

}  // namespace vg
