// SPDX-License-Identifier: Apache-2.0
/// Names that mean another file in another process: /proc/self/exe, /proc/self/fd/3, /dev/fd/3. Programs start
/// themselves by the first, and files without a name by the others; `vg` must be told what they lead to.
#pragma once

#include "preload/memory.h"
#include "preload/text.h"

namespace vg::preload {

inline bool is_process_link(const char* path) {
  if (after_prefix(path, "/dev/fd/") != nullptr) return true;
  const char* rest = after_prefix(path, "/proc/");
  return rest != nullptr && ((*rest >= '0' && *rest <= '9') || after_prefix(rest, "self/") != nullptr ||
                             after_prefix(rest, "thread-self/") != nullptr);
}

/// What a link leads to, and a path below that.
class LinkTarget {
 public:
  explicit LinkTarget(const char* link, const char* below = "");
  /// nullptr where the link cannot be read. A file that was deleted or never had a name gets one that leads nowhere.
  const char* path() const { return path_; }

 private:
  Room<char, 192> room_;
  const char* path_ = nullptr;
};

}  // namespace vg::preload
