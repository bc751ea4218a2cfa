// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/environment.h"
#include "core/base/file_view.h"

namespace vg {

struct Workspace {
  std::string root;  ///< resolved; empty where the working directory is gone
  bool writable = false;
  std::string why_not;  ///< why it is read-only, for the notice
};

/// The enclosing git work tree of `working_directory` (resolved, absolute), else that directory itself. Read-only where
/// that is "/", HOME or above it, a dot-directory of HOME, a system directory or a directory on PATH (PRODUCT 4.3).
/// GIT_* variables do not move it.
Workspace find_workspace(const FileView& files, const std::string& working_directory, const std::string& home,
                         const Environment& environment);

/// Why `root` may not be written by contained commands ("it is …"); empty where it may.
std::string why_not_a_workspace(const std::string& root, const std::string& home, const Environment& environment);

}  // namespace vg
