// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "preload/memory.h"

namespace vg::preload {

/// The `vg` that was installed with this libvg.so: beside it, or in the bin directory of the same prefix. Found by the
/// file that is mapped here, never by PATH or another variable.
class VgProgram {
 public:
  /// In: the effective user. Errors: path() is nullptr and why_not() says why.
  explicit VgProgram(unsigned uid);

  const char* path() const { return path_; }
  const char* why_not() const { return why_not_; }
  bool is_file(const struct stat& st) const { return path_ != nullptr && st.st_dev == device_ && st.st_ino == inode_; }

 private:
  bool find_beside(const char* library, Size directory_length, unsigned uid);

  const char* path_ = nullptr;
  const char* why_not_ = nullptr;
  unsigned long device_ = 0;
  unsigned long inode_ = 0;
  Room<char, 192> room_;
};

}  // namespace vg::preload
