// SPDX-License-Identifier: Apache-2.0
/// The value of one configuration key between file and Config: read from text, compared, written back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/config/config.h"

namespace vg {

struct KeyRow;

enum class ValueType : std::uint8_t {
  boolean,
  choice,    ///< one of KeyRow::choices
  duration,  ///< Unit: seconds; `none` where KeyRow::none_is_allowed
  size,      ///< Unit: bytes
  decimal,
  count,
  image,         ///< a container image reference
  path,          ///< absolute or "~/…"
  patterns,      ///< list of text
  names,         ///< list of environment variable names
  paths,         ///< list of paths
  destinations,  ///< list of what egress rules can say
  bind_mounts,   ///< list of {host_path, container_path, read_only}
  rules,         ///< list of rules (rule_fields.h)
  packs,         ///< names of packs of rules, each `on` or `off`
};

/// monostate: unset, the security level decides (or nothing does). A choice is its text.
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<std::string>,
                           std::vector<BindMount>, std::vector<RuleDefinition>, std::vector<PackSwitch>>;

bool operator==(const BindMount& a, const BindMount& b);

constexpr bool is_list(ValueType type) {
  return type >= ValueType::patterns && type <= ValueType::rules;
}
/// Whether a value has parts, and none of them where nothing is said.
constexpr bool has_entries(ValueType type) {
  return is_list(type) || type == ValueType::packs;
}

/// The value of a key that no file sets.
Value default_value(const KeyRow& row);

/// The value that `text` stands for; of a list type, a list of that one item.
/// Errors: "'KEY' must be …, not 'TEXT'".
Result<Value> parse_value(const KeyRow& row, std::string_view text);

/// Whether `text` may stand as one item of a list of patterns, names or paths.
bool is_valid_item(ValueType type, std::string_view text);

/// Why an item is none of the type's, where more can be said than what it must be; else empty.
std::string problem_of_item(ValueType type, std::string_view text);

/// What a value of this key looks like: "one of none, restricted, full".
std::string expectation(const KeyRow& row);

/// "'KEY' must be EXPECTATION, not 'FOUND'", with the nearest allowed word where there is one.
std::string wrong_value(const KeyRow& row, std::string_view found);

/// The same for what is no single value: "…, not a list".
std::string wrong_kind(const KeyRow& row, std::string_view kind);

/// The value as YAML on one line, which reads back to the same value; empty for unset.
std::string value_text(const KeyRow& row, const Value& value);

/// One word of YAML: plain where that reads back as the same text, else in double quotes.
std::string yaml_scalar(std::string_view text);

}  // namespace vg
