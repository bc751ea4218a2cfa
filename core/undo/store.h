// SPDX-License-Identifier: Apache-2.0
/// STATE/undo: one directory per workspace, with its snapshots, the packs that hold contents, and links/ with second
/// names of files that are never written to. A snapshot exists once NAME.snapshot does; everything else is found by it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/undo/snapshot.h"

namespace vg {

struct KeptSnapshot {
  std::string id;
  std::string directory;  ///< of its workspace in the store
  Snapshot snapshot;      ///< header only in lists
  std::uint64_t bytes_on_disk = 0;
};

/// How the command of a snapshot begins that undo itself has made.
inline constexpr std::string_view undo_command = "vg undo ";

struct SnapshotBounds {
  std::size_t snapshots = 50;
  std::uint64_t bytes = std::uint64_t{5} << 30;  ///< on disk, of all workspaces; the newest snapshot stays
};

struct SnapshotWish {
  std::vector<std::string> roots;  ///< the workspace first; real paths
  std::string command;             ///< for lists
  /// Whether files that git never writes to may be kept by a second name: not where the command writes into files.
  bool may_link_objects = false;
  std::uint64_t most_bytes = std::uint64_t{4} << 30;
  std::uint64_t most_milliseconds = 20'000;
};

class SnapshotStore {
 public:
  /// In: STATE/undo.
  explicit SnapshotStore(std::string directory) : directory_(std::move(directory)) {}

  /// Keeps what the roots hold. Where nothing has changed since the last one of this workspace, that one is it.
  /// Out: its name. Errors: something cannot be read or kept whole; nothing is kept then.
  Result<std::string> take(const SnapshotWish& wish) const;

  /// Newest first; of one workspace only, where one is given. Damaged ones are left out.
  std::vector<KeptSnapshot> list(const std::string& workspace = {}) const;

  /// By name or an unambiguous beginning; without a name the newest of the workspace. With all entries.
  Result<KeptSnapshot> find(const std::string& name, const std::string& workspace) const;

  /// Removes what is too much, oldest first, and of those first what undo has made, and contents that no snapshot names
  /// any more.
  Result<std::vector<std::string>> prune(const SnapshotBounds& bounds = {}) const;

  /// Frees what no snapshot names any more (collect.h), everywhere.
  Result<void> collect_all() const;

  /// On disk, of all workspaces: what removing them would free. Unit: bytes.
  std::uint64_t size() const;

 private:
  std::string place_of(const std::string& workspace) const;
  std::vector<std::string> places() const;
  std::uint64_t size_of_packs() const;  ///< what pruning goes by: all but small files with a second name

  std::string directory_;
};

/// Whole, for whoever has its place locked.
Result<Snapshot> read_snapshot_file(const std::string& path);

/// The lock of one workspace's place in the store: one writer at a time.
Result<FileLock> lock_place(const std::string& place);

}  // namespace vg
