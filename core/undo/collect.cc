// SPDX-License-Identifier: Apache-2.0
#include "core/undo/collect.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/base/path.h"
#include "core/keep/written_tree.h"
#include "core/undo/store.h"

namespace vg {
namespace {

constexpr off_t block = 4096;

/// Of one pack what is still named: begin → end.
using Ranges = std::map<std::uint64_t, std::uint64_t>;

struct Named {
  std::map<std::string, Ranges> packs;
  std::set<std::string> links;
  std::size_t snapshots = 0;
};

void note(const Snapshot& snapshot, Named& named) {
  for (const SnapshotEntry& entry : snapshot.entries) {
    if (entry.stored == Stored::linked) named.links.insert(entry.target);
    if (entry.stored != Stored::packed) continue;
    std::uint64_t& end = named.packs[snapshot.packs[entry.pack]][entry.offset];
    end = std::max(end, entry.offset + entry.state.size);
  }
  ++named.snapshots;
}

/// Gives the blocks between what is named back. Where the file system cannot, the pack stays as it is.
void punch(const std::string& path, const Ranges& ranges) {
  const UniqueFd pack(::open(path.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (!pack || ::fstat(pack.get(), &status) != 0) return;
  off_t at = 0;
  const auto free_up_to = [&](off_t end) {
    if (end - at >= block) ::fallocate(pack.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at, end - at);
  };
  for (const auto& [begin, end] : ranges) {
    free_up_to(static_cast<off_t>(begin) / block * block);
    at = std::max(at, (static_cast<off_t>(end) + block - 1) / block * block);
  }
  free_up_to(status.st_size);
}

}  // namespace

std::uint64_t disk_bytes(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_nlink > 1) return 0;
  return static_cast<std::uint64_t>(status.st_blocks) * 512;
}

Result<void> collect(const std::string& place) {
  const FileLock lock = VG_TRY(lock_place(place));
  Named named;
  const std::vector<std::string> names = names_in_store(place);
  for (const std::string& name : names) {
    if (!name.ends_with(".snapshot")) continue;
    const std::string path = join_path(place, name);
    if (const auto snapshot = read_snapshot_file(path))
      note(*snapshot, named);
    else
      ::unlink(path.c_str());
  }
  if (named.snapshots == 0) {
    remove_tree(place);
    return {};
  }
  for (const std::string& name : names) {
    const std::string path = join_path(place, name);
    if (name.find(".new-") != std::string::npos) ::unlink(path.c_str());
    if (!name.ends_with(".pack")) continue;
    const auto found = named.packs.find(name);
    if (found == named.packs.end())
      ::unlink(path.c_str());
    else
      punch(path, found->second);
  }
  for (const std::string& name : names_in_store(place + "/links"))
    if (!named.links.contains(name)) ::unlink((place + "/links/" + name).c_str());
  return {};
}

}  // namespace vg
