// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

namespace vg {

/// Some byte values, to look for in long texts: std::string_view::find_first_of() searches its set anew for every byte.
class ByteSet {
 public:
  consteval ByteSet(std::string_view members) {  // NOLINT: sets are written as literals
    for (const char c : members) holds_[static_cast<unsigned char>(c)] = true;
  }

  constexpr bool holds(char c) const { return holds_[static_cast<unsigned char>(c)]; }

  /// Index of the first member at or behind `from`; npos where there is none.
  constexpr std::size_t find_in(std::string_view text, std::size_t from = 0) const {
    for (std::size_t i = from; i < text.size(); ++i)
      if (holds(text[i])) return i;
    return std::string_view::npos;
  }
  constexpr bool is_in(std::string_view text) const { return find_in(text) != std::string_view::npos; }

 private:
  std::array<bool, 256> holds_{};
};

}  // namespace vg
