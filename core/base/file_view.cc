// SPDX-License-Identifier: Apache-2.0
#include "core/base/file_view.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <set>

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/unique_fd.h"

namespace vg {
namespace {

bool is_owned_by_root_throughout(std::string path) {
  for (;;) {
    struct stat st {};
    if (::stat(path.c_str(), &st) != 0 || st.st_uid != 0) return false;
    if ((st.st_mode & 022) != 0 && !(S_ISDIR(st.st_mode) && (st.st_mode & S_ISVTX) != 0)) return false;
    if (path == "/") return true;
    path = dir_name(path);
  }
}

/// How many steps a path may take: directories that do not exist, and links. Linux itself follows 40 links.
constexpr int most_steps = 200;

std::optional<std::string> link_target(const std::string& path) {
  struct stat st {};
  if (::lstat(path.c_str(), &st) != 0 || !S_ISLNK(st.st_mode)) return std::nullopt;
  char target[PATH_MAX];
  const ssize_t length = ::readlink(path.c_str(), target, sizeof target);
  if (length <= 0) return std::nullopt;
  const std::string text(target, static_cast<std::size_t>(length));
  // Not normalised: ".." behind a link leaves the directory the link leads to.
  return text.front() == '/' ? text : join_path(dir_name(path), text);
}

/// In: `parent_is_real`: everything before the last name is resolved already.
std::optional<std::string> follow(const std::string& path, bool parent_is_real, int& steps) {
  if (path.empty() || path.front() != '/' || ++steps > most_steps) return std::nullopt;
  char buffer[PATH_MAX];
  if (::realpath(path.c_str(), buffer) != nullptr) return std::string(buffer);
  if (errno != ENOENT) return std::nullopt;
  // A dangling symlink says where a write would land only through its own target.
  if (const auto target = link_target(path)) return follow(*target, false, steps);
  if (parent_is_real) return path;
  auto parent = follow(std::string(dir_name(path)), false, steps);
  if (!parent) return std::nullopt;
  const std::string_view name = base_name(path);
  if (name == ".") return parent;
  if (name == "..") return std::string(dir_name(*parent));
  // What lies behind ".." of a missing directory may exist, and may be a link.
  const std::string next = join_path(*parent, name);
  return next == path ? next : follow(next, true, steps);
}

}  // namespace

std::optional<std::string> HostFileView::resolve(const std::string& path) const {
  int steps = 0;
  return follow(path, false, steps);
}

std::optional<FileFacts> HostFileView::facts(const std::string& path) const {
  struct stat st {};
  if (::stat(path.c_str(), &st) != 0) return std::nullopt;
  return FileFacts{.is_directory = S_ISDIR(st.st_mode),
                   .is_regular = S_ISREG(st.st_mode),
                   .is_executable = ::access(path.c_str(), X_OK) == 0,
                   .owner = st.st_uid,
                   .inode = st.st_ino,
                   .changed_ns = static_cast<std::int64_t>(st.st_ctim.tv_sec) * 1'000'000'000 + st.st_ctim.tv_nsec};
}

bool HostFileView::is_system_owned(const std::string& path) const {
  const auto real = resolve(path);
  return real && is_owned_by_root_throughout(*real);
}

Result<std::string> HostFileView::read(const std::string& path, std::size_t limit) const {
  return read_file_following(path, limit);
}

std::optional<bool> HostFileView::has_shebang(const std::string& path) const {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  char begin[2] = {};
  if (!fd) return std::nullopt;
  const ssize_t length = ::pread(fd.get(), begin, sizeof begin, 0);
  if (length < 0) return std::nullopt;
  return length == 2 && begin[0] == '#' && begin[1] == '!';
}

std::vector<std::string> HostFileView::list(const std::string& path) const {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()), ::closedir);
  if (!directory) return names;
  while (const dirent* entry = ::readdir(directory.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

TreeSearch HostFileView::search(const std::string& root, NameTest is_wanted) const {
  return search_tree(root, is_wanted);
}

std::optional<std::string> FakeFileView::resolve(const std::string& path) const {
  std::string current = "/";
  std::string rest = path;
  for (int hops = 0; !rest.empty();) {
    const std::size_t slash = rest.find('/');
    const std::string name = rest.substr(0, slash);
    rest = slash == std::string::npos ? std::string() : rest.substr(slash + 1);
    if (name.empty() || name == ".") continue;
    if (name == "..") {
      current = dir_name(current);
      continue;
    }
    current = join_path(current, name);
    const auto link = links.find(current);
    if (link == links.end()) continue;
    if (++hops > 40) return std::nullopt;
    rest = link->second + "/" + rest;
    current = "/";
  }
  return current;
}

std::optional<FileFacts> FakeFileView::facts(const std::string& path) const {
  const auto real = resolve(path);
  if (!real) return std::nullopt;
  if (files.contains(*real))
    return FileFacts{.is_regular = true, .is_executable = real->find("/bin/") != std::string::npos, .owner = owner};
  for (const auto& [name, content] : files)
    if (is_at_or_below(name, *real)) return FileFacts{.is_directory = true, .is_executable = true, .owner = owner};
  return std::nullopt;
}

bool FakeFileView::is_system_owned(const std::string& path) const {
  const auto real = resolve(path);
  return real && (real->starts_with("/usr/") || real->starts_with("/bin/") || real->starts_with("/sbin/"));
}

Result<std::string> FakeFileView::read(const std::string& path, std::size_t limit) const {
  const auto real = resolve(path);
  if (!real || !files.contains(*real)) return fail("cannot open", path, ENOENT);
  const std::string& content = files.at(*real);
  if (content.size() > limit) return fail("larger than " + std::to_string(limit) + " bytes", path, EFBIG);
  return content;
}

std::optional<bool> FakeFileView::has_shebang(const std::string& path) const {
  const auto real = resolve(path);
  if (!real || !files.contains(*real)) return std::nullopt;
  return files.at(*real).starts_with("#!");
}

std::vector<std::string> FakeFileView::list(const std::string& path) const {
  std::set<std::string> names;
  const auto add = [&](const std::string& entry) {
    if (entry == path || !is_at_or_below(entry, path)) return;
    const std::string below = entry.substr(path == "/" ? 1 : path.size() + 1);
    names.insert(below.substr(0, below.find('/')));
  };
  for (const auto& [name, content] : files) add(name);
  for (const auto& [name, target] : links) add(name);
  return {names.begin(), names.end()};
}

TreeSearch FakeFileView::search(const std::string& root, NameTest is_wanted) const {
  std::set<std::string> found;
  const auto consider = [&](const std::string& path) {
    if (path == root || !is_at_or_below(path, root)) return;
    for (std::size_t at = root.size(); at != std::string::npos && at < path.size();) {
      const std::size_t end = path.find('/', at + 1);
      if (is_wanted(std::string_view(path).substr(at + 1, end == std::string::npos ? end : end - at - 1))) {
        found.insert(path.substr(0, end));
        return;
      }
      at = end;
    }
  };
  for (const auto& [name, content] : files) consider(name);
  for (const auto& [name, target] : links) consider(name);
  return {{found.begin(), found.end()}, true};
}

}  // namespace vg
