// SPDX-License-Identifier: Apache-2.0
#include "core/run/host_sockets.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "core/base/path.h"
#include "core/base/unique_fd.h"

namespace vg {
namespace {

/// A sandbox has these of its own.
constexpr std::string_view replaced[] = {"/dev", "/proc", "/run", "/var/run"};

bool is_visible_socket(const std::string& path) {
  struct stat facts {};
  const auto covers = [&](std::string_view directory) { return is_at_or_below(path, directory); };
  return std::none_of(std::begin(replaced), std::end(replaced), covers) && ::lstat(path.c_str(), &facts) == 0 &&
         S_ISSOCK(facts.st_mode);
}

}  // namespace

std::vector<std::string> socket_paths_in(std::string_view text) {
  constexpr int fields_before_path = 7;
  std::vector<std::string> paths;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    for (int field = 0; field < fields_before_path && !line.empty(); ++field) {
      line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
      line.remove_prefix(std::min(line.find(' '), line.size()));
    }
    if (line.size() > 1 && line[1] == '/') paths.push_back(normalize_path(line.substr(1), "/"));
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return paths;
}

std::vector<std::string> visible_host_sockets() {
  const UniqueFd file(::open("/proc/net/unix", O_RDONLY | O_CLOEXEC));
  std::string text;
  char part[16384];
  ssize_t length = 0;
  while (file && (length = ::read(file.get(), part, sizeof part)) > 0)
    text.append(part, static_cast<std::size_t>(length));
  std::vector<std::string> paths = socket_paths_in(text);
  std::erase_if(paths, [](const std::string& path) { return !is_visible_socket(path); });
  return paths;
}

}  // namespace vg
