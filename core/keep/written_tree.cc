// SPDX-License-Identifier: Apache-2.0
#include "core/keep/written_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <memory>
#include <string_view>
#include <vector>

namespace vg {
namespace {

/// Deeper trees than this are moved up before they are removed, so that neither stack nor descriptors run out.
constexpr int deepest = 64;

using Directory = std::unique_ptr<DIR, int (*)(DIR*)>;

/// Opens a directory the payload may have made unreadable to its owner.
Directory open_directory(int parent, const char* name) {
  constexpr int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  int fd = ::openat(parent, name, flags);
  if (fd < 0) {
    struct stat facts {};
    if (::fstatat(parent, name, &facts, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(facts.st_mode))
      return {nullptr, ::closedir};
    // chmod would follow a symlink put here meanwhile; nobody is left to do so after the run.
    if (::fchmodat(parent, name, 0700, 0) != 0) return {nullptr, ::closedir};
    fd = ::openat(parent, name, flags);
  }
  if (fd < 0) return {nullptr, ::closedir};
  Directory directory(::fdopendir(fd), ::closedir);
  if (!directory) ::close(fd);
  return directory;
}

std::vector<std::string> names_in(DIR* directory) {
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(directory)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  return names;
}

/// `top` takes up what lies too deep; it is emptied in a later round.
void remove_content(int parent, const char* name, int top, int depth, std::uint64_t& moved) {
  const Directory directory = open_directory(parent, name);
  if (!directory) return;
  const int fd = ::dirfd(directory.get());
  ::fchmod(fd, 0700);
  for (const std::string& entry : names_in(directory.get())) {
    if (::unlinkat(fd, entry.c_str(), 0) == 0) continue;
    if (::unlinkat(fd, entry.c_str(), AT_REMOVEDIR) == 0) continue;
    if (depth == deepest) {
      ::renameat(fd, entry.c_str(), top, (".vg-" + std::to_string(moved++)).c_str());
      continue;
    }
    remove_content(fd, entry.c_str(), top, depth + 1, moved);
    ::unlinkat(fd, entry.c_str(), AT_REMOVEDIR);
  }
}

enum class Empty { counted_only, removed };

/// `is_nothing`: whether the directory held nothing worth keeping.
std::uint64_t walk(int parent, const std::string& name, const std::string& host, int depth, Empty empty,
                   bool& is_nothing) {
  is_nothing = false;
  std::uint64_t written = 0;
  std::uint64_t entries = 0;
  {
    const Directory directory = open_directory(parent, name.c_str());
    if (!directory || depth == deepest) return 1;
    const int fd = ::dirfd(directory.get());
    // Removed and made again: what the host has there is hidden ("opaque"), and that is a change.
    char value = 0;
    if (::fgetxattr(fd, "user.overlay.opaque", &value, 1) == 1 && value == 'y') {
      ++written;
      ++entries;
    }
    for (const std::string& entry : names_in(directory.get())) {
      ++entries;
      struct stat facts {};
      if (::fstatat(fd, entry.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0) continue;
      bool child_is_nothing = false;
      if (!S_ISDIR(facts.st_mode))
        ++written;
      else
        written += walk(fd, entry, host + "/" + entry, depth + 1, empty, child_is_nothing);
      if (child_is_nothing) --entries;
    }
  }
  if (entries != 0) return written;
  struct stat facts {};
  if (::lstat(host.c_str(), &facts) != 0) return 1;
  is_nothing = true;
  if (empty == Empty::removed) ::unlinkat(parent, name.c_str(), AT_REMOVEDIR);
  return 0;
}

std::uint64_t walk_from(const std::string& path, const std::string& host, Empty empty) {
  struct stat facts {};
  if (::lstat(path.c_str(), &facts) != 0) return 0;
  bool is_nothing = false;
  return walk(AT_FDCWD, path, host, 0, empty, is_nothing);
}

}  // namespace

void remove_tree(const std::string& path) {
  std::uint64_t moved = 0;
  std::uint64_t before = 0;
  do {
    before = moved;
    const Directory top = open_directory(AT_FDCWD, path.c_str());
    if (!top) break;
    remove_content(AT_FDCWD, path.c_str(), ::dirfd(top.get()), 0, moved);
  } while (moved != before);
  ::rmdir(path.c_str());
}

bool remove_one_entry(const std::string& path) {
  Directory directory = open_directory(AT_FDCWD, path.c_str());
  if (!directory) return false;
  for (int depth = 0; depth < deepest; ++depth) {
    const std::vector<std::string> names = names_in(directory.get());
    if (names.empty()) break;
    const int fd = ::dirfd(directory.get());
    const char* name = names.front().c_str();
    if (::unlinkat(fd, name, 0) == 0 || ::unlinkat(fd, name, AT_REMOVEDIR) == 0) return true;
    Directory below = open_directory(fd, name);
    if (!below) return false;
    directory = std::move(below);
  }
  if (::rmdir(path.c_str()) == 0) return true;
  remove_tree(path);  // too deep to go down step by step
  return ::access(path.c_str(), F_OK) != 0;
}

std::uint64_t count_written(const std::string& path, const std::string& host) {
  return walk_from(path, host, Empty::counted_only);
}

std::uint64_t prune_tree(const std::string& path, const std::string& host) {
  return walk_from(path, host, Empty::removed);
}

}  // namespace vg
