// SPDX-License-Identifier: Apache-2.0
#include "preload/runtime_directory.h"

#include "preload/open_file.h"

namespace vg::preload {
namespace {

constexpr Size passwd_limit = 4 << 20;  ///< as in core/base/state_paths.cc

/// The start of field `number` (from 0) of the line, or nullptr.
const char* field_of(const char* line, int number) {
  for (; number > 0; --number) {
    while (*line != ':' && *line != '\n' && *line != '\0') ++line;
    if (*line != ':') return nullptr;
    ++line;
  }
  return line;
}

}  // namespace

bool find_home(const char* passwd, unsigned uid, TextWriter& writer) {
  for (const char* line = passwd; *line != '\0';) {
    const char* home = field_of(line, 5);
    const char* number = field_of(line, 2);
    unsigned long long value = 0;
    if (home != nullptr && read_number(number, value) && *number == ':' && value == uid) {
      Size size = 0;
      while (home[size] != ':' && home[size] != '\n' && home[size] != '\0') ++size;
      return size != 0 && home[0] == '/' && writer.add(home, size).ok();
    }
    while (*line != '\n' && *line != '\0') ++line;
    if (*line == '\n') ++line;
  }
  return false;
}

bool find_runtime_directory(unsigned uid, TextWriter& writer) {
  char run_user[48];
  TextWriter(run_user, sizeof run_user).add("/run/user/").add_number(uid);
  struct stat st;
  if (sys_fstatat(AT_FDCWD, run_user, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode) && st.st_uid == uid &&
      (st.st_mode & 077) == 0)
    return writer.add(run_user).add("/vectra-guard").ok();

  const OpenFile passwd("/etc/passwd");
  if (!passwd.ok() || sys_fstat(passwd.fd(), &st) != 0 || !S_ISREG(st.st_mode)) return false;
  const Size size = static_cast<Size>(st.st_size);
  if (st.st_size <= 0 || size > passwd_limit) return false;
  const Mapping text(size + 1);  // zeroed, so the text is NUL-terminated
  if (!text || passwd.read(text.start(), size) <= 0) return false;
  return find_home(text.start(), uid, writer) && writer.add("/.vectra-guard/run").ok();
}

}  // namespace vg::preload
