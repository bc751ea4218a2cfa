// SPDX-License-Identifier: Apache-2.0
/// The loader's list of objects, read directly. dlsym(3) is no alternative: before glibc 2.34 it lives in libdl, which
/// few programs load, and it may call malloc and take locks.
#pragma once

#include "preload/start_image.h"

namespace vg::preload {

struct LoadedObjects {
  const char* own_name = nullptr;  ///< as the loader opened libvg.so: absolute unless LD_PRELOAD was relative
  void* posix_spawn = nullptr;     ///< the next definition behind libvg.so, default version; nullptr for none
  void* posix_spawnp = nullptr;
};

/// Only in the constructor: the list may change under the feet of a threaded program.
LoadedObjects find_loaded_objects(const StartImage& image);

}  // namespace vg::preload
