// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "preload/memory.h"

namespace vg::preload {

/// The home directory of a user as `vg` finds it, core/base/state_paths.cc: by passwd(5), never by the environment.
/// path() is nullptr where it does not stand in the first 64 KiB of it.
class HomeDirectory {
 public:
  explicit HomeDirectory(unsigned uid);
  const char* path() const { return path_; }

 private:
  Mapping room_;
  const char* path_ = nullptr;
};

}  // namespace vg::preload
