// SPDX-License-Identifier: Apache-2.0
#include "preload/path_search.h"

#include <errno.h>

#include "preload/libc_imports.h"

namespace vg::preload {
namespace {

constexpr Size name_limit = 255;      ///< NAME_MAX, limits.h
constexpr Size element_limit = 4096;  ///< PATH_MAX, limits.h

const char* search_path() {
  if (Words entry = process_environment())
    for (; *entry != nullptr; ++entry)
      if (const char* value = after_prefix(*entry, "PATH=")) return value;
  return "/bin:/usr/bin";
}

}  // namespace

PathSearch::PathSearch(const char* file) : file_(file), file_length_(length(file)), error_(-ENOENT) {
  if (file_length_ == 0) return;
  if (file_length_ > name_limit)
    error_ = -ENAMETOOLONG;
  else
    rest_ = search_path();
}

const char* PathSearch::next() {
  while (rest_ != nullptr) {
    const char* element = rest_;
    Size size = 0;
    while (element[size] != '\0' && element[size] != ':') ++size;
    rest_ = element[size] == ':' ? element + size + 1 : nullptr;
    if (size >= element_limit) continue;
    const Size whole = size + 1 + file_length_ + 1;
    char* path = room_.reserve(whole);
    if (path == nullptr) {
      error_ = -ENOMEM;
      return nullptr;
    }
    TextWriter writer(path, whole);
    if (size != 0) writer.add(element, size).add("/");
    writer.add(file_, file_length_);
    return path;
  }
  return nullptr;
}

bool PathSearch::goes_on_after(long error) {
  switch (error) {
    case -EACCES:
    case -ENOENT:
    case -ESTALE:
    case -ENOTDIR:
    case -ENODEV:
    case -ETIMEDOUT: return true;
    default: return false;
  }
}

}  // namespace vg::preload
