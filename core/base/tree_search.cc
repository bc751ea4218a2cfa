// SPDX-License-Identifier: Apache-2.0
#include "core/base/tree_search.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/base/path.h"
#include "core/base/unique_fd.h"

namespace vg {
namespace {

/// Each level keeps a descriptor and a stack frame.
constexpr int deepest = 400;
constexpr int directory_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

/// Source: getdents(2); readdir(3) costs a quarter more, for an allocation per directory.
struct Entry {
  std::uint64_t inode;
  std::int64_t offset;
  unsigned short length;
  unsigned char type;
  char name[1];
};

class Search {
 public:
  explicit Search(NameTest is_wanted) : is_wanted_(is_wanted) {}

  void directory(int parent, const char* name, const std::string& path, int depth) {
    const UniqueFd fd = open_directory(parent, name);
    if (!fd || depth == deepest) {
      result_.complete = result_.complete && !fd && errno == ENOENT;
      return;
    }
    std::vector<std::string> below;
    read(fd.get(), path, below);
    for (const std::string& child : below) directory(fd.get(), child.c_str(), join_path(path, child), depth + 1);
  }

  TreeSearch take() {
    std::sort(result_.found.begin(), result_.found.end());
    return std::move(result_);
  }

 private:
  static UniqueFd open_directory(int parent, const char* name) {
    UniqueFd fd(::openat(parent, name, directory_flags));
    if (fd || errno != EACCES) return fd;
    struct stat facts {};
    if (::fstatat(parent, name, &facts, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(facts.st_mode) ||
        facts.st_uid != ::geteuid() || ::fchmodat(parent, name, 0700, 0) != 0) {
      errno = EACCES;
      return fd;
    }
    fd.reset(::openat(parent, name, directory_flags));
    if (fd) ::fchmod(fd.get(), facts.st_mode & 07777);
    return fd;
  }

  void read(int fd, const std::string& path, std::vector<std::string>& below) {
    alignas(Entry) char buffer[16384];
    for (;;) {
      const long length = ::syscall(SYS_getdents64, fd, buffer, sizeof buffer);
      if (length < 0) result_.complete = false;
      if (length <= 0) return;
      for (long at = 0; at < length;) {
        const auto* entry = reinterpret_cast<const Entry*>(buffer + at);
        at += entry->length;
        take_entry(fd, path, *entry, below);
      }
    }
  }

  void take_entry(int fd, const std::string& path, const Entry& entry, std::vector<std::string>& below) {
    const std::string_view name = entry.name;
    if (name == "." || name == "..") return;
    if (is_wanted_(name)) {
      result_.found.push_back(join_path(path, name));
      return;
    }
    struct stat facts {};
    const bool is_directory =
        entry.type == DT_DIR || (entry.type == DT_UNKNOWN &&
                                 ::fstatat(fd, entry.name, &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(facts.st_mode));
    if (is_directory) below.emplace_back(name);
  }

  NameTest is_wanted_;
  TreeSearch result_;
};

}  // namespace

TreeSearch search_tree(const std::string& root, NameTest is_wanted) {
  Search search(is_wanted);
  search.directory(AT_FDCWD, root.c_str(), root, 0);
  return search.take();
}

}  // namespace vg
