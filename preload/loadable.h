// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace vg::preload {

/// Whether the loader of a program can load libvg.so. Where it cannot, it says so on stderr at every start (a program
/// of another word size or processor, our file out of sight in a chroot), or the program does not run at all (a shared
/// address sanitizer insists on being first). Such programs are started without it: the hook is where they are judged.
/// In: the program as execveat(2) takes it, and libvg.so as it was opened, nullptr where that is not known.
/// Out: true also for what cannot be read.
bool can_load_shim(int directory, const char* path, const char* library);

}  // namespace vg::preload
