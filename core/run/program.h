// SPDX-License-Identifier: Apache-2.0
/// Finding and executing a program as execvpe(3) does, prepared so that the last part allocates nothing.
#pragma once

#include <string>
#include <vector>

#include "core/base/outcome.h"
#include "core/plan/plan.h"

namespace vg {

/// Everything execve(2) needs, for every place the program may be in.
/// Source: POSIX exec, glibc posix/execvpe.c for which errors end the search.
class Program {
 public:
  /// `plan` must outlive the result.
  explicit Program(const Plan& plan);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// Tries the places in order; comes back only if none could be executed. Allocates nothing.
  /// Out: errno of the failure that counts: of a file that was found, before that of one that was not.
  int execute() const;

  /// How a failed execute() reads: not_found (ENOENT and its kin) or not_runnable.
  static Outcome failure(const Plan& plan, int errnum);

 private:
  int execute_one(const char* path) const;

  std::vector<std::string> candidates_;
  std::vector<char*> argv_;
  std::vector<char*> environment_;
  mutable std::vector<char*> shell_argv_;  ///< /bin/sh PATH argv[1]...: for a script without "#!"
};

}  // namespace vg
