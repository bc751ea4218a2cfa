// SPDX-License-Identifier: Apache-2.0
#include "core/keep/apply.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <memory>
#include <string_view>

#include "core/base/path.h"
#include "core/base/resolved_open.h"
#include "core/base/text.h"
#include "core/keep/copy_entry.h"
#include "core/keep/host_tree.h"
#include "core/keep/obeyed_paths.h"
#include "core/keep/place_entry.h"
#include "core/keep/written_tree.h"

namespace vg {
namespace {

constexpr int directory_flags = O_RDONLY | O_DIRECTORY;
constexpr std::uint64_t beneath = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
/// Lies in the run's directory while it is applied.
constexpr const char* mark_name = "applying";
constexpr const char* opaque_attribute = "user.overlay.opaque";

bool is_directory_change(const Change& change) {
  return change.kind == ChangeKind::directory || change.kind == ChangeKind::replaced_directory;
}

/// A directory that programs obey is not meant by somebody who names one above it.
bool is_named_itself(const Change& change, const ApplyWish& wish) {
  return std::any_of(wish.paths.begin(), wish.paths.end(), [&](const std::string& path) {
    const bool leads_there = change.kind == ChangeKind::directory && is_at_or_below(path, change.path);
    return path == change.path || (is_obeyed_outside(path) && (leads_there || is_at_or_below(change.path, path)));
  });
}

std::string last_part(const std::string& path) {
  return std::string(base_name(path));
}

Applied result(const Change& change, ApplyEnd end, std::string why = {}) {
  return {change.path, end, std::move(why)};
}

/// What was taken over leaves the layer. The payload may have made the directory read-only for its owner.
void drop(int layer, const Change& change) {
  const std::string name = last_part(change.source);
  if (::unlinkat(layer, name.c_str(), 0) == 0 || errno != EACCES) return;
  ::fchmod(layer, 0700);
  ::unlinkat(layer, name.c_str(), 0);
}

Applied failed(const Change& change, const Error& error) {
  return result(change, ApplyEnd::failed, error.message());
}

}  // namespace

bool is_wished(const Change& change, const ApplyWish& wish) {
  if (wish.paths.empty()) return true;
  return std::any_of(wish.paths.begin(), wish.paths.end(), [&](const std::string& path) {
    return is_at_or_below(change.path, path) ||
           (change.kind == ChangeKind::directory && is_at_or_below(path, change.path));
  });
}

std::string conflict_at(int directory, const std::string& name, const Change& change, const KeptRun& run) {
  const FileState now = state_at(directory, name);
  const auto found = run.record.lower.find(change.path);
  const std::int64_t begun = run.record.begun;
  if (found == run.record.lower.end()) {
    // Nothing was written down: what is older than the run is what it saw.
    if (!now.exists()) return {};
    const bool is_older = now.is_directory() ? is_tree_older(directory, name, begun) : now.changed < begun;
    return is_older ? "" : "changed on the host since";
  }
  const LowerFile& lower = found->second;
  if (!lower.state.exists()) return now.exists() ? "appeared on the host since" : "";
  if (!now.exists()) return "removed on the host since";
  if (lower.state.changed >= begun) return "changed on the host while the command ran";
  if (now.is_directory())
    return lower.state.is_directory() && is_tree_older(directory, name, begun) ? "" : "changed on the host since";
  // A touched mode or owner alone would show; st_ctim alone says nothing about the content.
  if (is_same_entry(now, lower.state)) return {};
  const bool may_be_same = now.is_regular() && lower.state.is_regular() && now.mode == lower.state.mode &&
                           now.size == lower.state.size && !lower.digest.empty();
  return may_be_same && digest_at(directory, name, now.size) == lower.digest ? "" : "changed on the host since";
}

Result<LayerApplication> LayerApplication::begin(const KeptRun& run) {
  LayerApplication application(run);
  application.held_ = VG_TRY(hold_run(run.directory));
  const UniqueFd mark(
      ::openat(application.held_.get(), mark_name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  application.was_interrupted_ = !mark;
  return application;
}

int LayerApplication::host_directory(const std::string& path) {
  if (host_.path == path && host_.directory) return host_.directory.get();
  host_.path = path;
  host_.directory.reset(open_resolved(AT_FDCWD, path.c_str(), directory_flags, RESOLVE_NO_SYMLINKS));
  return host_.directory.get();
}

int LayerApplication::layer_directory(const std::string& source) {
  if (layer_.path == source && layer_.directory) return layer_.directory.get();
  layer_.path = source;
  layer_.directory.reset(open_resolved(held_.get(), source.c_str(), directory_flags, beneath));
  if (layer_.directory || errno != EACCES) return layer_.directory.get();
  // Made unreadable by the payload. Nothing in it is lost by being readable for its owner while it is taken over.
  const UniqueFd itself(open_resolved(held_.get(), source.c_str(), O_PATH | O_DIRECTORY, beneath));
  if (itself && ::chmod(descriptor_path(itself.get()).c_str(), 0700) == 0)
    layer_.directory.reset(open_resolved(held_.get(), source.c_str(), directory_flags, beneath));
  return layer_.directory.get();
}

std::vector<Applied> LayerApplication::apply(const LayerChanges& changes, const ApplyWish& wish) {
  std::vector<Applied> results;
  const Change* blocked = nullptr;  // a directory that was not taken over; what the run left below it follows it
  ApplyEnd end = ApplyEnd::refused;
  for (const Change& change : changes.items) {
    const bool is_blocked = blocked != nullptr && is_at_or_below(change.path, blocked->path);
    if (!is_wished(change, wish)) {
      // Taken over later, such a directory would lose what had been put into it before.
      if (is_blocked || change.kind != ChangeKind::replaced_directory) continue;
      blocked = &change;
      end = ApplyEnd::refused;
      continue;
    }
    results.push_back(is_blocked ? result(change, end, "first comes its directory " + visible(blocked->path))
                                 : apply_one(change, wish));
    const ApplyEnd reached = results.back().end;
    if (is_blocked || !is_directory_change(change) || reached == ApplyEnd::applied) continue;
    // Below a directory that programs obey each entry is judged by itself.
    if (reached == ApplyEnd::obeyed && change.kind == ChangeKind::directory) continue;
    blocked = &change;
    end = reached;
  }
  set_directory_looks();
  return results;
}

Applied LayerApplication::apply_one(const Change& change, const ApplyWish& wish) {
  if (change.kind == ChangeKind::other) return result(change, ApplyEnd::refused, "a device, pipe or socket");
  if (change.kind == ChangeKind::too_deep) return result(change, ApplyEnd::refused, "its path is too long");
  if (change.obeyed && !is_named_itself(change, wish)) return result(change, ApplyEnd::obeyed);
  const int host = host_directory(std::string(dir_name(change.path)));
  if (host < 0) {
    if (errno == ENOENT && change.kind == ChangeKind::removal) {
      const int layer = layer_directory(std::string(dir_name(change.source)));
      drop(layer, change);
      return result(change, ApplyEnd::already);
    }
    return failed(change, {"cannot open its directory", "", errno});
  }
  const std::string name = last_part(change.path);
  if (was_interrupted_) recover(change, host, name);
  const FileState expected = state_at(host, name);
  if (!expected.exists() && change.kind == ChangeKind::removal) return apply_removal(change, host, name, expected);
  const bool is_there = expected.is_directory() && change.kind == ChangeKind::directory;
  const std::string conflict = wish.overwrite || is_there ? "" : conflict_at(host, name, change, run_);
  if (!conflict.empty()) {
    const int layer = layer_directory(std::string(dir_name(change.source)));
    const std::string source = last_part(change.source);
    if (change.kind != ChangeKind::file || !is_same_content(host, name, layer, source))
      return result(change, ApplyEnd::conflict, conflict);
    drop(layer, change);
    return result(change, ApplyEnd::already);
  }
  if (is_directory_change(change)) return apply_directory(change, host, name);
  if (change.kind == ChangeKind::removal) return apply_removal(change, host, name, expected);
  return apply_entry(change, host, name, expected);
}

/// What a killed attempt left under the temporary name: what it was about to put there, or what it had replaced.
void LayerApplication::recover(const Change& change, int host, const std::string& name) {
  const std::string temporary = temporary_name(run_.id, name);
  const FileState left = state_at(host, temporary);
  if (!left.exists()) return;
  const FileState now = state_at(host, name);
  const auto found = run_.record.lower.find(change.path);
  const bool was_expected = found == run_.record.lower.end() || is_same_entry(found->second.state, left);
  const bool is_ours = left.device == change.written.device && left.inode == change.written.inode;
  if (!was_expected && !is_ours) {
    // Somebody's own file, replaced in the moment of the kill: back to its name.
    const bool is_in_place = now.device == change.written.device && now.inode == change.written.inode;
    if (is_in_place && ::renameat2(host, temporary.c_str(), host, name.c_str(), RENAME_EXCHANGE) != 0) return;
    if (!now.exists() && ::renameat2(host, temporary.c_str(), host, name.c_str(), RENAME_NOREPLACE) == 0) return;
  }
  remove_entry(host, temporary);
}

/// Out: what was left out of it. Errors: it cannot be made; nothing is there then.
Result<std::string> LayerApplication::make_temporary(const Change& change, int layer, int host,
                                                     const std::string& temporary) {
  const std::string source = last_part(change.source);
  if (change.kind == ChangeKind::link) {
    VG_CHECK(copy_link(layer, source, host, temporary));
    return std::string();
  }
  const UniqueFd itself(::openat(layer, source.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (!itself || ::fstat(itself.get(), &status) != 0 || !S_ISREG(status.st_mode)) return fail("it is no file any more");
  const FileState state = state_from(status);
  const std::string path = descriptor_path(itself.get());
  std::string taken = VG_TRY(take_power(path, state));
  if (::linkat(layer, source.c_str(), host, temporary.c_str(), 0) == 0) return taken;
  if (errno != EXDEV && errno != EPERM && errno != EMLINK && errno != EOPNOTSUPP) return fail_errno("cannot write");
  const UniqueFd from(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!from) return fail_errno("cannot read it");
  const UniqueFd to(::openat(host, temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!to) return fail_errno("cannot write");
  auto copied = copy_content(from.get(), to.get(), state.size);
  if (copied) {
    copy_attributes(path, descriptor_path(to.get()));
    copied = set_looks(to.get(), state);
  }
  if (copied) return taken;
  ::unlinkat(host, temporary.c_str(), 0);
  return tl::unexpected<Error>(copied.error());
}

Applied LayerApplication::apply_entry(const Change& change, int host, const std::string& name,
                                      const FileState& expected) {
  const int layer = layer_directory(std::string(dir_name(change.source)));
  if (layer < 0) return failed(change, {"cannot open the layer", "", errno});
  std::string taken;
  if (change.kind == ChangeKind::file && !expected.exists()) {
    if (Applied moved = move_new(change, layer, host, name, taken); moved.end != ApplyEnd::failed) return moved;
  }
  const std::string temporary = temporary_name(run_.id, name);
  const auto made = make_temporary(change, layer, host, temporary);
  if (!made) return failed(change, made.error());
  const auto placed = put_in_place(host, temporary, name, expected);
  if (!placed) return failed(change, placed.error());
  if (!*placed) return result(change, ApplyEnd::conflict, "changed on the host just now");
  drop(layer, change);
  if (!made->empty()) taken = *made;
  return result(change, ApplyEnd::applied, taken.empty() ? "" : "without " + taken);
}

/// Where nothing is replaced and the file system is the same, one rename does it. Out: failed where it does not, and in
/// `taken` what the file has lost already.
Applied LayerApplication::move_new(const Change& change, int layer, int host, const std::string& name,
                                   std::string& taken) {
  const std::string source = last_part(change.source);
  const UniqueFd itself(::openat(layer, source.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (!itself || ::fstat(itself.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return failed(change, {"it is no file any more", "", 0});
  auto power = take_power(descriptor_path(itself.get()), state_from(status));
  if (!power) return failed(change, power.error());
  taken = std::move(*power);
  if (::renameat2(layer, source.c_str(), host, name.c_str(), RENAME_NOREPLACE) == 0)
    return result(change, ApplyEnd::applied, taken.empty() ? "" : "without " + taken);
  if (errno == EEXIST) return result(change, ApplyEnd::conflict, "appeared on the host just now");
  return failed(change, {"cannot move it", "", errno});
}

Applied LayerApplication::apply_removal(const Change& change, int host, const std::string& name,
                                        const FileState& expected) {
  const int layer = layer_directory(std::string(dir_name(change.source)));
  ApplyEnd end = ApplyEnd::already;
  if (expected.exists()) {
    const auto taken = take_away(host, temporary_name(run_.id, name), name, expected);
    if (!taken) return failed(change, taken.error());
    if (!*taken) return result(change, ApplyEnd::conflict, "changed on the host just now");
    end = ApplyEnd::applied;
  }
  drop(layer, change);
  return result(change, end);
}

Applied LayerApplication::apply_directory(const Change& change, int host, const std::string& name) {
  Applied applied = result(change, ApplyEnd::applied);
  const FileState expected = state_at(host, name);
  if (expected.is_directory()) {
    if (change.kind == ChangeKind::replaced_directory) clear_directory(change, host, name, applied);
    if (change.resumed) made_directories_.push_back(&change);
    return applied;
  }
  if (expected.exists()) {
    const auto taken = take_away(host, temporary_name(run_.id, name), name, expected);
    if (!taken) return failed(change, taken.error());
    if (!*taken) return result(change, ApplyEnd::conflict, "changed on the host just now");
  }
  if (::mkdirat(host, name.c_str(), 0700) != 0) return failed(change, {"cannot make the directory", "", errno});
  const UniqueFd made(::openat(host, name.c_str(), directory_flags | O_NOFOLLOW | O_CLOEXEC));
  const int layer = layer_directory(change.source);
  if (!made || layer < 0) return failed(change, {"cannot open the directory", "", errno});
  const std::string looks_then = state_text(change.written);
  ::fsetxattr(layer, made_attribute, looks_then.data(), looks_then.size(), 0);
  copy_attributes(descriptor_path(layer), descriptor_path(made.get()));
  FileState looks = change.written;
  looks.mode |= 0700;  // until all is in it
  if (const auto set = set_looks(made.get(), looks); !set) return failed(change, set.error());
  made_directories_.push_back(&change);
  return applied;
}

/// Entries the host's directory had when the command removed it and made it again.
void LayerApplication::clear_directory(const Change& change, int host, const std::string& name, Applied& applied) {
  const int fd = ::openat(host, name.c_str(), directory_flags | O_NOFOLLOW | O_CLOEXEC);
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(fd < 0 ? nullptr : ::fdopendir(fd), ::closedir);
  const int layer = layer_directory(change.source);
  if (!entries || layer < 0) {
    applied = failed(change, {"cannot open the directory", "", errno});
    return;
  }
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(entries.get())) {
    const std::string_view child = entry->d_name;
    if (child != "." && child != ".." && !state_at(layer, entry->d_name).exists()) names.emplace_back(child);
  }
  for (const std::string& child : names) {
    const auto taken = take_away(fd, temporary_name(run_.id, child), child, state_at(fd, child));
    if (!taken) applied = failed(change, taken.error());
    if (taken && !*taken) applied = result(change, ApplyEnd::conflict, "changed on the host just now");
  }
  if (applied.end == ApplyEnd::applied) ::fremovexattr(layer, opaque_attribute);
}

void LayerApplication::set_directory_looks() {
  for (auto change = made_directories_.rbegin(); change != made_directories_.rend(); ++change) {
    const UniqueFd directory(open_resolved(AT_FDCWD, (*change)->path.c_str(), directory_flags, RESOLVE_NO_SYMLINKS));
    if (!directory || !set_looks(directory.get(), (*change)->written)) continue;
    const int layer = layer_directory((*change)->source);
    if (layer >= 0) ::fremovexattr(layer, made_attribute);
  }
  made_directories_.clear();
}

bool LayerApplication::finish() {
  ::unlinkat(held_.get(), mark_name, 0);
  // Directories that the host has as well hold nothing of their own.
  prune_tree(run_.directory + "/upper", "");
  const auto left = layer_changes(run_.directory);
  return left && left->complete && left->items.empty();
}

}  // namespace vg
