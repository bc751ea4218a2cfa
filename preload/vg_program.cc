// SPDX-License-Identifier: Apache-2.0
#include "preload/vg_program.h"

#include "preload/open_file.h"

namespace vg::preload {
namespace {

constexpr const char* places[] = {"vg", "../bin/vg", "../../bin/vg", "../../../bin/vg"};
constexpr Size longest_place = 16;
constexpr Size maps_buffer = 16384;  ///< a line of /proc/self/maps: 73 bytes and a path of at most PATH_MAX

/// The path on the line of /proc/self/maps that holds `wanted`. `line` is NUL-terminated; out: nullptr for another
/// line.
const char* path_in_line(const char* line, unsigned long wanted) {
  unsigned long bounds[2] = {0, 0};
  for (int i = 0; i < 2; ++i) {
    for (;; ++line) {
      const char c = *line;
      if (c >= '0' && c <= '9')
        bounds[i] = bounds[i] << 4 | static_cast<unsigned long>(c - '0');
      else if (c >= 'a' && c <= 'f')
        bounds[i] = bounds[i] << 4 | static_cast<unsigned long>(c - 'a' + 10);
      else
        break;
    }
    if (*line++ != (i == 0 ? '-' : ' ')) return nullptr;
  }
  if (wanted < bounds[0] || wanted >= bounds[1]) return nullptr;
  return find_char(line, '/');
}

/// Reads /proc/self/maps until the mapping of this code. Out: its path, in `buffer`, or nullptr.
char* find_own_path(Mapping& buffer) {
  const OpenFile maps("/proc/self/maps");
  if (!maps.ok() || !buffer) return nullptr;
  const auto here = reinterpret_cast<unsigned long>(&path_in_line);
  char* text = buffer.start();
  Size used = 0;
  for (;;) {
    const long n = sys_read(maps.fd(), text + used, buffer.size() - 1 - used);
    if (n == -EINTR) continue;
    if (n <= 0) return nullptr;
    used += static_cast<Size>(n);
    Size line = 0;
    for (Size end = 0; end < used; ++end) {
      if (text[end] != '\n') continue;
      text[end] = '\0';
      if (const char* path = path_in_line(text + line, here)) return text + (path - text);
      line = end + 1;
    }
    for (Size i = line; i < used; ++i) text[i - line] = text[i];
    used -= line;
  }
}

}  // namespace

VgProgram::VgProgram(unsigned uid) {
  Mapping buffer(maps_buffer);
  const char* library = find_own_path(buffer);
  if (library == nullptr) {
    why_not_ = "the place of libvg.so cannot be read from /proc/self/maps";
    return;
  }
  const Size directory_length = static_cast<Size>(last_component(library) - library);
  if (!find_beside(library, directory_length, uid)) why_not_ = "no usable vg belongs to the loaded libvg.so";
}

bool VgProgram::find_beside(const char* library, Size directory_length, unsigned uid) {
  const Size size = directory_length + longest_place;
  char* path = room_.reserve(size);
  if (path == nullptr) return false;
  for (const char* place : places) {
    TextWriter writer(path, size);
    struct stat st;
    if (!writer.add(library, directory_length).add(place).ok()) continue;
    if (sys_fstatat(AT_FDCWD, path, &st, 0) != 0 || !S_ISREG(st.st_mode)) continue;
    if ((st.st_mode & 0111) == 0 || (st.st_mode & 02) != 0 || (st.st_uid != uid && st.st_uid != 0)) continue;
    path_ = path;
    device_ = st.st_dev;
    inode_ = st.st_ino;
    return true;
  }
  return false;
}

}  // namespace vg::preload
