// SPDX-License-Identifier: Apache-2.0
/// Copies of single files with all that belongs to them, but for what would give them power.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/keep/file_state.h"

namespace vg {

/// Content from `from` to `to`, both open: shared where the file system can, holes stay holes.
Result<void> copy_content(int from, int to, std::uint64_t size);

/// The same for a part of a file; what `to` has there must be a hole.
Result<void> copy_content_at(int from, std::uint64_t from_offset, int to, std::uint64_t to_offset, std::uint64_t size);

/// Of the file or directory at `path` (through a descriptor): takes set-user-ID and set-group-ID, capabilities and the
/// overlay's own attributes away. Out: what was taken, for messages; empty where nothing was.
Result<std::string> take_power(const std::string& path, const FileState& state);

/// Extended attributes a person's file may have: user.* but the overlay's own, and access lists.
void copy_attributes(const std::string& from, const std::string& to);

/// Owner where this process may set it, mode without set-user-ID and set-group-ID, times.
Result<void> set_looks(int file, const FileState& state);

/// Times of the entry itself, symlink or not.
void set_times(int directory, const std::string& name, const FileState& state);

/// A new symlink like the one at `from`. Errors: it exists.
Result<void> copy_link(int from_directory, const std::string& from, int to_directory, const std::string& to);

}  // namespace vg
