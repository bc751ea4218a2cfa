// SPDX-License-Identifier: Apache-2.0
/// Every configuration key, once: loader, layers, `vg config` and the JSON Schema read these rows.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/config/config.h"
#include "core/config/value.h"

namespace vg {

/// Which change of a key makes the guard stricter. A project file that nobody trusted may make only such changes.
enum class Tightening : std::uint8_t {
  never,         ///< every change waits for trust: the key opens something, or has no stricter side
  later_choice,  ///< a choice that stands later in KeyRow::choices
  guard_level,   ///< as later_choice, but `auto` and a fixed level combine to the stricter of the two
  to_true,
  to_false,
  smaller,  ///< a smaller number; unset stands for what the security level gives, or for no limit
  more_entries,
  switched_on,    ///< packs of rules: on, where the layers below switch them off
  fewer_entries,  ///< the entries both lists have
};

/// How a list meets the same list of the layer below.
enum class Layering : std::uint8_t { replaces, adds };

struct KeyRow {
  std::string_view key;  ///< "section.name"
  ValueType type;
  std::string_view default_text;  ///< empty: unset, empty text or empty list
  std::string_view choices;       ///< space-separated; loosest first where Tightening::later_choice
  Tightening tightening;
  Layering layering;
  double min;
  double max;
  bool none_is_allowed;         ///< the word `none` unsets the key
  std::string_view when_unset;  ///< what holds then, for people; empty where the key always has a value
  std::string_view example;     ///< a value other than the default, as YAML
  std::string_view help;        ///< one sentence
  void (&apply)(Config&, const Value&);

  constexpr std::string_view section() const { return key.substr(0, key.find('.')); }
  constexpr std::string_view name() const { return key.substr(key.find('.') + 1); }
};

inline constexpr std::size_t key_count = 37;

std::span<const KeyRow, key_count> config_keys();

/// The row of "section.name", or nullptr.
const KeyRow* find_key(std::string_view key);
std::size_t index_of(const KeyRow& row);

bool is_section(std::string_view name);
std::vector<std::string_view> section_names();
/// Names of the keys in one section.
std::vector<std::string_view> names_in(std::string_view section);

/// "unknown key 'X'" with what was probably meant. In: `section` empty for the top of a file.
std::string unknown_key(std::string_view section, std::string_view name);

std::vector<std::string_view> split_choices(std::string_view choices);

}  // namespace vg
