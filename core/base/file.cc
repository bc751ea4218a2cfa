// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <thread>

#include "core/base/digest.h"
#include "core/base/path.h"

namespace vg {
namespace {

constexpr std::chrono::milliseconds lock_pause{1};

Result<void> check_regular(const struct stat& st, const std::string& path) {
  if (S_ISDIR(st.st_mode)) return fail("not a regular file", path, EISDIR);
  if (!S_ISREG(st.st_mode)) return fail("not a regular file", path, EINVAL);
  return {};
}

Result<std::string> open_and_read(const std::string& path, std::size_t limit, Ownership ownership, int flags) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | flags));
  if (!fd) return fail_errno("cannot open", path);
  if (ownership == Ownership::user) {
    struct stat st {};
    if (::fstat(fd.get(), &st) != 0) return fail_errno("cannot stat", path);
    VG_CHECK(check_regular(st, path));
    if (st.st_uid != ::geteuid() && st.st_uid != 0) return fail("belongs to another user", path, EPERM);
    if ((st.st_mode & 022) != 0) return fail("is writable by others", path, EPERM);
  }
  return read_open_file(fd.get(), path, limit);
}

}  // namespace

Result<std::string> read_open_file(int fd, const std::string& path, std::size_t limit) {
  struct stat st {};
  if (::fstat(fd, &st) != 0) return fail_errno("cannot stat", path);
  VG_CHECK(check_regular(st, path));
  std::string content;
  char buffer[16384];
  for (;;) {
    const ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno("cannot read", path);
    if (n == 0) return content;
    if (content.size() + static_cast<std::size_t>(n) > limit)
      return fail("larger than " + std::to_string(limit) + " bytes", path, EFBIG);
    content.append(buffer, static_cast<std::size_t>(n));
  }
}

Result<std::string> read_file(const std::string& path, std::size_t limit, Ownership ownership) {
  return open_and_read(path, limit, ownership, O_NOFOLLOW);
}

Result<std::string> read_file_following(const std::string& path, std::size_t limit) {
  return open_and_read(path, limit, Ownership::any, 0);
}

Result<void> write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno("cannot write");
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Result<void> replace_file(const std::string& path, std::string_view content, mode_t mode) {
  struct stat st {};
  if (::lstat(path.c_str(), &st) == 0 && !S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode))
    return fail("is not a regular file", path, EEXIST);

  const std::string temporary = path + ".new-" + random_code(8);
  UniqueFd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!fd) return fail_errno("cannot create", temporary);
  auto written = write_all(fd.get(), content);
  if (written && ::fchmod(fd.get(), mode) != 0) written = fail_errno("cannot set mode", temporary);
  if (written && ::rename(temporary.c_str(), path.c_str()) != 0) written = fail_errno("cannot replace", path);
  if (!written) {
    ::unlink(temporary.c_str());
    if (written.error().where.empty()) written.error().where = path;
  }
  return written;
}

Result<void> make_directories(const std::string& path, mode_t mode) {
  if (::mkdir(path.c_str(), mode) == 0 || errno == EEXIST) return {};
  if (errno != ENOENT) return fail_errno("cannot create directory", path);
  const std::string parent(dir_name(path));
  if (parent == path) return fail("cannot create directory", path, ENOENT);
  VG_CHECK(make_directories(parent, mode));
  if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST) return fail_errno("cannot create directory", path);
  return {};
}

Result<void> make_private_directory(const std::string& path) {
  VG_CHECK(make_directories(path, 0700));
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd) return fail_errno("cannot open directory", path);
  struct stat st {};
  if (::fstat(fd.get(), &st) != 0) return fail_errno("cannot stat", path);
  if (st.st_uid != ::geteuid()) return fail("belongs to another user", path, EPERM);
  if ((st.st_mode & 0777) != 0700 && ::fchmod(fd.get(), 0700) != 0) return fail_errno("cannot tighten the mode", path);
  return {};
}

Result<void> remove_file(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return fail_errno("cannot remove", path);
  return {};
}

Result<FileLock> FileLock::acquire(const std::string& path, std::chrono::milliseconds patience) {
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
  if (!fd) return fail_errno("cannot open the lock", path);
  // flock(2) knows no deadline, and a signal to interrupt it would be the caller's: so it is asked again and again.
  const auto end = std::chrono::steady_clock::now() + patience;
  while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return fail_errno("cannot lock", path);
    if (std::chrono::steady_clock::now() >= end) return fail("is locked by another process", path, ETIMEDOUT);
    std::this_thread::sleep_for(lock_pause);
  }
  return FileLock(std::move(fd));
}

}  // namespace vg
