// SPDX-License-Identifier: Apache-2.0
/// Reading and replacing files whose content or place may be hostile.
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/base/unique_fd.h"

namespace vg {

/// Who may own a file that is believed, and whether others may write it.
enum class Ownership {
  any,   ///< content is judged on its own
  user,  ///< owned by the effective user or root, not writable by group or others (the guard's own state)
};

/// The whole content of a regular file of at most `limit` bytes.
/// Opened O_NOFOLLOW|O_NONBLOCK: a symlink (last component), directory, FIFO, socket or device is an error, never a
/// hang. Errors: errnum ENOENT where the file does not exist (callers test this), ELOOP symlink, EFBIG too large, EPERM
/// ownership.
Result<std::string> read_file(const std::string& path, std::size_t limit, Ownership ownership = Ownership::any);

/// As read_file, but following symlinks (dotfile managers link configuration into place).
Result<std::string> read_file_following(const std::string& path, std::size_t limit);

/// The rest of an open regular file of at most `limit` bytes, for callers that look at the same file first.
/// In: `path` for messages. Errors: as read_file.
Result<std::string> read_open_file(int fd, const std::string& path, std::size_t limit);

/// Replaces `path` by `content` through a temporary file in the same directory and rename(2): readers see the old or
/// the new content, also after kill -9. The target itself is not followed if it is a symlink; it is replaced.
/// Errors: target is a directory or other non-regular file (EEXIST), directory missing or not writable, disk full.
Result<void> replace_file(const std::string& path, std::string_view content, mode_t mode);

/// Creates `path` and its parents below an existing directory, each new one with `mode`.
Result<void> make_directories(const std::string& path, mode_t mode);

/// Makes sure `path` is a directory of the effective user that nobody else may enter (0700): created where missing,
/// tightened where the mode is wider. Errors: it is something else, or belongs to another user.
Result<void> make_private_directory(const std::string& path);

/// Removes the file; one that does not exist is no error.
Result<void> remove_file(const std::string& path);

/// How long a lock is waited for. Its holders need milliseconds: who has it for longer is stopped, or stuck.
inline constexpr std::chrono::milliseconds lock_patience{5000};

/// An exclusive flock(2) on `path` (created 0600), held until destroyed. The kernel releases it on kill -9.
/// Errors: errnum ETIMEDOUT where another process keeps it for longer than `patience`.
class FileLock {
 public:
  static Result<FileLock> acquire(const std::string& path, std::chrono::milliseconds patience = lock_patience);

 private:
  explicit FileLock(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

/// Writes all of `bytes`, going on after short writes and EINTR.
Result<void> write_all(int fd, std::string_view bytes);

}  // namespace vg
