// SPDX-License-Identifier: Apache-2.0
/// Character classes of the shell grammar. Source: bash(1), DEFINITIONS and QUOTING
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace vg::chars {

enum Class : std::uint8_t {
  ordinary = 0,
  blank = 1,      ///< separates words
  operator_ = 2,  ///< ends a word: newline ; & | < > ( )
  special = 4,    ///< means something inside an unquoted word
  name_start = 8,
  digit = 16,
};

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> table{};
  const auto mark = [&table](std::string_view which, std::uint8_t bit) {
    for (const char c : which) table[static_cast<unsigned char>(c)] |= bit;
  };
  mark(" \t", blank);
  mark("\n;&|<>()", operator_);
  mark("\\'\"$`*?[{", special);
  mark("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", name_start);
  mark("0123456789", digit);
  return table;
}
inline constexpr std::array<std::uint8_t, 256> classes = make_classes();

constexpr bool is(char c, unsigned which) {
  return (classes[static_cast<unsigned char>(c)] & which) != 0;
}
constexpr bool is_blank(char c) {
  return is(c, blank);
}
constexpr bool is_digit(char c) {
  return is(c, digit);
}
constexpr bool is_name_start(char c) {
  return is(c, name_start);
}
constexpr bool is_name(char c) {
  return is(c, name_start | digit);
}
/// Whether an unquoted `c` ends a word. The end of the text reads as NUL and does too.
constexpr bool ends_word(char c) {
  return c == '\0' || is(c, blank | operator_);
}

constexpr bool is_name(std::string_view text) {
  if (text.empty() || !is_name_start(text.front())) return false;
  for (const char c : text)
    if (!is_name(c)) return false;
  return true;
}

constexpr bool is_number(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text)
    if (!is_digit(c)) return false;
  return true;
}

}  // namespace vg::chars
