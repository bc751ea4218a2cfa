// SPDX-License-Identifier: Apache-2.0
/// The rows of the rule tables for people and programs: what `vg rules list` and `vg rules show` print.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/classify/rule_row.h"
#include "core/classify/user_rules.h"

namespace vg::cli {

// In: `own` are the rules of the configuration, nullptr where it has none.

/// The built-in rule of that id, written in capitals or not; nullptr where there is none.
const rules::RuleRow* find_rule(std::string_view id);
/// The same among those of the configuration.
const rules::UserRule* find_own_rule(const RuleSet* own, std::string_view id);
/// "there is no rule 'ID'", with the nearest id.
Error no_such_rule(const RuleSet* own, std::string_view id);

/// One line for each rule.
std::string rule_list_text(const RuleSet* own);
std::string rule_list_json(const RuleSet* own);
/// All about one rule.
std::string rule_text(const rules::RuleRow& row, const RuleSet* own);
std::string rule_json(const rules::RuleRow& row, const RuleSet* own);
std::string rule_text(const rules::UserRule& rule);
std::string rule_json(const rules::UserRule& rule);

}  // namespace vg::cli
