// SPDX-License-Identifier: Apache-2.0
/// What a snapshot of a workspace holds, and how that is written down: NAME.snapshot beside the packs with the
/// contents.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/enum_names.h"
#include "core/base/result.h"
#include "core/keep/file_state.h"

namespace vg {

/// Where the content of an entry is.
enum class Stored : std::uint8_t {
  nowhere,  ///< directories, symlinks, empty files
  packed,   ///< in a pack, from an offset on
  linked,   ///< the file itself has a second name in the store; for what is never written to, such as git's objects
};

struct SnapshotEntry {
  std::string path;    ///< below its root, without a leading slash; empty for the root itself
  std::string target;  ///< of a symlink; of a linked file its name in the store
  FileState state;
  std::uint64_t offset = 0;
  std::uint64_t sum = 0;   ///< content_sum() of a packed file; 0: not known
  std::uint32_t pack = 0;  ///< index into Snapshot::packs
  std::uint8_t root = 0;   ///< index into Snapshot::roots
  Stored stored = Stored::nowhere;
};

struct Snapshot {
  std::int64_t begun = 0;          ///< Unit: nanoseconds since 1970, by the clock of files
  std::string command;             ///< before which it was taken; as lists show it
  std::vector<std::string> roots;  ///< the workspace, and a git directory outside of it
  std::vector<std::string> packs;  ///< names of the files that hold the contents
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;  ///< of the files' contents
  /// A directory, then what is in it but directories, then the next directory. A directory stands before those below.
  std::vector<SnapshotEntry> entries;

  const std::string& workspace() const { return roots.front(); }
};

std::string snapshot_text(const Snapshot& snapshot);

/// Errors: another format, cut off, a sum that does not fit, a path that leads out of its root, a pack or link that is
/// no plain name.
Result<Snapshot> read_snapshot(std::string_view text);

/// All but packs and entries; `text` may be cut off behind the first `snapshot_header_limit` bytes, its sum is not
/// looked at.
Result<Snapshot> read_snapshot_header(std::string_view text);
inline constexpr std::size_t snapshot_header_limit = 64 << 10;
inline constexpr std::size_t snapshot_limit = 512 << 20;

/// Finds damage, not malice. Of what is longer than `sum_piece`: piece by piece, each with the sum of those before.
inline constexpr std::size_t sum_piece = 1 << 20;
std::uint64_t content_sum(std::string_view bytes, std::uint64_t sum = 0);

}  // namespace vg
