// SPDX-License-Identifier: Apache-2.0
#include "core/keep/layer_changes.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <memory>
#include <optional>
#include <string_view>

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/resolved_open.h"
#include "core/base/unique_fd.h"
#include "core/keep/obeyed_paths.h"

namespace vg {
namespace {

using Directory = std::unique_ptr<DIR, int (*)(DIR*)>;
constexpr std::uint64_t beneath = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
constexpr std::size_t most_parts = 10'000;

bool is_whiteout(const struct stat& status) {
  return S_ISCHR(status.st_mode) && status.st_rdev == makedev(0, 0);
}

/// Source: Linux Documentation/filesystems/overlayfs.rst, "whiteouts and opaque directories", with "userxattr".
bool is_opaque(int directory) {
  char value[4] = {};
  return ::fgetxattr(directory, "user.overlay.opaque", value, sizeof value) == 1 && value[0] == 'y';
}

/// What a directory that an interrupted attempt has made is to look like.
std::optional<FileState> made_before(int directory) {
  char value[256];
  const ssize_t length = ::fgetxattr(directory, made_attribute, value, sizeof value);
  if (length <= 0) return std::nullopt;
  const auto state = read_state({value, static_cast<std::size_t>(length)});
  return state && state->is_directory() ? std::optional(*state) : std::nullopt;
}

ChangeKind kind_of(const struct stat& status) {
  if (is_whiteout(status)) return ChangeKind::removal;
  if (S_ISREG(status.st_mode)) return ChangeKind::file;
  if (S_ISLNK(status.st_mode)) return ChangeKind::link;
  return ChangeKind::other;
}

/// One layer. Directories are opened by their path and closed when their names are known, so that depth costs nothing.
class Walk {
 public:
  /// `place`: the layer relative to the run; `host`: what it stands for, "" for the root; `covered`: a layer of its own
  /// over a directory that programs obey.
  Walk(int run, std::string place, std::string host, bool covered, std::size_t most, LayerChanges& out)
      : run_(run), place_(std::move(place)), host_(std::move(host)), covered_(covered), most_(most), out_(out) {}

  void go() {
    waiting_.push_back("");
    while (!waiting_.empty()) {
      const std::string path = std::move(waiting_.back());
      waiting_.pop_back();
      enter(path);
    }
  }

 private:
  /// `path`: below the layer, with a leading slash or empty.
  void enter(const std::string& path) {
    const std::string source = place_ + path;
    if (host_.size() + path.size() >= PATH_MAX || source.size() >= PATH_MAX) return add(ChangeKind::too_deep, path, {});
    const int fd = open_directory(source);
    Directory directory(fd < 0 ? nullptr : ::fdopendir(fd), ::closedir);
    struct stat status {};
    if (!directory || ::fstat(fd, &status) != 0) {
      out_.complete = false;
      return;
    }
    if (!path.empty()) note_directory(fd, path, status);
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(directory.get())) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
    }
    std::sort(names.begin(), names.end());
    std::vector<std::string> below;
    for (const std::string& name : names) visit(fd, path, name, below);
    waiting_.insert(waiting_.end(), below.rbegin(), below.rend());
  }

  /// The payload may have made it unreadable for its owner.
  int open_directory(const std::string& source) const {
    constexpr int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
    int fd = open_resolved(run_, source.c_str(), flags, beneath);
    if (fd >= 0 || errno != EACCES) return fd;
    const UniqueFd itself(open_resolved(run_, source.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW, beneath));
    struct stat status {};
    if (!itself || ::fstat(itself.get(), &status) != 0) return -1;
    const std::string path = descriptor_path(itself.get());
    if (::chmod(path.c_str(), (status.st_mode & 07777) | 0700) != 0) return -1;
    fd = open_resolved(run_, source.c_str(), flags, beneath);
    // The mode is part of what is kept.
    ::chmod(path.c_str(), status.st_mode & 07777);
    return fd;
  }

  void note_directory(int fd, const std::string& path, const struct stat& status) {
    const FileState host = state_at(AT_FDCWD, host_ + path);
    if (const auto made = made_before(fd); made && host.is_directory())
      add(ChangeKind::directory, path, *made, true);
    else if (is_opaque(fd) && host.exists())
      add(ChangeKind::replaced_directory, path, state_from(status));
    else if (!host.is_directory())
      add(ChangeKind::directory, path, state_from(status));
  }

  void visit(int fd, const std::string& path, const std::string& name, std::vector<std::string>& below) {
    struct stat status {};
    if (::fstatat(fd, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      out_.complete = false;
      return;
    }
    const std::string child = path + "/" + name;
    out_.bytes += static_cast<std::uint64_t>(status.st_blocks) * 512;
    if (S_ISDIR(status.st_mode))
      below.push_back(child);
    else
      add(kind_of(status), child, state_from(status));
  }

  void add(ChangeKind kind, const std::string& path, const FileState& written, bool resumed = false) {
    if (out_.items.size() >= most_) {
      out_.complete = false;
      waiting_.clear();
      return;
    }
    const std::string host = host_ + path;
    out_.items.push_back({kind, host, place_ + path, written, resumed, covered_ || is_obeyed_outside(host)});
  }

  int run_;
  std::string place_;
  std::string host_;
  bool covered_;
  std::size_t most_;
  LayerChanges& out_;
  std::vector<std::string> waiting_;
};

}  // namespace

std::string descriptor_path(int descriptor) {
  return "/proc/self/fd/" + std::to_string(descriptor);
}

Result<LayerChanges> layer_changes(const std::string& run_directory, std::size_t most) {
  const UniqueFd run(open_resolved(AT_FDCWD, run_directory.c_str(), O_RDONLY | O_DIRECTORY, RESOLVE_NO_SYMLINKS));
  if (!run) return fail_errno("cannot open", run_directory);
  LayerChanges changes;
  const auto has = [&](const std::string& name) { return state_at(run.get(), name).is_directory(); };
  if (has("upper")) Walk(run.get(), "upper", "", false, most, changes).go();
  const UniqueFd parts(open_resolved(run.get(), "parts", O_RDONLY | O_DIRECTORY, beneath));
  for (std::size_t number = 0; parts && number < most_parts; ++number) {
    const std::string place = "parts/" + std::to_string(number);
    if (!has(place + "/upper")) continue;
    const auto target = read_file(run_directory + "/" + place + "/target", PATH_MAX);
    if (!target || !target->starts_with('/') || normalize_path(*target, "/") != *target) {
      changes.complete = false;
      continue;
    }
    Walk(run.get(), place + "/upper", *target, true, most, changes).go();
  }
  return changes;
}

}  // namespace vg
