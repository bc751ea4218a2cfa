// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace vg {

/// Whether nothing at or below the directory was changed at or after `since` (nanoseconds, by the clock of files), as
/// far as its files' st_ctim tell, which no program sets back. False also where it is too large to tell.
bool is_tree_older(int directory, const std::string& name, std::int64_t since);

/// Whether two regular files hold the same bytes. No symlink is followed.
bool is_same_content(int directory, const std::string& name, int other_directory, const std::string& other_name);

/// The same for `size` bytes of two open files.
bool is_same_range(int one, std::uint64_t one_offset, int other, std::uint64_t other_offset, std::uint64_t size);

}  // namespace vg
