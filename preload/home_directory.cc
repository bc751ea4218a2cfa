// SPDX-License-Identifier: Apache-2.0
#include "preload/home_directory.h"

#include "preload/open_file.h"

namespace vg::preload {
namespace {

constexpr Size most_users = 64 << 10;  ///< Unit: bytes
constexpr Size path_limit = 4096;      ///< PATH_MAX, limits.h

/// The number in front of ':', or more than any user has.
unsigned long user_number(const char* text) {
  constexpr unsigned long none = ~0ul;
  unsigned long value = 0;
  if (*text == ':') return none;
  for (; *text != ':'; ++text) {
    if (*text < '0' || *text > '9' || value > 0xffffffffUL) return none;
    value = value * 10 + static_cast<unsigned long>(*text - '0');
  }
  return value;
}

/// The home in one line of passwd(5), ended with NUL in place; nullptr where the line is another user's, or none.
char* home_in_line(char* line, unsigned uid) {
  constexpr int before_number = 2, before_home = 5, colons = 6;
  char* number = nullptr;
  char* home = nullptr;
  int seen = 0;
  for (char* at = line; *at != '\0'; ++at) {
    if (*at != ':') continue;
    ++seen;
    if (seen == before_number) number = at + 1;
    if (seen == before_home) home = at + 1;
    if (seen != colons) continue;
    if (user_number(number) != uid) return nullptr;
    *at = '\0';
    return *home == '/' ? home : nullptr;
  }
  return nullptr;
}

}  // namespace

HomeDirectory::HomeDirectory(unsigned uid) {
  if (!room_.reset(most_users + path_limit)) return;
  char* const users = room_.start();
  char* const resolved = users + most_users;
  const OpenFile file("/etc/passwd");
  const long size = file.ok() ? file.read(users, most_users - 1) : -1;
  if (size <= 0) return;
  users[size] = '\0';
  const char* home = nullptr;
  for (char* line = users; home == nullptr && *line != '\0';) {
    char* end = line;
    while (*end != '\0' && *end != '\n') ++end;
    if (*end == '\0') return;  // cut off, or unfinished
    *end = '\0';
    home = home_in_line(line, uid);
    line = end + 1;
  }
  if (home == nullptr) return;
  // A working directory has its real name; the home may be reached through links.
  const OpenFile directory(home, O_PATH | O_DIRECTORY);
  char name[40];
  if (!directory.ok() || !TextWriter(name, sizeof name)
                              .add("/proc/self/fd/")
                              .add_number(static_cast<unsigned long long>(directory.fd()))
                              .ok())
    return;
  const long used = sys_readlink(name, resolved, path_limit - 1);
  if (used <= 0 || static_cast<Size>(used) >= path_limit - 1 || resolved[0] != '/') return;
  resolved[used] = '\0';
  path_ = resolved;
}

}  // namespace vg::preload
