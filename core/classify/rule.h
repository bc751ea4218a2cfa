// SPDX-License-Identifier: Apache-2.0
/// The rule rows: what a finding is called, how bad it is, and what is said about it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/classify/findings.h"
#include "core/classify/rule_rows_local.h"
#include "core/classify/rule_rows_remote.h"

namespace vg::rules {

inline constexpr std::size_t rule_count = local_rules.size() + remote_rules.size();

constexpr const RuleRow& rule_at(std::size_t index) {
  return index < local_rules.size() ? local_rules[index] : remote_rules[index - local_rules.size()];
}

/// A row of the rule tables, named by its id. A name without a row does not compile.
class RuleId {
 public:
  constexpr RuleId() = default;
  consteval RuleId(const char* id) : index_(find(id)) {}  // NOLINT: ids are written as strings in the tables

  constexpr bool is_none() const { return index_ == none; }
  constexpr const RuleRow& row() const { return rule_at(index_); }
  friend constexpr bool operator==(RuleId, RuleId) = default;

 private:
  static constexpr std::uint16_t none = 0xffff;
  static void no_such_rule();
  static consteval std::uint16_t find(std::string_view id) {
    for (std::size_t i = 0; i < rule_count; ++i)
      if (rule_at(i).id == id) return static_cast<std::uint16_t>(i);
    no_such_rule();  // not constexpr: reaching it is a compile error
    return none;
  }
  std::uint16_t index_ = none;
};

}  // namespace vg::rules
