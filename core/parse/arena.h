// SPDX-License-Identifier: Apache-2.0
/// Memory for the tree of one Command: handed out in order, freed all at once.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace vg {

class Arena {
 public:
  /// In: a guess of what will be needed. Unit: bytes
  explicit Arena(std::size_t expected) { add_block(expected); }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// A copy of `value` that lives as long as the arena. No destructor will run.
  template <typename T>
  T* create(const T& value) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T(value);
  }

  template <typename T>
  std::span<T> copy(const T* first, std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (count == 0) return {};
    T* const target = static_cast<T*>(allocate(sizeof(T) * count, alignof(T)));
    for (std::size_t i = 0; i < count; ++i) new (target + i) T(first[i]);
    return {target, count};
  }

  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* const target = static_cast<char*>(allocate(text.size(), 1));
    std::memcpy(target, text.data(), text.size());
    return {target, text.size()};
  }

 private:
  static constexpr std::size_t smallest_block = 4096;

  void* allocate(std::size_t size, std::size_t alignment) {
    std::size_t begin = (used_ + alignment - 1) & ~(alignment - 1);
    if (begin + size > capacity_) {
      add_block(size + alignment > 2 * capacity_ ? size + alignment : 2 * capacity_);
      begin = 0;
    }
    used_ = begin + size;
    return blocks_.back().get() + begin;
  }

  void add_block(std::size_t size) {
    capacity_ = size < smallest_block ? smallest_block : size;
    blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(capacity_));
    used_ = 0;
  }

  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::size_t capacity_ = 0;
  std::size_t used_ = 0;
};

}  // namespace vg
