// SPDX-License-Identifier: Apache-2.0
#include "core/undo/store.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <string_view>

#include "core/base/digest.h"
#include "core/base/path.h"
#include "core/base/text.h"
#include "core/undo/collect.h"
#include "core/undo/scan.h"

namespace vg {
namespace {

constexpr std::string_view suffix = ".snapshot";
constexpr std::size_t name_length = 6;
constexpr std::size_t shortest_name = 2;
constexpr std::uint64_t large = 1 << 20;

Result<Snapshot> read_header_of(const std::string& path) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file) return fail_errno("cannot open", path);
  const std::unique_ptr<char[]> text = std::make_unique_for_overwrite<char[]>(snapshot_header_limit);
  const ssize_t length = ::read(file.get(), text.get(), snapshot_header_limit);
  if (length < 0) return fail_errno("cannot read", path);
  return read_snapshot_header({text.get(), static_cast<std::size_t>(length)});
}

/// The size that a name in links/ tells (Scan::link_object): the third of its numbers.
std::uint64_t linked_size(std::string_view name) {
  for (int field = 0; field < 2; ++field) name.remove_prefix(std::min(name.find('-') + 1, name.size()));
  std::uint64_t size = 0;
  std::from_chars(name.data(), name.data() + name.size(), size);
  return size;
}

/// Packs that nothing names are left out.
void compact(Snapshot& snapshot) {
  std::vector<std::uint32_t> numbers(snapshot.packs.size(), UINT32_MAX);
  std::vector<std::string> used;
  for (SnapshotEntry& entry : snapshot.entries) {
    if (entry.stored != Stored::packed) continue;
    std::uint32_t& number = numbers[entry.pack];
    if (number == UINT32_MAX) {
      number = static_cast<std::uint32_t>(used.size());
      used.push_back(snapshot.packs[entry.pack]);
    }
    entry.pack = number;
  }
  snapshot.packs = std::move(used);
}

}  // namespace

std::vector<std::string> names_in_store(const std::string& directory) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(directory.c_str()), ::closedir);
  while (const dirent* entry = entries ? ::readdir(entries.get()) : nullptr)
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
  return names;
}

Result<Snapshot> read_snapshot_file(const std::string& path) {
  auto snapshot = read_snapshot(VG_TRY(read_file(path, snapshot_limit)));
  if (!snapshot) return fail(snapshot.error().message(), path);
  return snapshot;
}

Result<FileLock> lock_place(const std::string& place) {
  return FileLock::acquire(place + "/lock");
}

std::string SnapshotStore::place_of(const std::string& workspace) const {
  return join_path(directory_, to_hex(sha256(workspace)).substr(0, 16));
}

std::vector<std::string> SnapshotStore::places() const {
  std::vector<std::string> places;
  for (const std::string& name : names_in_store(directory_)) places.push_back(join_path(directory_, name));
  return places;
}

std::vector<KeptSnapshot> SnapshotStore::list(const std::string& workspace) const {
  std::vector<KeptSnapshot> found;
  for (const std::string& place : workspace.empty() ? places() : std::vector{place_of(workspace)}) {
    for (const std::string& name : names_in_store(place)) {
      if (!name.ends_with(suffix)) continue;
      auto snapshot = read_header_of(join_path(place, name));
      if (!snapshot) continue;
      const std::string id = name.substr(0, name.size() - suffix.size());
      const std::uint64_t bytes = disk_bytes(join_path(place, name)) + disk_bytes(join_path(place, id + ".pack"));
      found.push_back({id, place, std::move(*snapshot), bytes});
    }
  }
  std::sort(found.begin(), found.end(), [](const KeptSnapshot& a, const KeptSnapshot& b) {
    return a.snapshot.begun != b.snapshot.begun ? a.snapshot.begun > b.snapshot.begun : a.id > b.id;
  });
  return found;
}

