// SPDX-License-Identifier: Apache-2.0
#include "preload/target.h"

#include "preload/open_file.h"
#include "preload/text.h"

namespace vg::preload {
namespace {

constexpr int execute = 1;         ///< X_OK, unistd.h
constexpr Size header_size = 256;  ///< the kernel looks at the first 256 bytes (BINPRM_BUF_SIZE, linux/binfmts.h)

bool may_execute(int directory, const char* path, int flags) {
  const long answer = sys_faccessat2(directory, path, execute, AT_EACCESS | flags);
  if (answer != -ENOSYS && answer != -EINVAL) return answer == 0;
  // Before Linux 5.8 only the real user can be asked about, and not by descriptor alone.
  if (path[0] == '\0') return true;
  return sys_faccessat(directory, path, execute) == 0;
}

/// Whether the interpreter named in the first line can be executed; the kernel says ENOENT or EACCES otherwise.
bool has_interpreter(char* line) {
  char* word = line + 2;
  while (*word == ' ' || *word == '\t') ++word;
  char* end = word;
  while (*end != '\0' && *end != '\n' && *end != ' ' && *end != '\t') ++end;
  *end = '\0';
  return *word != '\0' && sys_faccessat(AT_FDCWD, word, execute) == 0;
}

}  // namespace

Target inspect_target(int directory, const char* path, int flags) {
  Target target;
  if (path == nullptr || sys_fstatat(directory, path, &target.st, flags) != 0) return target;
  if (!S_ISREG(target.st.st_mode) || !may_execute(directory, path, flags)) return target;
  target.is_executable = true;

  char header[header_size + 1];
  // A descriptor is opened anew: it may be O_PATH, and its offset belongs to the program.
  char link[48];
  const bool by_descriptor = path[0] == '\0';
  if (by_descriptor) TextWriter(link, sizeof link).add("/proc/self/fd/").add_number(static_cast<unsigned>(directory));
  const OpenFile file(by_descriptor ? AT_FDCWD : directory, by_descriptor ? link : path);
  const long size = file.ok() ? file.read(header, header_size) : -file.error();
  if (size < 0) {
    // A program that may be executed but not read (mode 0711) is judged all the same.
    target.is_runnable = true;
    return target;
  }
  header[size] = '\0';
  if (size >= 4 && same_bytes(header, "\177ELF", 4)) target.is_runnable = true;
  if (size >= 2 && header[0] == '#' && header[1] == '!') target.is_runnable = has_interpreter(header);
  return target;
}

}  // namespace vg::preload
