// SPDX-License-Identifier: Apache-2.0
#include "core/run/mount_points.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

#include "core/base/unique_fd.h"

namespace vg {
namespace {

bool is_octal(char c) {
  return c >= '0' && c <= '7';
}

std::string unescaped(std::string_view field) {
  std::string out;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] == '\\' && i + 3 < field.size() && is_octal(field[i + 1]) && is_octal(field[i + 2]) &&
        is_octal(field[i + 3])) {
      out += static_cast<char>((field[i + 1] - '0') * 64 + (field[i + 2] - '0') * 8 + (field[i + 3] - '0'));
      i += 3;
    } else {
      out += field[i];
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> mount_points_in(const std::string& text) {
  std::vector<std::string> found;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    for (int field = 1; field < 5; ++field) {
      const std::size_t blank = line.find(' ');
      line.remove_prefix(blank == std::string_view::npos ? line.size() : blank + 1);
    }
    if (!line.empty()) found.push_back(unescaped(line.substr(0, line.find(' '))));
  }
  return found;
}

std::vector<std::string> read_mount_points() {
  const UniqueFd file(::open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC));
  std::string text;
  char part[16384];
  ssize_t length = 0;
  while (file && (length = ::read(file.get(), part, sizeof part)) > 0)
    text.append(part, static_cast<std::size_t>(length));
  return mount_points_in(text);
}

bool has_mount_below(const std::vector<std::string>& mount_points, const std::string& directory) {
  const std::string prefix = directory + "/";
  return std::any_of(mount_points.begin(), mount_points.end(),
                     [&](const std::string& point) { return point.starts_with(prefix); });
}

}  // namespace vg