Result<KeptSnapshot> SnapshotStore::find(const std::string& name, const std::string& workspace) const {
  std::vector<KeptSnapshot> found = list(name.empty() ? workspace : "");
  if (name.empty()) {
    if (workspace.empty() || found.empty())
      return fail("there is no snapshot of this project; `vg snapshots` lists all");
    found.resize(1);
  } else {
    std::erase_if(found, [&](const KeptSnapshot& one) {
      return one.id != name && (name.size() < shortest_name || !one.id.starts_with(name));
    });
  }
  if (found.empty()) return fail("no snapshot is called '" + visible(name) + "'; `vg snapshots` lists them");
  if (found.size() > 1) return fail("'" + visible(name) + "' is the beginning of several snapshots");
  KeptSnapshot one = std::move(found.front());
  one.snapshot = VG_TRY(read_snapshot_file(join_path(one.directory, one.id + std::string(suffix))));
  return one;
}

Result<std::string> SnapshotStore::take(const SnapshotWish& wish) const {
  const std::string place = place_of(wish.roots.front());
  VG_CHECK(make_private_directory(directory_));
  VG_CHECK(make_private_directory(place));
  const FileLock lock = VG_TRY(lock_place(place));
  std::string last;
  Snapshot before;
  if (const auto kept = list(wish.roots.front()); !kept.empty()) {
    auto whole = read_snapshot_file(join_path(place, kept.front().id + std::string(suffix)));
    // Another form of the same workspace, or a damaged one: nothing to go by.
    if (whole && whole->roots == wish.roots) {
      last = kept.front().id;
      before = std::move(*whole);
    }
  }
  const std::string name = random_code(name_length);
  Scan scan(wish, place, name, before);
  Snapshot snapshot = VG_TRY(scan.go());
  if (!last.empty() && scan.is_unchanged()) return last;
  VG_CHECK(scan.finish());
  compact(snapshot);
  VG_CHECK(replace_file(join_path(place, name + std::string(suffix)), snapshot_text(snapshot), 0600));
  return name;
}

Result<std::vector<std::string>> SnapshotStore::prune(const SnapshotBounds& bounds) const {
  std::vector<std::string> gone;
  std::vector<std::string> changed;
  std::size_t kept = 0;
  std::uint64_t left = size_of_packs();
  std::vector<KeptSnapshot> all = list();
  // Those that undo makes go first, or a program that undoes again and again would push out all others.
  if (!all.empty())
    std::stable_partition(all.begin() + 1, all.end(),
                          [](const KeptSnapshot& one) { return !one.snapshot.command.starts_with(undo_command); });
  for (auto one = all.begin(); one != all.end(); ++one)
    if (++kept > std::max<std::size_t>(bounds.snapshots, 1)) {
      gone.push_back(one->id);
      changed.push_back(one->directory);
      ::unlink(join_path(one->directory, one->id + std::string(suffix)).c_str());
    }
  all.resize(std::min(all.size(), std::max<std::size_t>(bounds.snapshots, 1)));
  while (left > bounds.bytes && all.size() > 1) {
    const KeptSnapshot& oldest = all.back();
    gone.push_back(oldest.id);
    ::unlink(join_path(oldest.directory, oldest.id + std::string(suffix)).c_str());
    VG_CHECK(collect(oldest.directory));
    left = size_of_packs();
    all.pop_back();
  }
  std::sort(changed.begin(), changed.end());
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
  for (const std::string& place : changed) VG_CHECK(collect(place));
  return gone;
}

std::uint64_t SnapshotStore::size_of_packs() const {
  std::uint64_t bytes = 0;
  for (const std::string& place : places()) {
    for (const std::string& name : names_in_store(place)) bytes += disk_bytes(join_path(place, name));
    // git's own packs, once `git gc` has replaced them. To look at every loose object would take too long.
    for (const std::string& name : names_in_store(place + "/links"))
      if (linked_size(name) >= large) bytes += disk_bytes(place + "/links/" + name);
  }
  return bytes;
}

Result<void> SnapshotStore::collect_all() const {
  for (const std::string& place : places()) VG_CHECK(collect(place));
  return {};
}

std::uint64_t SnapshotStore::size() const {
  std::uint64_t bytes = size_of_packs();
  for (const std::string& place : places())
    for (const std::string& name : names_in_store(place + "/links"))
      if (linked_size(name) < large) bytes += disk_bytes(place + "/links/" + name);
  return bytes;
}

}  // namespace vg
