// SPDX-License-Identifier: Apache-2.0
#include "core/run/put_back.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <memory>

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/text.h"
#include "core/run/kernel_calls.h"

namespace vg {
namespace {

constexpr std::size_t most_bytes = std::size_t{16} << 20;
constexpr std::size_t bytes_of_an_entry = 1024;  ///< so that many small entries count as well

/// The directory that holds `path`, no component a symlink; what stands in its way is taken away.
UniqueFd parent_of(const std::string& path, HeldFiles& held) {
  UniqueFd directory(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
  std::size_t at = 1;
  for (std::size_t slash = path.find('/', at); slash != std::string::npos; slash = path.find('/', at)) {
    const std::string name = path.substr(at, slash - at);
    constexpr std::uint64_t here = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
    int next = open_resolved(directory.get(), name.c_str(), O_PATH | O_DIRECTORY, here);
    if (next < 0) {
      held.take(path.substr(0, slash));
      ::mkdirat(directory.get(), name.c_str(), 0755);
      next = open_resolved(directory.get(), name.c_str(), O_PATH | O_DIRECTORY, here);
    }
    if (next < 0) return {};
    directory.reset(next);
    at = slash + 1;
  }
  return directory;
}

}  // namespace

Result<void> PutBack::read(const std::string& path, Tree& tree, std::size_t& budget) {
  struct stat facts {};
  if (::lstat(path.c_str(), &facts) != 0) {
    if (errno != ENOENT && errno != ENOTDIR) return fail_errno("cannot read '" + visible(path) + "'");
    tree.push_back({path, 0, {}});
    return {};
  }
  Entry entry{path, facts.st_mode, {}};
  if (S_ISREG(facts.st_mode)) {
    entry.text = VG_TRY(read_file(path, budget));
  } else if (S_ISLNK(facts.st_mode)) {
    char text[PATH_MAX];
    const ssize_t length = ::readlink(path.c_str(), text, sizeof text);
    if (length > 0) entry.text.assign(text, static_cast<std::size_t>(length));
  }
  const std::size_t cost = entry.text.size() + bytes_of_an_entry;
  if (cost > budget) return fail("'" + visible(path) + "' is too large to be put back");
  budget -= cost;
  tree.push_back(std::move(entry));
  if (!S_ISDIR(facts.st_mode)) return {};
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()), ::closedir);
  if (!directory) return fail_errno("cannot read '" + visible(path) + "'");
  std::vector<std::string> names;
  while (const dirent* found = ::readdir(directory.get())) names.emplace_back(found->d_name);
  std::sort(names.begin(), names.end());
  for (const std::string& name : names)
    if (name != "." && name != "..") VG_CHECK(read(join_path(path, name), tree, budget));
  return {};
}

Result<PutBack> PutBack::remember(const std::vector<std::string>& paths) {
  PutBack out;
  std::size_t budget = most_bytes;
  for (const std::string& path : paths) VG_CHECK(read(path, out.trees_.emplace_back(), budget));
  return out;
}

bool PutBack::make(const Tree& tree, HeldFiles& held) {
  bool is_whole = true;
  for (const Entry& entry : tree) {
    if (entry.mode == 0) continue;
    const UniqueFd parent = parent_of(entry.path, held);
    const std::string name(base_name(entry.path));
    const mode_t mode = entry.mode & 07777;
    bool is_made = false;
    if (S_ISDIR(entry.mode)) {
      is_made = parent && ::mkdirat(parent.get(), name.c_str(), mode) == 0;
    } else if (S_ISLNK(entry.mode)) {
      is_made = parent && ::symlinkat(entry.text.c_str(), parent.get(), name.c_str()) == 0;
    } else if (S_ISREG(entry.mode) && parent) {
      const UniqueFd file(
          ::openat(parent.get(), name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, mode));
      is_made = file && write_all(file.get(), entry.text) && ::fchmod(file.get(), mode) == 0;
    }
    is_whole = is_whole && is_made;
  }
  return is_whole;
}

std::vector<std::string> PutBack::finish(HeldFiles& held) const {
  std::string names;
  for (const Tree& before : trees_) {
    Tree now;
    std::size_t budget = 2 * most_bytes;
    const std::string& path = before.front().path;
    // What cannot be read or is larger than it was differs.
    if (read(path, now, budget) && now == before) continue;
    // A parent that was made a symlink must not lead the way.
    const UniqueFd parent = parent_of(path, held);
    struct stat facts {};
    if (parent && ::fstatat(parent.get(), std::string(base_name(path)).c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0)
      held.take(path);
    names += (names.empty() ? "" : ", ") + visible(path);
    if (!make(before, held)) names += " (in part only: look at it)";
  }
  if (names.empty()) return {};
  return {"put back as before, because programs outside the sandbox obey it: " + names +
          "; what was written there is kept in " + held.directory()};
}

}  // namespace vg
