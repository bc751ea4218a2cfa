// SPDX-License-Identifier: Apache-2.0
#include "core/undo/restore.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "core/base/path.h"
#include "core/base/resolved_open.h"
#include "core/base/text.h"
#include "core/keep/copy_entry.h"
#include "core/keep/host_tree.h"
#include "core/keep/layer_changes.h"
#include "core/keep/place_entry.h"
#include "core/undo/regenerable.h"

namespace vg {
namespace {

constexpr std::uint64_t beneath = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
constexpr int directory_flags = O_RDONLY | O_DIRECTORY;
/// For temporary names: the same in every attempt.
constexpr const char* owner = "undo";

bool has_same_looks(const FileState& a, const FileState& b) {
  return a.mode == b.mode && a.uid == b.uid && a.gid == b.gid && a.modified == b.modified;
}

/// One root of a snapshot.
class RootRestore {
 public:
  RootRestore(const KeptSnapshot& kept, std::uint8_t root, const std::vector<std::string>& paths, Restored& out)
      : kept_(kept), root_(root), path_(kept.snapshot.roots[root]), paths_(paths), out_(out) {}

  Result<void> go();

 private:
  bool is_wished(const std::string& path) const;
  bool leads_to_wished(const std::string& path) const;
  bool is_in_objects(const std::string& path) const;
  int parent_of(const std::string& path);
  void restore_directory(const SnapshotEntry& entry);
  void restore_entry(const SnapshotEntry& entry);
  Result<void> restore_file(const SnapshotEntry& entry, int parent, const std::string& name, const FileState& now);
  Result<void> write_content(const SnapshotEntry& entry, int file);
  bool has_content(const SnapshotEntry& entry, int parent, const std::string& name, const FileState& now);
  Result<UniqueFd> open_content(const SnapshotEntry& entry) const;
  void remove_others(const SnapshotEntry& entry);
  void set_directory_looks();
  void note_failure(const std::string& path, const Error& error);

  const KeptSnapshot& kept_;
  std::uint8_t root_;
  const std::string& path_;
  const std::vector<std::string>& paths_;
  Restored& out_;
  UniqueFd top_;
  UniqueFd parent_;
  std::string parent_path_;
  std::string index_;
  std::unordered_map<std::string_view, const SnapshotEntry*> entries_;
};

bool RootRestore::is_wished(const std::string& path) const {
  if (paths_.empty()) return true;
  const std::string whole = path.empty() ? path_ : join_path(path_, path);
  return std::any_of(paths_.begin(), paths_.end(), [&](const std::string& one) { return is_at_or_below(whole, one); });
}

bool RootRestore::leads_to_wished(const std::string& path) const {
  const std::string whole = path.empty() ? path_ : join_path(path_, path);
  return std::any_of(paths_.begin(), paths_.end(), [&](const std::string& one) { return is_at_or_below(one, whole); });
}

/// As Scan has it: a directory "objects" beside HEAD and refs, and what is below.
bool RootRestore::is_in_objects(const std::string& path) const {
  constexpr std::string_view name = "objects";
  for (std::size_t at = path.find(name); at != std::string::npos; at = path.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at != 0 && path[at - 1] != '/') || (end != path.size() && path[end] != '/')) continue;
    if (entries_.contains(path.substr(0, at) + "HEAD") && entries_.contains(path.substr(0, at) + "refs")) return true;
  }
  return false;
}

void RootRestore::note_failure(const std::string& path, const Error& error) {
  out_.failed.push_back({error.what, visible(join_path(path_, path)), error.errnum});
}

Result<void> RootRestore::go() {
  if (::mkdir(path_.c_str(), 0700) != 0 && errno != EEXIST) return fail_errno("cannot make the directory", path_);
  top_.reset(open_resolved(AT_FDCWD, path_.c_str(), directory_flags, RESOLVE_NO_SYMLINKS));
  if (!top_) return fail_errno("cannot open", path_);
  for (const SnapshotEntry& entry : kept_.snapshot.entries)
    if (entry.root == root_) entries_.emplace(entry.path, &entry);
  // The index as it was: what it lists is no directory to be left alone.
  if (const auto found = entries_.find(".git/index"); found != entries_.end() && found->second->state.size < (64 << 20))
    if (const auto content = open_content(*found->second)) {
      index_.resize(found->second->state.size);
      const ssize_t length =
          ::pread(content->get(), index_.data(), index_.size(), static_cast<off_t>(found->second->offset));
      index_.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
    }
  for (const SnapshotEntry& entry : kept_.snapshot.entries) {
    if (entry.root != root_) continue;
    if (entry.state.is_directory() && (is_wished(entry.path) || leads_to_wished(entry.path)))
      restore_directory(entry);
    else if (!entry.state.is_directory() && is_wished(entry.path))
      restore_entry(entry);
  }
  for (const SnapshotEntry& entry : kept_.snapshot.entries)
    if (entry.root == root_ && entry.state.is_directory() && (is_wished(entry.path) || leads_to_wished(entry.path)))
      remove_others(entry);
  set_directory_looks();
  return {};
}

