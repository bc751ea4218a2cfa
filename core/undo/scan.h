// SPDX-License-Identifier: Apache-2.0
/// One walk over the roots of a workspace that keeps what it meets. The trees are written by those we guard: nothing is
/// followed, no other file system is entered.
#pragma once

#include <chrono>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"
#include "core/base/unique_fd.h"
#include "core/undo/pack_writer.h"
#include "core/undo/store.h"

namespace vg {

class Scan {
 public:
  /// `place`: of the workspace in the store; `before`: the last snapshot, for what has not changed since; may be empty.
  Scan(const SnapshotWish& wish, const std::string& place, const std::string& name, const Snapshot& before);

  /// Errors: something cannot be kept, by its path and reason.
  Result<Snapshot> go();
  /// The contents are whole on disk.
  Result<void> finish() { return pack_.finish(); }
  /// Whether `before` holds all of it already.
  bool is_unchanged() const { return !is_changed_; }

 private:
  struct Directory {
    std::string path;  ///< below the root
    bool objects = false;
  };

  Result<void> walk(std::uint8_t root);
  Result<void> enter(std::uint8_t root, const UniqueFd& top, const Directory& directory);
  Result<void> visit(int directory, std::uint8_t root, const Directory& parent, const std::string& name);
  Result<void> keep_file(int directory, const std::string& name, const Directory& parent, const struct stat& status,
                         SnapshotEntry& entry);
  Result<void> pack_file(int directory, const std::string& name, SnapshotEntry& entry);
  bool is_in_pack(int directory, const std::string& name, SnapshotEntry& entry, const SnapshotEntry& before) const;
  bool link_object(int directory, const std::string& name, SnapshotEntry& entry);
  const SnapshotEntry* known(const SnapshotEntry& entry) const;
  bool take_known_objects(const SnapshotEntry& directory);
  void take_known(const SnapshotEntry& entry, SnapshotEntry& out);
  void add(SnapshotEntry entry);
  bool is_left_out(int directory, const std::string& name, const std::vector<std::string>& beside) const;
  tl::unexpected<Error> cannot_keep(std::uint8_t root, const std::string& path, const std::string& why) const;

  const SnapshotWish& wish_;
  const Snapshot& before_;
  PackWriter pack_;
  UniqueFd links_;
  std::string place_;
  std::string index_;  ///< bytes of the workspace's git index
  Snapshot out_;
  std::unordered_map<std::string, std::size_t> known_;    ///< root and path → entry of before_
  std::unordered_map<std::string, std::uint32_t> packs_;  ///< name → index in out_.packs
  std::vector<Directory> waiting_;
  std::chrono::steady_clock::time_point deadline_;
  bool is_changed_ = false;
};

}  // namespace vg
