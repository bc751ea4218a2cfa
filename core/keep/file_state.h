// SPDX-License-Identifier: Apache-2.0
/// What is written down of a file, to tell later whether it is still the same.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace vg {

struct FileState {
  std::uint32_t mode = 0;  ///< st_mode; 0: there is no such file
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified = 0;  ///< Unit: nanoseconds since 1970
  std::int64_t changed = 0;   ///< st_ctim, the same unit: no program can set it back

  bool exists() const { return mode != 0; }
  bool is_directory() const { return S_ISDIR(mode); }
  bool is_regular() const { return S_ISREG(mode); }
  bool is_link() const { return S_ISLNK(mode); }
  friend bool operator==(const FileState&, const FileState&) = default;
};

FileState state_from(const struct stat& status);

/// Of `name` in the directory behind `directory`, itself where it is a symlink. None where there is none.
FileState state_at(int directory, const std::string& name);

/// Now, by the clock that file times are taken from.
std::int64_t file_clock_now();

/// Eight numbers in hexadecimal, separated by blanks; and back. Errors: anything else.
std::string state_text(const FileState& facts);
Result<FileState> read_state(std::string_view text);

/// The digest (hexadecimal) of a regular file of at most `limit` bytes that is not changed while it is read; empty
/// otherwise. No symlink is followed.
std::string digest_at(int directory, const std::string& path, std::uint64_t limit);

}  // namespace vg