/// Out: a descriptor that stays ours, or -1 with errno.
int RootRestore::parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string parent = slash == std::string::npos ? "." : path.substr(0, slash);
  if (parent_ && parent == parent_path_) return parent_.get();
  parent_path_ = parent;
  parent_.reset(open_resolved(top_.get(), parent.c_str(), directory_flags, beneath));
  return parent_.get();
}

void RootRestore::restore_directory(const SnapshotEntry& entry) {
  if (entry.path.empty()) return;
  const int parent = parent_of(entry.path);
  const std::string name(base_name(entry.path));
  if (parent < 0) return note_failure(entry.path, {"cannot open its directory", "", errno});
  const FileState now = state_at(parent, name);
  if (now.is_directory()) return;
  if (now.exists()) {
    const auto taken = take_away(parent, temporary_name(owner, name), name, now);
    if (!taken) return note_failure(entry.path, taken.error());
    if (!*taken) return note_failure(entry.path, {"it changes just now", "", 0});
  }
  if (::mkdirat(parent, name.c_str(), 0700) != 0)
    return note_failure(entry.path, {"cannot make the directory", "", errno});
  ++out_.written;
}

void RootRestore::restore_entry(const SnapshotEntry& entry) {
  const int parent = parent_of(entry.path);
  const std::string name(base_name(entry.path));
  if (parent < 0) return note_failure(entry.path, {"cannot open its directory", "", errno});
  const FileState now = state_at(parent, name);
  if (now == entry.state) return;
  Result<void> done;
  if (entry.state.is_regular()) {
    done = restore_file(entry, parent, name, now);
  } else if (entry.state.is_link()) {
    char target[PATH_MAX];
    const ssize_t length = now.is_link() ? ::readlinkat(parent, name.c_str(), target, sizeof target) : -1;
    if (length >= 0 && std::string_view(target, static_cast<std::size_t>(length)) == entry.target) return;
    const std::string temporary = temporary_name(owner, name);
    remove_entry(parent, temporary);
    if (::symlinkat(entry.target.c_str(), parent, temporary.c_str()) != 0)
      return note_failure(entry.path, {"cannot make the link", "", errno});
    if (::geteuid() == 0)
      (void)!::fchownat(parent, temporary.c_str(), entry.state.uid, entry.state.gid, AT_SYMLINK_NOFOLLOW);
    set_times(parent, temporary, entry.state);
    const auto placed = put_in_place(parent, temporary, name, now);
    if (!placed) done = tl::unexpected<Error>(placed.error());
    if (placed && !*placed) done = fail("it changes just now");
    if (done) ++out_.written;
  }
  if (!done) note_failure(entry.path, done.error());
}

Result<UniqueFd> RootRestore::open_content(const SnapshotEntry& entry) const {
  const std::string path = entry.stored == Stored::packed ? join_path(kept_.directory, kept_.snapshot.packs[entry.pack])
                                                          : kept_.directory + "/links/" + entry.target;
  UniqueFd file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!file) return fail_errno("its content is not there any more");
  return file;
}

