// SPDX-License-Identifier: Apache-2.0
#include "core/run/device_tree.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>

#include "core/run/kernel_calls.h"
#include "core/run/mount_calls.h"

namespace vg {
namespace {

constexpr std::uint64_t no_programs = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC;
constexpr FileSystemOption public_directory[] = {{"mode", "0755"}, {nullptr, nullptr}};
// ptmxmode: everybody may open a new terminal; source: Linux Documentation/filesystems/devpts.rst.
constexpr FileSystemOption terminal_options[] = {{"ptmxmode", "0666"}, {"mode", "0620"}, {nullptr, nullptr}};

constexpr struct {
  const char* name;
  const char* target;
} links[] = {{"fd", "/proc/self/fd"},
             {"stdin", "/proc/self/fd/0"},
             {"stdout", "/proc/self/fd/1"},
             {"stderr", "/proc/self/fd/2"},
             {"ptmx", "pts/ptmx"}};

int make_empty_file(int directory, const char* name) {
  const int file = ::openat(directory, name, O_CREAT | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0444);
  if (file < 0) return errno;
  ::close(file);
  return 0;
}

/// Creates the file `name` in `tree` and puts `mount` over it.
int place_file(int mount, int tree, const char* name) {
  if (const int error = make_empty_file(tree, name)) return error;
  return attach_at(mount, tree, name);
}

}  // namespace

DeviceTree::DeviceTree(int terminal) : terminal_(terminal) {
  char name[PATH_MAX];
  if (terminal_ >= 0 && ::ttyname_r(terminal_, name, sizeof name) == 0) terminal_path_ = name;
  nodes_.fill(-1);
}

int DeviceTree::open_sources() {
  for (std::size_t i = 0; i < device_names.size(); ++i) {
    char path[32] = "/dev/";
    char* end = path + 5;
    for (const char* c = device_names[i]; *c != '\0'; ++c) *end++ = *c;
    nodes_[i] = clone_tree(path, Follow::no_symlinks);
    if (nodes_[i] < 0 && nodes_[i] != -ENOENT) return -nodes_[i];
  }
  if (terminal_path_.empty()) return 0;
  struct stat own {};
  struct stat found {};
  terminal_mount_ = clone_tree(terminal_path_.c_str(), Follow::no_symlinks);
  if (terminal_mount_ < 0) return 0;
  if (::fstat(terminal_, &own) == 0 && ::fstat(terminal_mount_, &found) == 0 && own.st_rdev == found.st_rdev) return 0;
  ::close(terminal_mount_);
  terminal_mount_ = -1;
  return 0;
}

int DeviceTree::fill(int tree) const {
  for (std::size_t i = 0; i < device_names.size(); ++i) {
    if (nodes_[i] < 0) continue;
    if (const int error = place_file(nodes_[i], tree, device_names[i])) return error;
    ::close(nodes_[i]);
  }
  if (terminal_mount_ >= 0) {
    if (const int error = place_file(terminal_mount_, tree, "console")) return error;
    ::close(terminal_mount_);
  }
  for (const auto& link : links)
    if (::symlinkat(link.target, tree, link.name) != 0) return errno;
  if (::mkdirat(tree, "shm", 01777) != 0 || ::mkdirat(tree, "pts", 0755) != 0) return errno;
  const int terminals = make_file_system("devpts", terminal_options, no_programs);
  if (terminals < 0) return -terminals;
  const int error = attach_at(terminals, tree, "pts");
  ::close(terminals);
  return error;
}

int DeviceTree::attach(int root) {
  // shm is a directory of this file system, which saves a mount; so it cannot be noexec (JITs map shm executable).
  const int tree = make_file_system("tmpfs", public_directory, MOUNT_ATTR_NOSUID);
  if (tree < 0) return -tree;
  int error = attach_at(tree, root, "/dev");
  if (error == 0) error = fill(tree);
  ::close(tree);
  return error;
}

RunTree::RunTree(uid_t uid, bool keep_resolver) : user_directory_("user/" + std::to_string(uid)) {
  struct stat facts {};
  exists_ = ::stat("/run", &facts) == 0 && S_ISDIR(facts.st_mode);
  var_run_is_directory_ = ::lstat("/var/run", &facts) == 0 && S_ISDIR(facts.st_mode);
  char target[PATH_MAX];
  // Where NixOS keeps the links to its system profile; the profile itself is not below /run.
  for (const char* name : {"booted-system", "current-system", "opengl-driver"}) {
    const ssize_t length = ::readlink((std::string("/run/") + name).c_str(), target, sizeof target);
    if (length > 0) links_.emplace_back(name, std::string(target, static_cast<std::size_t>(length)));
  }
  if (!keep_resolver || ::realpath("/etc/resolv.conf", target) == nullptr) return;
  const std::string resolved = target;
  if (resolved.starts_with("/run/")) resolver_ = resolved.substr(5);
}

int RunTree::open_sources() {
  if (resolver_.empty()) return 0;
  resolver_mount_ = clone_tree("/etc/resolv.conf", Follow::symlinks);
  if (resolver_mount_ < 0) return resolver_mount_ == -ENOENT ? 0 : -resolver_mount_;
  return change_mount(resolver_mount_, MOUNT_ATTR_RDONLY | no_programs | MOUNT_ATTR_NODEV, 0);
}

int RunTree::fill(int tree) const {
  if (::mkdirat(tree, "lock", 01777) != 0 || ::mkdirat(tree, "user", 0755) != 0) return errno;
  if (::mkdirat(tree, user_directory_.c_str(), 0700) != 0) return errno;
  for (const auto& [name, target] : links_)
    if (::symlinkat(target.c_str(), tree, name.c_str()) != 0) return errno;
  if (resolver_mount_ < 0) return 0;
  char path[PATH_MAX];
  std::size_t length = 0;
  for (const char c : resolver_) {
    path[length] = '\0';
    if (c == '/' && ::mkdirat(tree, path, 0755) != 0 && errno != EEXIST) return errno;
    path[length++] = c;
  }
  path[length] = '\0';
  const int error = place_file(resolver_mount_, tree, path);
  ::close(resolver_mount_);
  return error;
}

int RunTree::attach(int root) {
  if (!exists_) return 0;
  const int tree = make_file_system("tmpfs", public_directory, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
  if (tree < 0) return -tree;
  int error = attach_at(tree, root, "/run");
  if (error == 0) error = fill(tree);
  if (error == 0 && var_run_is_directory_) {
    const int copy = clone_tree_at(tree);
    error = copy < 0 ? -copy : attach_at(copy, root, "/var/run");
    close_if_open(copy);
  }
  ::close(tree);
  return error;
}

int BlankTree::make(int root) {
  tree_ = make_file_system("tmpfs", public_directory, no_programs | MOUNT_ATTR_NODEV);
  if (tree_ < 0) return -tree_;
  if (const int error = make_empty_file(tree_, "file")) return error;
  if (::mkdirat(tree_, "directory", 0555) != 0) return errno;
  // Before Linux 6.15, open_tree(2) copies from attached mounts only.
  return attach_at(tree_, root, "/dev");
}

int BlankTree::add_link(std::size_t number, const char* text) const {
  char name[24];
  std::snprintf(name, sizeof name, "%zu", number);
  return ::symlinkat(text, tree_, name) == 0 ? 0 : errno;
}

int BlankTree::add_text(const char* content, std::size_t length) const {
  const int file = ::openat(tree_, "text", O_CREAT | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0444);
  if (file < 0) return errno;
  const ssize_t written = ::write(file, content, length);
  const int error = written < 0 ? errno : 0;
  ::close(file);
  return error != 0 || static_cast<std::size_t>(written) == length ? error : ENOSPC;
}

int BlankTree::seal() const {
  return change_mount(tree_, MOUNT_ATTR_RDONLY, 0);
}

int BlankTree::copy(const char* name, unsigned flags) const {
  const int mount = ::open_tree(tree_, name, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | flags);
  return mount < 0 ? -errno : mount;
}

int BlankTree::directory() const {
  return copy("directory", 0);
}

int BlankTree::link(std::size_t number) const {
  char name[24];
  std::snprintf(name, sizeof name, "%zu", number);
  return copy(name, AT_SYMLINK_NOFOLLOW);
}

int BlankTree::file() const {
  return copy("file", 0);
}

int BlankTree::text() const {
  return copy("text", 0);
}

}  // namespace vg
