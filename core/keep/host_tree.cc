// SPDX-License-Identifier: Apache-2.0
#include "core/keep/host_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "core/base/resolved_open.h"
#include "core/base/unique_fd.h"
#include "core/keep/file_state.h"

namespace vg {
namespace {

constexpr std::size_t most_entries = 500'000;

UniqueFd open_regular(int directory, const std::string& name) {
  UniqueFd file(::openat(directory, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return UniqueFd();
  return file;
}

}  // namespace

bool is_tree_older(int directory, const std::string& name, std::int64_t since) {
  std::vector<std::string> waiting{name};
  std::size_t seen = 0;
  while (!waiting.empty()) {
    const std::string path = std::move(waiting.back());
    waiting.pop_back();
    const int fd =
        open_resolved(directory, path.c_str(), O_RDONLY | O_DIRECTORY, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(fd < 0 ? nullptr : ::fdopendir(fd), ::closedir);
    struct stat status {};
    if (!entries || ::fstat(fd, &status) != 0 || state_from(status).changed >= since) return false;
    while (const dirent* entry = ::readdir(entries.get())) {
      const std::string_view child = entry->d_name;
      if (child == "." || child == "..") continue;
      const FileState state = state_at(fd, entry->d_name);
      if (++seen > most_entries || !state.exists() || state.changed >= since) return false;
      if (state.is_directory()) waiting.push_back(path + "/" + std::string(child));
    }
  }
  return true;
}

bool is_same_content(int directory, const std::string& name, int other_directory, const std::string& other_name) {
  const UniqueFd one = open_regular(directory, name);
  const UniqueFd other = open_regular(other_directory, other_name);
  if (!one || !other) return false;
  struct stat here {};
  struct stat there {};
  if (::fstat(one.get(), &here) != 0 || ::fstat(other.get(), &there) != 0 || here.st_size != there.st_size)
    return false;
  return is_same_range(one.get(), 0, other.get(), 0, static_cast<std::uint64_t>(here.st_size));
}

bool is_same_range(int one, std::uint64_t one_offset, int other, std::uint64_t other_offset, std::uint64_t size) {
  constexpr std::size_t piece = 128 << 10;
  const auto here = std::make_unique_for_overwrite<char[]>(piece);
  const auto there = std::make_unique_for_overwrite<char[]>(piece);
  for (std::uint64_t at = 0; at < size;) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(piece, size - at));
    const ssize_t length = ::pread(one, here.get(), wanted, static_cast<off_t>(one_offset + at));
    if (length <= 0) return false;
    const auto have = static_cast<std::size_t>(length);
    if (::pread(other, there.get(), have, static_cast<off_t>(other_offset + at)) != length) return false;
    if (std::memcmp(here.get(), there.get(), have) != 0) return false;
    at += have;
  }
  return true;
}

}  // namespace vg
