// SPDX-License-Identifier: Apache-2.0
#include "core/keep/host_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

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

ssize_t read_fully(int file, char* buffer, std::size_t size) {
  std::size_t have = 0;
  while (have < size) {
    const ssize_t length = ::read(file, buffer + have, size - have);
    if (length < 0) return -1;
    if (length == 0) break;
    have += static_cast<std::size_t>(length);
  }
  return static_cast<ssize_t>(have);
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
  char here[32768];
  char there[32768];
  for (;;) {
    const ssize_t length = read_fully(one.get(), here, sizeof here);
    if (length < 0 || length != read_fully(other.get(), there, sizeof there)) return false;
    if (std::memcmp(here, there, static_cast<std::size_t>(length)) != 0) return false;
    if (length < static_cast<ssize_t>(sizeof here)) return true;
  }
}

}  // namespace vg
