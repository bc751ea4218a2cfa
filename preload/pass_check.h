// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "preload/program_identity.h"

namespace vg::preload {

/// Takes the pass that `vg` left for this process and says whether it is for this program and this argv. It is gone
/// afterwards, whatever it said.
bool take_pass(const ProgramIdentity& identity, unsigned uid);

/// The start time in the text of /proc/PID/stat (field 22), 0 where there is none. The name in it may hold anything.
unsigned long long start_time_in(const char* stat);

}  // namespace vg::preload
