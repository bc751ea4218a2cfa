// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace vg::preload {

/// libc's own definition of a function that starts programs with the environment of the process: system(3), popen(3),
/// wordexp(3). That environment names libvg.so again afterwards, also where the program had taken it out: libc takes no
/// other, and an exchange for the time of the call could not be undone safely beside other threads.
/// Out: nullptr where libc has none.
void* prepare_libc_call(const char* name);

}  // namespace vg::preload
