// SPDX-License-Identifier: Apache-2.0
#include "core/run/layers.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <string_view>

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/keep/kept_runs.h"
#include "core/keep/written_tree.h"
#include "core/run/discarded.h"
#include "core/run/kernel_calls.h"
#include "core/run/mount_calls.h"
#include "core/run/mount_points.h"

namespace vg {
namespace {

using Directory = std::unique_ptr<DIR, int (*)(DIR*)>;

/// Never layered: the sandbox has its own, or nothing there is a file.
constexpr std::string_view never_layered[] = {"dev", "lost+found", "proc", "run", "sys", "tmp"};
/// Root-owned throughout on every distribution: not worth a look for an ordinary user.
constexpr std::string_view owned_by_root[] = {"boot", "etc", "lib", "lib32", "lib64", "root", "sbin", "bin", "usr"};

template <std::size_t N>
bool contains(const std::string_view (&names)[N], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool is_empty_directory(const std::string& path) {
  const Directory directory(::opendir(path.c_str()), ::closedir);
  if (!directory) return false;
  while (const dirent* entry = ::readdir(directory.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") return false;
  }
  return true;
}

std::vector<std::string> directories_in(const std::string& path, std::size_t most) {
  std::vector<std::string> found;
  const Directory directory(::opendir(path.c_str()), ::closedir);
  while (const dirent* entry = directory ? ::readdir(directory.get()) : nullptr) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == ".." || (entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN)) continue;
    const std::string child = path == "/" ? "/" + std::string(name) : path + "/" + std::string(name);
    struct stat facts {};
    if (entry->d_type == DT_UNKNOWN && (::lstat(child.c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode))) continue;
    found.push_back(child);
    if (found.size() == most) break;
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool belongs_to(const std::string& path, uid_t user) {
  struct stat facts {};
  return ::lstat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode) && facts.st_uid == user;
}

/// What can be layered for root: every top-level directory. For an ordinary user only what belongs to it, at the top or
/// one below (homes): the kernel cannot copy up a directory whose owner does not exist in the sandbox (EOVERFLOW).
std::vector<std::string> layered_directories(uid_t user) {
  constexpr std::size_t most_children = 256;
  const std::vector<std::string> mount_points = read_mount_points();
  std::vector<std::string> found;
  const auto consider = [&](const std::string& path) {
    if (!has_mount_below(mount_points, path) && !is_empty_directory(path)) found.push_back(path);
  };
  for (const std::string& top : directories_in("/", most_children)) {
    if (contains(never_layered, std::string_view(top).substr(1))) continue;
    if (user == 0 || belongs_to(top, user)) {
      consider(top);
      continue;
    }
    if (contains(owned_by_root, std::string_view(top).substr(1))) continue;
    for (const std::string& child : directories_in(top, most_children))
      if (belongs_to(child, user)) consider(child);
  }
  return found;
}

/// The upper directory is what the overlay shows as its root: it gets the look of the host's.
Result<void> make_upper(const std::string& upper, const std::string& lower) {
  VG_CHECK(make_directories(upper, 0700));
  struct stat facts {};
  if (::stat(lower.c_str(), &facts) != 0) return {};
  if (::geteuid() == 0 && (facts.st_uid != 0 || facts.st_gid != 0))
    if (::lchown(upper.c_str(), facts.st_uid, facts.st_gid) != 0) return fail_errno("cannot prepare '" + upper + "'");
  if (::chmod(upper.c_str(), facts.st_mode & 07777) != 0) return fail_errno("cannot prepare '" + upper + "'");
  return {};
}

std::string dir_of(const std::string& path) {
  return std::string(dir_name(path));
}

Result<void> make_layer_directories(const Layer& layer) {
  VG_CHECK(make_upper(layer.upper, layer.lower));
  return make_directories(layer.work, 0700);
}

}  // namespace

Result<LayerSet> LayerSet::prepare(const SandboxPlan& plan, uid_t user) {
  LayerSet set;
  set.directory_ = plan.layer.directory;
  if (plan.layer.enabled && !set.directory_.empty()) {
    for (const std::string& path : layered_directories(user))
      set.top_level_.push_back({path, set.directory_ + "/upper" + path, set.directory_ + "/work" + path, false});
  }
  for (const MountStep& step : plan.mounts) {
    if (step.kind != MountKind::layer && step.kind != MountKind::dropped_layer) continue;
    const bool dropped = step.kind == MountKind::dropped_layer;
    const std::string number = std::to_string(set.steps_.size());
    // Not in the mirror of paths: the kernel wants no upper directory inside another one.
    const std::string place = set.directory_ + (dropped ? "/dropped/" : "/parts/") + number;
    set.steps_.push_back({step.target, place + "/upper", place + "/work", dropped});
  }
  if (set.top_level_.empty() && set.steps_.empty()) return set;
  if (set.directory_.empty()) return fail("the plan has writable layers but no directory for them");
  VG_CHECK(make_directories(set.directory_, 0700));
  if (auto held = hold_run(set.directory_)) set.held_ = std::move(*held);
  for (const Layer& layer : set.top_level_) VG_CHECK(make_layer_directories(layer));
  for (const Layer& layer : set.steps_) {
    struct stat facts {};
    if (::stat(layer.lower.c_str(), &facts) != 0) continue;
    VG_CHECK(make_layer_directories(layer));
    if (!layer.dropped) VG_CHECK(replace_file(dir_of(layer.upper) + "/target", layer.lower, 0600));
  }
  return set;
}

LayerSet::Written LayerSet::finish() const {
  Written written;
  if (top_level_.empty() && steps_.empty()) return written;
  const DiscardedLayers discarded(dir_of(directory_));
  for (const Layer& layer : top_level_) written.files += count_written(layer.upper, layer.lower);
  for (const Layer& layer : steps_) {
    // Set aside with what they hold, they could fill the disk: build directories go here.
    if (!layer.dropped) {
      const std::uint64_t files = count_written(layer.upper, layer.lower);
      written.files += files;
      if (files != 0) written.covered.push_back(layer.lower);
    } else if (!is_empty_directory(layer.upper)) {
      remove_tree(dir_of(layer.upper));
    }
  }
  if (written.files == 0) {
    discarded.take(directory_);
  } else {
    discarded.take(directory_ + "/work");
    for (const Layer& layer : top_level_) prune_tree(layer.upper, layer.lower);
    discarded.take(directory_ + "/dropped");
    for (const Layer& layer : steps_) {
      if (layer.dropped) continue;
      remove_tree(layer.work);
      if (prune_tree(layer.upper, layer.lower) == 0) remove_tree(dir_of(layer.upper));
    }
    ::rmdir((directory_ + "/parts").c_str());
  }
  discarded.keep_bounded();
  return written;
}

int make_overlay(const Layer& layer) {
  // Descriptors instead of paths: each path is walked once, and no ',' or ':' in it can become an option.
  const std::string* paths[] = {&layer.lower, &layer.upper, &layer.work};
  constexpr const char* names[] = {"lowerdir", "upperdir", "workdir"};
  int descriptors[] = {-1, -1, -1};
  char texts[3][32];
  FileSystemOption options[6]{};
  int result = 0;
  for (unsigned i = 0; i < 3 && result == 0; ++i) {
    descriptors[i] = open_resolved(AT_FDCWD, paths[i]->c_str(), O_PATH | O_DIRECTORY, RESOLVE_NO_SYMLINKS);
    if (descriptors[i] < 0) result = -errno;
    std::snprintf(texts[i], sizeof texts[i], "/proc/self/fd/%d", descriptors[i]);
    options[i] = {names[i], texts[i]};
  }
  options[3] = {"userxattr", nullptr};
  // Else the unmount waits until the whole file system below is on disk (measured: 100 ms on a busy one). The layer is
  // never mounted again, and what it keeps matters less than what a crash would take with it anyway.
  options[4] = {"volatile", nullptr};
  if (result == 0) result = make_file_system("overlay", options, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
  for (const int descriptor : descriptors) close_if_open(descriptor);
  return result;
}

}  // namespace vg
