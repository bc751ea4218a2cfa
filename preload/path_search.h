// SPDX-License-Identifier: Apache-2.0
/// The search of execvp(3) as glibc does it. Source: glibc 2.36, posix/execvpe.c: an unset PATH is "/bin:/usr/bin", an
/// empty element the current directory, elements longer than PATH_MAX are left out, and PATH is always that of the
/// process, never that of the environment given to the program.
#pragma once

#include "preload/memory.h"

namespace vg::preload {

class PathSearch {
 public:
  /// In: a name without a slash.
  explicit PathSearch(const char* file);
  /// The next place to try, valid until the following call; nullptr at the end.
  const char* next();
  /// Whether the search goes on after a start failed so.
  static bool goes_on_after(long error);
  void remember(long error) { error_ = error; }
  /// -errno of a search that found nothing.
  long error() const { return error_; }

 private:
  const char* file_;
  const char* rest_ = nullptr;  ///< of PATH; nullptr at the end
  Size file_length_ = 0;
  long error_;
  Room<char, 256> room_;
};

}  // namespace vg::preload
