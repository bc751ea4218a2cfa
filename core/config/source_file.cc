// SPDX-License-Identifier: Apache-2.0
#include "core/config/source_file.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/unique_fd.h"

namespace vg {
namespace {

/// File systems whose owner and content a user can make up: a FUSE server of his own, and the command line and
/// environment of a process that is not dumpable, which proc(5) shows as root's.
bool shows_real_owners(int fd) {
  struct statfs fs {};
  if (::fstatfs(fd, &fs) != 0) return false;
  return fs.f_type != FUSE_SUPER_MAGIC && fs.f_type != PROC_SUPER_MAGIC;
}

bool is_dangling_link(const std::string& path) {
  struct stat st {};
  return ::lstat(path.c_str(), &st) == 0 && S_ISLNK(st.st_mode);
}

}  // namespace

Result<std::optional<SourceFile>> read_source_file(const std::string& path, WrittenBy writer, uid_t uid) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) {
    const int error = errno;
    if (error == ENOENT && is_dangling_link(path))
      return fail("is a symbolic link to a file that does not exist", path);
    if (error == ENOENT || error == ENOTDIR) return std::optional<SourceFile>();
    return fail("cannot open", path, error);
  }
  struct stat st {};
  if (::fstat(fd.get(), &st) != 0) return fail_errno("cannot stat", path);
  if (S_ISREG(st.st_mode) && writer == WrittenBy::user_or_root) {
    if (st.st_uid != uid && st.st_uid != 0)
      return fail("belongs to another user: this configuration is not read", path);
    if ((st.st_mode & S_IWOTH) != 0) return fail("can be written by everybody: run chmod o-w on it", path);
  }
  SourceFile file;
  file.text = VG_TRY(read_open_file(fd.get(), path, config_file_limit));
  file.is_root_owned =
      uid != 0 && st.st_uid == 0 && (st.st_mode & (S_IWGRP | S_IWOTH)) == 0 && shows_real_owners(fd.get());
  return std::optional<SourceFile>(std::move(file));
}

Result<std::string> find_project_file(const std::string& directory) {
  if (directory.empty()) return std::string();
  for (std::string current = normalize_path(directory, "/");; current = dir_name(current)) {
    const std::string path = join_path(current, project_file_name);
    struct stat st {};
    if (::lstat(path.c_str(), &st) == 0) return path;
    // A directory that the caller cannot search has no project of theirs.
    if (errno != ENOENT && errno != ENOTDIR && errno != EACCES)
      return fail_errno("cannot look for a project configuration", path);
    if (current == "/") return std::string();
  }
}

}  // namespace vg
