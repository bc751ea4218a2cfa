// SPDX-License-Identifier: Apache-2.0
/// The loader's list of objects, read directly. dlsym(3) is no alternative: before glibc 2.34 it lives in libdl, which
/// few programs load, and it may call malloc and take locks.
#pragma once

#include <link.h>

#include "preload/start_image.h"

namespace vg::preload {

/// libvg.so in the loader's list; nullptr where it is not found.
const link_map* find_own_object(const StartImage& image);

enum class SymbolVersion {
  current,
  old,  ///< kept by libc for programs that were linked before the function changed
};

/// The next definition of a function behind `own`; nullptr for none. libc is among the objects that the program was
/// started with: those come first and are never unloaded, so the way to it is safe beside dlopen(3).
void* find_next(const link_map* own, const char* name, SymbolVersion version = SymbolVersion::current);

/// Whether the object that holds the code at `caller` asks for `name` in this version ("GLIBC_2.2.5").
bool asks_for_version(const link_map* own, const void* caller, const char* name, const char* version);

}  // namespace vg::preload
