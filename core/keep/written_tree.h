// SPDX-License-Identifier: Apache-2.0
/// Trees that a payload wrote: walked by descriptor, without following a symlink, however deep they are.
#pragma once

#include <cstdint>
#include <string>

namespace vg {

/// Removes `path` and everything below; what does not exist or cannot be removed is left.
void remove_tree(const std::string& path);

/// Removes one entry of the tree, the tree itself when it is empty. Out: whether that worked.
bool remove_one_entry(const std::string& path);

/// How many entries below `path` were written by a payload: all but directories that hold nothing and exist on the host
/// as well (at `host` + the path below). Whiteouts and new empty directories count.
std::uint64_t count_written(const std::string& path, const std::string& host);

/// The same, and removes those directories, `path` included where nothing is left.
std::uint64_t prune_tree(const std::string& path, const std::string& host);

}  // namespace vg