/// Whether the file holds what it held then; only asked where the sizes agree.
bool RootRestore::has_content(const SnapshotEntry& entry, int parent, const std::string& name, const FileState& now) {
  if (!now.is_regular() || now.size != entry.state.size) return false;
  if (entry.state.size == 0) return true;
  const UniqueFd file(::openat(parent, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  const auto content = open_content(entry);
  if (!file || !content) return false;
  const std::uint64_t offset = entry.stored == Stored::packed ? entry.offset : 0;
  return is_same_range(file.get(), 0, content->get(), offset, entry.state.size);
}

Result<void> RootRestore::write_content(const SnapshotEntry& entry, int file) {
  if (entry.stored == Stored::nowhere) return {};
  const UniqueFd content = VG_TRY(open_content(entry));
  if (entry.stored == Stored::linked) {
    // Somebody wrote into it under its other name.
    struct stat status {};
    if (::fstat(content.get(), &status) != 0 || state_from(status).modified != entry.state.modified ||
        state_from(status).size != entry.state.size)
      return fail("its content was changed since");
    return copy_content(content.get(), file, entry.state.size);
  }
  if (entry.sum == 0) {
    if (::ftruncate(file, static_cast<off_t>(entry.state.size)) != 0) return fail_errno("cannot write");
    return copy_content_at(content.get(), entry.offset, file, 0, entry.state.size);
  }
  std::string piece(std::min<std::uint64_t>(sum_piece, entry.state.size), '\0');
  std::uint64_t sum = 0;
  for (std::uint64_t at = 0; at < entry.state.size;) {
    const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), entry.state.size - at));
    const ssize_t length = ::pread(content.get(), piece.data(), wanted, static_cast<off_t>(entry.offset + at));
    if (length != static_cast<ssize_t>(wanted)) return fail("its content is damaged");
    sum = content_sum(std::string_view(piece).substr(0, wanted), sum);
    VG_CHECK(write_all(file, std::string_view(piece).substr(0, wanted)));
    at += wanted;
  }
  return sum == entry.sum ? Result<void>() : fail("its content is damaged");
}

Result<void> RootRestore::restore_file(const SnapshotEntry& entry, int parent, const std::string& name,
                                       const FileState& now) {
  if (has_content(entry, parent, name, now)) {
    if (has_same_looks(now, entry.state)) return {};
    const UniqueFd file(::openat(parent, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file) return fail_errno("cannot open");
    VG_CHECK(set_looks(file.get(), entry.state));
    ++out_.written;
    return {};
  }
  const std::string temporary = temporary_name(owner, name);
  remove_entry(parent, temporary);  // of an interrupted attempt
  const UniqueFd file(::openat(parent, temporary.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file) return fail_errno("cannot write");
  auto written = write_content(entry, file.get());
  if (written) written = set_looks(file.get(), entry.state);
  if (!written) {
    ::unlinkat(parent, temporary.c_str(), 0);
    return written;
  }
  if (!VG_TRY(put_in_place(parent, temporary, name, now))) return fail("it changes just now");
  ++out_.written;
  return {};
}

/// Entries that came since. Not git's objects: they harm nobody, and something may name them.
void RootRestore::remove_others(const SnapshotEntry& entry) {
  const std::string path = entry.path.empty() ? "." : entry.path;
  const int fd = open_resolved(top_.get(), path.c_str(), directory_flags, beneath | RESOLVE_NO_XDEV);
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(fd < 0 ? nullptr : ::fdopendir(fd), ::closedir);
  if (!directory) return;
  std::vector<std::string> names;
  while (const dirent* one = ::readdir(directory.get())) {
    const std::string_view name = one->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  if (is_in_objects(entry.path)) return;
  for (const std::string& name : names) {
    const std::string below = entry.path.empty() ? name : entry.path + "/" + name;
    if (entries_.contains(below) || (!is_wished(below) && !leads_to_wished(below))) continue;
    const FileState state = state_at(fd, name);
    const bool is_kept_kind = state.is_directory() || state.is_regular() || state.is_link();
    if (!is_kept_kind || (is_regenerable(name, names, fd) && !may_be_tracked(index_, name))) continue;
    if (!is_wished(below)) {
      SnapshotEntry since;  // a directory that came since, with what is meant somewhere below
      since.path = below;
      remove_others(since);
      continue;
    }
    const auto taken = take_away(fd, temporary_name(owner, name), name, state);
    if (taken && *taken)
      ++out_.removed;
    else if (!taken)
      note_failure(below, taken.error());
  }
}

void RootRestore::set_directory_looks() {
  const auto& entries = kept_.snapshot.entries;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (entry->root != root_ || !entry->state.is_directory() || !is_wished(entry->path)) continue;
    const std::string path = entry->path.empty() ? "." : entry->path;
    const UniqueFd directory(open_resolved(top_.get(), path.c_str(), directory_flags, beneath));
    struct stat status {};
    if (!directory || ::fstat(directory.get(), &status) != 0) continue;
    if (!has_same_looks(state_from(status), entry->state)) (void)set_looks(directory.get(), entry->state);
  }
}

}  // namespace

Result<Restored> restore(const KeptSnapshot& kept, const std::vector<std::string>& paths) {
  const FileLock lock = VG_TRY(lock_place(kept.directory));
  Restored out;
  for (std::size_t root = 0; root < kept.snapshot.roots.size(); ++root)
    VG_CHECK(RootRestore(kept, static_cast<std::uint8_t>(root), paths, out).go());
  return out;
}

}  // namespace vg
