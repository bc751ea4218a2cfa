// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vg {

struct LineCount {
  std::size_t added = 0;
  std::size_t removed = 0;
};

struct LineDiff {
  std::string hunks;  ///< "@@ -1,3 +1,4 @@" and what follows; each line visible(), with a newline
  LineCount count;
};

/// Whether `content` can be shown as lines: no NUL byte, valid UTF-8.
bool is_text(std::string_view content);

/// The lines that differ, with three around them. Where texts differ too much to find the fewest in bounded time, all
/// between their common beginning and end counts as changed. Time and memory grow with size and difference, bounded.
LineDiff diff_lines(std::string_view before, std::string_view after);

}  // namespace vg
