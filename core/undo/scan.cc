// SPDX-License-Identifier: Apache-2.0
#include "core/undo/scan.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <memory>
#include <string_view>

#include "core/base/path.h"
#include "core/base/resolved_open.h"
#include "core/base/text.h"
#include "core/keep/host_tree.h"
#include "core/undo/regenerable.h"

namespace vg {
namespace {

constexpr std::size_t most_entries = 2'000'000;
constexpr std::size_t index_limit = 256 << 20;
constexpr int attempts = 3;

std::string key_of(std::uint8_t root, std::string_view path) {
  std::string key(1, static_cast<char>('0' + root));
  key += path;
  return key;
}

bool has_name(const std::vector<std::string>& sorted, std::string_view name) {
  return std::binary_search(sorted.begin(), sorted.end(), name);
}

/// Source: gitrepository-layout(5).
bool is_git_directory(const std::vector<std::string>& sorted) {
  return has_name(sorted, "HEAD") && has_name(sorted, "objects") && has_name(sorted, "refs");
}

std::string below(const std::string& path, const std::string& name) {
  return path.empty() ? name : path + "/" + name;
}

}  // namespace

Scan::Scan(const SnapshotWish& wish, const std::string& place, const std::string& name, const Snapshot& before)
    : wish_(wish),
      before_(before),
      pack_(place + "/" + name + ".pack", wish.most_bytes),
      place_(place),
      deadline_(std::chrono::steady_clock::now() + std::chrono::milliseconds(wish.most_milliseconds)) {
  out_.roots = wish.roots;
  out_.command = wish.command;
  out_.packs = before.packs;
  for (std::uint32_t i = 0; i < out_.packs.size(); ++i) packs_.emplace(out_.packs[i], i);
  packs_.emplace(name + ".pack", static_cast<std::uint32_t>(out_.packs.size()));
  out_.packs.push_back(name + ".pack");
  out_.entries.reserve(before.entries.size() + 64);
  known_.reserve(before.entries.size());
  for (std::size_t i = 0; i < before.entries.size(); ++i)
    known_.emplace(key_of(before.entries[i].root, before.entries[i].path), i);
}

tl::unexpected<Error> Scan::cannot_keep(std::uint8_t root, const std::string& path, const std::string& why) const {
  return fail("'" + visible(join_path(wish_.roots[root], path)) + "' " + why);
}

Result<Snapshot> Scan::go() {
  out_.begun = file_clock_now();
  if (auto index = read_file(wish_.roots.front() + "/.git/index", index_limit)) index_ = std::move(*index);
  for (std::size_t root = 0; root < wish_.roots.size(); ++root) VG_CHECK(walk(static_cast<std::uint8_t>(root)));
  is_changed_ = is_changed_ || out_.entries.size() != before_.entries.size();
  return std::move(out_);
}

Result<void> Scan::walk(std::uint8_t root) {
  const UniqueFd top(open_resolved(AT_FDCWD, wish_.roots[root].c_str(), O_RDONLY | O_DIRECTORY, RESOLVE_NO_SYMLINKS));
  if (!top && errno == ENOENT) return {};  // removed: nothing to keep
  if (!top) return fail_errno("cannot open", wish_.roots[root]);
  waiting_.push_back({});
  while (!waiting_.empty()) {
    const Directory directory = std::move(waiting_.back());
    waiting_.pop_back();
    VG_CHECK(enter(root, top, directory));
    if (std::chrono::steady_clock::now() > deadline_) return fail("there is more than can be kept in time");
    if (out_.entries.size() > most_entries) return fail("there are more files than a snapshot may hold");
  }
  return {};
}

Result<void> Scan::enter(std::uint8_t root, const UniqueFd& top, const Directory& directory) {
  constexpr std::uint64_t here = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
  if (directory.path.size() >= PATH_MAX) return cannot_keep(root, directory.path, "has too long a path");
  const char* path = directory.path.empty() ? "." : directory.path.c_str();
  const int fd = open_resolved(top.get(), path, O_RDONLY | O_DIRECTORY, here);
  if (fd < 0 && errno == EXDEV) return cannot_keep(root, directory.path, "is another file system");
  if (fd < 0) return cannot_keep(root, directory.path, std::string("cannot be read: ") + std::strerror(errno));
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(fd), ::closedir);
  struct stat status {};
  if (!entries || ::fstat(fd, &status) != 0) return cannot_keep(root, directory.path, "cannot be read");
  SnapshotEntry itself;
  itself.root = root;
  itself.path = directory.path;
  itself.state = state_from(status);
  if (directory.objects && take_known_objects(itself)) return {};
  const SnapshotEntry* before = known(itself);
  if (before == nullptr || before->state != itself.state) is_changed_ = true;
  add(std::move(itself));
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(entries.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  const bool is_git = is_git_directory(names);
  const std::size_t first = waiting_.size();
  for (const std::string& name : names) {
    if (is_left_out(fd, name, names)) continue;
    const std::size_t before_it = waiting_.size();
    VG_CHECK(visit(fd, root, directory, name));
    if (is_git && name == "objects" && waiting_.size() > before_it) waiting_.back().objects = true;
  }
  std::reverse(waiting_.begin() + static_cast<std::ptrdiff_t>(first), waiting_.end());
  return {};
}

bool Scan::is_left_out(int directory, const std::string& name, const std::vector<std::string>& beside) const {
  return is_regenerable(name, beside, directory) && !may_be_tracked(index_, name);
}

Result<void> Scan::visit(int directory, std::uint8_t root, const Directory& parent, const std::string& name) {
  struct stat status {};
  if (::fstatat(directory, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return {};  // gone meanwhile
  SnapshotEntry entry;
  entry.root = root;
  entry.path = below(parent.path, name);
  entry.state = state_from(status);
  if (entry.state.is_directory()) {
    waiting_.push_back({std::move(entry.path), parent.objects});
    return {};
  }
  if (entry.state.is_link()) {
    char target[PATH_MAX];
    const ssize_t length = ::readlinkat(directory, name.c_str(), target, sizeof target);
    if (length < 0) return cannot_keep(root, entry.path, "cannot be read");
    entry.target.assign(target, static_cast<std::size_t>(length));
    const SnapshotEntry* before = known(entry);
    if (before == nullptr || before->state != entry.state) is_changed_ = true;
  } else if (entry.state.is_regular()) {
    if (auto kept = keep_file(directory, name, parent, status, entry); !kept)
      return cannot_keep(root, entry.path, "cannot be kept: " + kept.error().message());
  } else {
    return {};  // pipes, sockets and devices hold nothing
  }
  add(std::move(entry));
  return {};
}

const SnapshotEntry* Scan::known(const SnapshotEntry& entry) const {
  const auto found = known_.find(key_of(entry.root, entry.path));
  return found == known_.end() ? nullptr : &before_.entries[found->second];
}

void Scan::take_known(const SnapshotEntry& entry, SnapshotEntry& out) {
  out.stored = entry.stored;
  out.offset = entry.offset;
  out.sum = entry.sum;
  out.pack = entry.pack;  // the packs of before_ come first in out_
  out.target = entry.target;
}

Result<void> Scan::keep_file(int directory, const std::string& name, const Directory& parent, const struct stat& status,
                             SnapshotEntry& entry) {
  const SnapshotEntry* before = known(entry);
  const bool is_same = before != nullptr && before->state == entry.state;
  // What changed in the very moment of the last snapshot could have changed again without a sign.
  if (is_same && before->stored != Stored::linked && before->state.changed < before_.begun) {
    take_known(*before, entry);
    return {};
  }
  if (before != nullptr && before->stored == Stored::linked && wish_.may_link_objects) {
    // The second name itself changed st_ctim.
    FileState linked = before->state;
    linked.changed = entry.state.changed;
    if (linked == entry.state) {
      take_known(*before, entry);
      return {};
    }
  }
  if (before != nullptr && is_in_pack(directory, name, entry, *before)) {
    is_changed_ = is_changed_ || !is_same;
    take_known(*before, entry);
    return {};
  }
  is_changed_ = is_changed_ || !is_same || status.st_size != 0;
  if (status.st_size == 0) return {};
  if (parent.objects && wish_.may_link_objects && link_object(directory, name, entry)) return {};
  return pack_file(directory, name, entry);
}

/// Whether a touched file still holds what the last snapshot has of it, byte by byte.
bool Scan::is_in_pack(int directory, const std::string& name, SnapshotEntry& entry, const SnapshotEntry& before) const {
  if (before.stored != Stored::packed || before.state.size != entry.state.size) return false;
  const UniqueFd file(::openat(directory, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  const UniqueFd pack(::open((place_ + "/" + before_.packs[before.pack]).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (!file || !pack || ::fstat(file.get(), &status) != 0 || state_from(status) != entry.state) return false;
  if (!is_same_range(file.get(), 0, pack.get(), before.offset, entry.state.size)) return false;
  return ::fstat(file.get(), &status) == 0 && state_from(status) == entry.state;
}

/// git writes objects and packs once and renames them into place. Errors: another file system, or too many names; the
/// content is copied then.
bool Scan::link_object(int directory, const std::string& name, SnapshotEntry& entry) {
  if (!links_) {
    const std::string path = place_ + "/links";
    if (!make_directories(path, 0700)) return false;
    links_.reset(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!links_) return false;
  }
  entry.target = std::to_string(entry.state.device) + "-" + std::to_string(entry.state.inode) + "-" +
                 std::to_string(entry.state.size) + "-" + std::to_string(entry.state.modified);
  if (::linkat(directory, name.c_str(), links_.get(), entry.target.c_str(), 0) != 0 && errno != EEXIST) {
    entry.target.clear();
    return false;
  }
  entry.stored = Stored::linked;
  return true;
}

Result<void> Scan::pack_file(int directory, const std::string& name, SnapshotEntry& entry) {
  for (int attempt = 1;; ++attempt) {
    const UniqueFd file(::openat(directory, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status {};
    struct stat after {};
    if (!file || ::fstat(file.get(), &status) != 0) return fail_errno("cannot open");
    if (!S_ISREG(status.st_mode)) return fail("it changes while it is read");
    const PackWriter::Place place = VG_TRY(pack_.add(file.get(), status));
    if (::fstat(file.get(), &after) != 0) return fail_errno("cannot look at it");
    entry.state = state_from(after);
    const bool is_still = entry.state == state_from(status) && place.size == entry.state.size;
    if (!is_still && attempt < attempts) continue;
    // A log that is written all the time is kept as it was read, and read again next time.
    if (!is_still) entry.state.changed = 0;
    entry.state.size = place.size;
    entry.stored = Stored::packed;
    entry.offset = place.offset;
    entry.sum = place.sum;
    entry.pack = static_cast<std::uint32_t>(out_.packs.size() - 1);
    return {};
  }
}

/// A directory of git's objects that is still the same holds the same files: names come and go, files never change.
bool Scan::take_known_objects(const SnapshotEntry& directory) {
  const auto found = known_.find(key_of(directory.root, directory.path));
  if (found == known_.end()) return false;
  const SnapshotEntry& before = before_.entries[found->second];
  if (before.state != directory.state || before.state.changed >= before_.begun) return false;
  std::size_t end = found->second + 1;
  const auto is_file = [&](const SnapshotEntry& entry) { return !entry.state.is_directory(); };
  while (end < before_.entries.size() && is_file(before_.entries[end])) ++end;
  for (std::size_t i = found->second + 1; i < end; ++i)
    if (before_.entries[i].stored == Stored::linked && !wish_.may_link_objects) return false;
  // "objects" itself has directories in it, which must be walked.
  if (directory.path.ends_with("objects")) return false;
  for (std::size_t i = found->second; i < end; ++i) add(before_.entries[i]);
  return true;
}

void Scan::add(SnapshotEntry entry) {
  if (entry.state.is_regular()) {
    ++out_.files;
    out_.bytes += entry.state.size;
  }
  out_.entries.push_back(std::move(entry));
}

}  // namespace vg
