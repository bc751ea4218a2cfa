// SPDX-License-Identifier: Apache-2.0
/// Memory without malloc: small things on the stack, big things in an anonymous mapping.
///
/// A child of vfork(2) shares its parent's address space: what it maps and does not unmap before a successful execve
/// stays in the parent for ever. So nothing of ordinary size may be mapped while execve is called; the small buffers
/// are sized for that, and together stay well below a 4 KiB stack (people start threads and clones on such).
#pragma once

#include <sys/mman.h>

#include "preload/system_calls.h"
#include "preload/text.h"

namespace vg::preload {

/// Owns one anonymous private mapping; empty where the kernel gave none.
class Mapping {
 public:
  Mapping() = default;
  explicit Mapping(Size size) { reset(size); }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() { release(); }

  bool reset(Size size) {
    release();
    const long start = sys_mmap(size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS);
    if (start < 0 && start > -4096) return false;
    start_ = reinterpret_cast<char*>(start);
    size_ = size;
    return true;
  }
  void release() {
    if (start_ != nullptr) sys_munmap(start_, size_);
    start_ = nullptr;
    size_ = 0;
  }

  /// The memory stays for the life of the process.
  void keep() { start_ = nullptr; }

  char* start() const { return start_; }
  Size size() const { return size_; }
  explicit operator bool() const { return start_ != nullptr; }

 private:
  char* start_ = nullptr;
  Size size_ = 0;
};

/// Room for `count` values: the first `Small` on the stack, more in a mapping.
template <typename Value, Size Small>
class Room {
 public:
  /// Out: nullptr where there is no memory. Earlier room is given back.
  Value* reserve(Size count) {
    if (count <= Small) {
      mapping_.release();
      return small_;
    }
    if (count > (~Size{0} >> 8) || !mapping_.reset(count * sizeof(Value))) return nullptr;
    return reinterpret_cast<Value*>(mapping_.start());
  }

 private:
  Value small_[Small];
  Mapping mapping_;
};

/// The number of words before the terminating NULL; 0 for no array at all.
inline Size count_words(Words words) {
  Size n = 0;
  if (words != nullptr)
    while (words[n] != nullptr) ++n;
  return n;
}

}  // namespace vg::preload
