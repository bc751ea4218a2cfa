// SPDX-License-Identifier: Apache-2.0
#include "preload/target.h"

#include "preload/program_header.h"

namespace vg::preload {
namespace {

constexpr int execute = 1;  ///< X_OK, unistd.h

bool may_execute(int directory, const char* path, int flags) {
  const long answer = sys_faccessat2(directory, path, execute, AT_EACCESS | flags);
  if (answer != -ENOSYS && answer != -EINVAL) return answer == 0;
  // Before Linux 5.8 only the real user can be asked about, and not by descriptor alone.
  if (path[0] == '\0') return true;
  return sys_faccessat(directory, path, execute) == 0;
}

/// The kernel says ENOENT or EACCES where the interpreter cannot be executed.
bool has_interpreter(ProgramHeader& header) {
  const char* interpreter = header.cut_interpreter();
  return interpreter[0] != '\0' && sys_faccessat(AT_FDCWD, interpreter, execute) == 0;
}

}  // namespace

Target inspect_target(int directory, const char* path, int flags) {
  Target target;
  if (path == nullptr || sys_fstatat(directory, path, &target.st, flags) != 0) return target;
  if (!S_ISREG(target.st.st_mode) || !may_execute(directory, path, flags)) return target;
  target.is_executable = true;

  // A descriptor is opened anew: it may be O_PATH, and its offset belongs to the program.
  char link[48];
  const bool by_descriptor = path[0] == '\0';
  if (by_descriptor) TextWriter(link, sizeof link).add("/proc/self/fd/").add_number(static_cast<unsigned>(directory));
  const OpenFile file(by_descriptor ? AT_FDCWD : directory, by_descriptor ? link : path);
  ProgramHeader header(file);
  // A program that may be executed but not read (mode 0711) is judged all the same.
  target.is_runnable = !header.is_readable() || header.is_elf() || (header.is_script() && has_interpreter(header));
  return target;
}

}  // namespace vg::preload
