// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/parse/arena.h"

namespace vg {

/// A list that is still growing, on top of a stack it shares with the lists around it: nested lists cost no
/// allocation of their own. An inner list must be gone before an outer one grows again.
template <typename T>
class Gather {
 public:
  explicit Gather(std::vector<T>& stack) : stack_(stack), mark_(stack.size()) {}
  ~Gather() { stack_.resize(mark_); }
  Gather(const Gather&) = delete;
  Gather& operator=(const Gather&) = delete;

  void push(const T& value) { stack_.push_back(value); }
  std::size_t size() const { return stack_.size() - mark_; }
  bool empty() const { return stack_.size() == mark_; }
  T& operator[](std::size_t i) { return stack_[mark_ + i]; }
  const T& operator[](std::size_t i) const { return stack_[mark_ + i]; }
  T& back() { return stack_.back(); }
  void clear() { stack_.resize(mark_); }

  /// What was gathered, copied into the arena.
  std::span<T> take(Arena& arena) const { return arena.copy(stack_.data() + mark_, size()); }

 private:
  std::vector<T>& stack_;
  std::size_t mark_;
};

}  // namespace vg
