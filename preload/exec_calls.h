// SPDX-License-Identifier: Apache-2.0
/// The exec family over raw system calls. Every function returns only on failure, with -errno; errno is the caller's to
/// set. Safe in signal handlers, in vfork children and on small stacks.
#pragma once

#include "preload/system_calls.h"

namespace vg::preload {

/// execve(2).
long exec_path(const char* path, Words argv, Words envp);

/// execveat(2).
long exec_at(int directory, const char* path, Words argv, Words envp, int flags);

/// fexecve(3).
long exec_descriptor(int fd, Words argv, Words envp);

/// execvpe(3).
long exec_search(const char* file, Words argv, Words envp);

}  // namespace vg::preload
