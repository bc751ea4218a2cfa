// SPDX-License-Identifier: Apache-2.0
/// What was started, seen from inside the new process.
#pragma once

#include "preload/start_image.h"

namespace vg::preload {

enum class StartKind {
  binary,       ///< AT_EXECFN is the running file
  interpreted,  ///< a script, or a file of binfmt_misc: argv holds the interpreter's words, then AT_EXECFN
  by_loader,    ///< `ld.so PROGRAM`: the loader has taken its own words out of argv
};

struct ProgramIdentity {
  StartKind kind = StartKind::binary;
  Size script_index = 0;    ///< interpreted: where AT_EXECFN stands in argv
  bool has_device = false;  ///< of the file that was given to execve, where it can be known
  unsigned long device = 0;
  unsigned long inode = 0;
  bool execfn_leads_here = false;  ///< opening AT_EXECFN again gives the same file
};

/// Where AT_EXECFN stands in argv behind the words an interpreter may have added, 0 for nowhere. Costs no system call.
Size find_script_index(const StartImage& image);

/// Finds out what AT_EXECFN is.
ProgramIdentity identify_program(const StartImage& image);

}  // namespace vg::preload
