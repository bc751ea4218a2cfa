// SPDX-License-Identifier: Apache-2.0
/// The fields of a rule in policies.rules, once: reader, `vg config`, JSON Schema and manual page take them from here.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/base/rule_definition.h"
#include "core/config/loader.h"

namespace vg {

inline constexpr std::size_t most_rules = 256;  ///< in one file
inline constexpr std::size_t most_texts = 32;   ///< in one list of a rule

struct RuleField {
  std::string_view name;
  // One of the three.
  PlacedText RuleDefinition::*text;
  bool RuleDefinition::*truth;
  PlacedTexts RuleDefinition::*list;
  bool required;
  std::size_t longest;       ///< Unit: bytes, of one text
  std::string_view choices;  ///< space-separated; empty for any text
  std::string_view help;
};

std::span<const RuleField> rule_fields();

/// The rules of one file. In: the node of policies.rules; `file` is the name for messages.
/// Errors: the first thing that is wrong, with its place and the rule's id.
Result<std::vector<RuleDefinition>> read_rules(const YamlNode& node, std::string_view file);

/// Errors: two rules have the same id, whatever its case; with the places of both.
Result<void> check_rule_ids(const std::vector<RuleDefinition>& rules);

/// The rule as YAML on one line, which reads back to an equal one.
std::string rule_text(const RuleDefinition& rule);
/// One field of it in the same way; empty where it holds what it would hold anyway.
std::string field_text(const RuleDefinition& rule, const RuleField& field);

}  // namespace vg
