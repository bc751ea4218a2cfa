// SPDX-License-Identifier: Apache-2.0
#include "core/base/state_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <ctime>
#include <memory>

#include "core/base/path.h"

namespace vg {
namespace {

/// State below a directory that others may write is nobody's: they could swap the file at any moment.
Result<void> check_directory(const std::string& path) {
  struct stat st {};
  if (::stat(path.c_str(), &st) != 0) return fail_errno("cannot use the directory", path);
  if (!S_ISDIR(st.st_mode)) return fail("is not a directory", path, ENOTDIR);
  if (st.st_uid != ::geteuid() && st.st_uid != 0) return fail("the directory belongs to another user", path, EPERM);
  if ((st.st_mode & 022) != 0 && (st.st_mode & S_ISVTX) == 0)
    return fail("the directory is writable by others", path, EPERM);
  return {};
}

std::string utc(std::int64_t time, const char* format) {
  const std::time_t seconds = static_cast<std::time_t>(time);
  std::tm parts{};
  char buffer[64];
  if (::gmtime_r(&seconds, &parts) == nullptr) return "0000-00-00T00:00:00Z";
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"  // both formats stand below
  buffer[std::strftime(buffer, sizeof buffer, format, &parts)] = '\0';
#pragma GCC diagnostic pop
  return buffer;
}

}  // namespace

StateFile read_state_file(const std::string& path, std::size_t limit) {
  StateFile file;
  auto content = read_file(path, limit, Ownership::user);
  if (content) {
    file.exists = true;
    file.text = std::move(*content);
    return file;
  }
  if (content.error().errnum == ENOENT) return file;
  struct stat st {};
  file.exists = true;
  file.problem = content.error().message();
  file.may_be_set_aside = ::lstat(path.c_str(), &st) == 0 && S_ISREG(st.st_mode);
  return file;
}

Result<FileLock> lock_state_file(const std::string& path) {
  const std::string directory(dir_name(path));
  VG_CHECK(make_directories(directory, 0700));
  VG_CHECK(check_directory(directory));
  return FileLock::acquire(path + ".lock");
}

void remove_leftovers(const std::string& path) {
  const std::string prefix = std::string(base_name(path)) + ".new-";
  const std::string directory(dir_name(path));
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(directory.c_str()), ::closedir);
  if (!entries) return;
  while (const dirent* entry = ::readdir(entries.get()))
    if (std::string_view(entry->d_name).starts_with(prefix)) ::unlink(join_path(directory, entry->d_name).c_str());
}

namespace {

/// The file to write into before it takes the name: the one that had it before, where it is as we left it.
Result<UniqueFd> open_spare(const std::string& path, mode_t mode) {
  struct stat st {};
  UniqueFd fd(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW));
  if (fd && ::fstat(fd.get(), &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1 && st.st_uid == ::geteuid() &&
      (st.st_mode & 07777) == mode)
    return fd;
  VG_CHECK(remove_file(path));
  fd.reset(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!fd) return fail_errno("cannot create", path);
  if (::fchmod(fd.get(), mode) != 0) return fail_errno("cannot set mode", path);
  return fd;
}

}  // namespace

Result<void> exchange_file(const std::string& path, std::string_view content, mode_t mode) {
  struct stat st {};
  if (::lstat(path.c_str(), &st) != 0 || !S_ISREG(st.st_mode)) return replace_file(path, content, mode);
  const std::string spare = path + ".new-exchange";
  const UniqueFd fd = VG_TRY(open_spare(spare, mode));
  auto written = write_all(fd.get(), content);
  if (written && ::fstat(fd.get(), &st) == 0 && st.st_size > static_cast<off_t>(content.size()) &&
      ::ftruncate(fd.get(), static_cast<off_t>(content.size())) != 0)
    written = fail_errno("cannot shorten", spare);
  // Not every file system can exchange (NFS, older FUSE): EINVAL.
  if (written && ::renameat2(AT_FDCWD, spare.c_str(), AT_FDCWD, path.c_str(), RENAME_EXCHANGE) != 0 &&
      ::rename(spare.c_str(), path.c_str()) != 0)
    written = fail_errno("cannot replace", path);
  if (!written && written.error().where.empty()) written.error().where = path;
  return written;
}

Result<std::string> set_aside(const std::string& path, std::int64_t now) {
  struct stat st {};
  if (::lstat(path.c_str(), &st) != 0) return fail_errno("cannot keep aside", path);
  if (!S_ISREG(st.st_mode)) return fail("is not a regular file; move it away", path, EEXIST);
  const std::string wanted = path + ".bad-" + utc(now, "%Y%m%dT%H%M%SZ");
  std::string name = wanted;
  for (int i = 1; ::lstat(name.c_str(), &st) == 0; ++i) name = wanted + "-" + std::to_string(i);
  if (::rename(path.c_str(), name.c_str()) != 0) return fail_errno("cannot keep aside", path);
  return name;
}

std::string rfc3339(std::int64_t time) {
  return utc(time, "%Y-%m-%dT%H:%M:%SZ");
}

}  // namespace vg
