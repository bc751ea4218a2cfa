// SPDX-License-Identifier: Apache-2.0
/// One table per enum gives its names, for messages, configuration and JSON alike.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace vg {

template <typename E>
struct EnumName {
  E value;
  std::string_view name;
};

template <typename E, std::size_t N>
using EnumNames = std::array<EnumName<E>, N>;

/// The name of `value`; an enumerator missing from its table is a programming error and reads "?".
template <typename E, std::size_t N>
constexpr std::string_view name_in(const EnumNames<E, N>& table, E value) {
  for (const auto& row : table)
    if (row.value == value) return row.name;
  return "?";
}

template <typename E, std::size_t N>
constexpr std::optional<E> value_in(const EnumNames<E, N>& table, std::string_view name) {
  for (const auto& row : table)
    if (row.name == name) return row.value;
  return std::nullopt;
}

/// For static_assert: the rows stand in enumerator order from 0 without a gap.
template <typename E, std::size_t N>
constexpr bool is_complete(const EnumNames<E, N>& table) {
  for (std::size_t i = 0; i < N; ++i)
    if (static_cast<std::size_t>(table[i].value) != i || table[i].name.empty()) return false;
  return true;
}

}  // namespace vg
