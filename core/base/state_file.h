// SPDX-License-Identifier: Apache-2.0
/// The small files of the guard's state (trust.json, pending.json, metrics.json): read with suspicion, changed by one
/// writer at a time, and never thrown away when they turn out to be damaged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/file.h"
#include "core/base/result.h"

namespace vg {

/// What stands where a state file should be.
struct StateFile {
  bool exists = false;
  std::string text;              ///< the content, empty where it is missing or was not believed
  std::string problem;           ///< why it is not believed; empty where it is, or where it is missing
  bool may_be_set_aside = true;  ///< false: no regular file (directory, FIFO, symlink …): somebody must look at it

  bool is_believed() const { return problem.empty(); }
};

/// Reads `path` where it is a regular file of this user (or root) that nobody else can write. Never blocks, never
/// fails: what is wrong is in `problem`.
StateFile read_state_file(const std::string& path, std::size_t limit);

/// The right to change `path`, until destroyed: the directory exists (made 0700 where missing), no other writer is at
/// it. Errors: the directory cannot be made, belongs to another user or can be written by others.
Result<FileLock> lock_state_file(const std::string& path);

/// Removes what writers that were killed left beside `path`. Call only under its lock.
void remove_leftovers(const std::string& path);

/// replace_file() for what changes with every command, under its lock. Renaming over a file makes ext4 write the new
/// one out at once (auto_da_alloc, ext4(5)), and freeing the old one waits for the disk where it is mounted with
/// `discard`: milliseconds each. So the two exchange their names, and the old one stays beside it, to be written into
/// next time: what a slow reader without the lock makes no sense of, it reads again. After a power failure within half
/// a minute the file may be empty; against kill -9 it is as safe.
Result<void> exchange_file(const std::string& path, std::string_view content, mode_t mode);

/// Moves a file that is not believed to `path`.bad-TIME, so that nothing is lost. Out: its new name.
/// Errors: it is no regular file, or cannot be renamed.
Result<std::string> set_aside(const std::string& path, std::int64_t now);

/// `time` as RFC 3339 in UTC, "2026-01-31T12:00:00Z". Unit: seconds since the epoch.
std::string rfc3339(std::int64_t time);

}  // namespace vg
