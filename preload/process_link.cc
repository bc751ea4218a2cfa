// SPDX-License-Identifier: Apache-2.0
#include "preload/process_link.h"

namespace vg::preload {
namespace {

constexpr Size path_limit = 4096;  ///< PATH_MAX, limits.h

}  // namespace

[[gnu::noinline]] LinkTarget::LinkTarget(const char* link, const char* below) {
  Mapping whole(path_limit);
  const long n = whole ? sys_readlink(link, whole.start(), path_limit - 1) : 0;
  if (n <= 0) return;
  const Size size = static_cast<Size>(n) + 1 + length(below) + 1;
  char* path = room_.reserve(size);
  if (path == nullptr) return;
  TextWriter writer(path, size);
  writer.add(whole.start(), static_cast<Size>(n));
  if (below[0] != '\0') writer.add("/").add(below);
  path_ = path;
}

}  // namespace vg::preload
