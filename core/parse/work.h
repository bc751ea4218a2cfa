// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace vg {

/// What may still be spent on understanding one line, so that a hostile one costs a millisecond and not a second.
/// Unit: about a nanosecond on the machine of docs/performance.md. It counts what is done, never the clock: the same
/// line is understood to the same point everywhere.
class Work {
 public:
  explicit constexpr Work(std::uint32_t units) : left_(units) {}

  /// Out: false once everything is used up.
  constexpr bool spend(std::size_t units) {
    left_ = units < left_ ? left_ - static_cast<std::uint32_t>(units) : 0;
    return left_ > 0;
  }
  constexpr bool is_spent() const { return left_ == 0; }
  constexpr std::uint32_t left() const { return left_; }

 private:
  std::uint32_t left_;
};

}  // namespace vg
