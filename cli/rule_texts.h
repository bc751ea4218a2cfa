// SPDX-License-Identifier: Apache-2.0
/// The rows of the rule tables for people and programs: what `vg rules list` and `vg rules show` print.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/classify/rule_row.h"

namespace vg::cli {

/// The rule of that id, written in capitals or not. Errors: there is none; with the nearest id.
Result<const rules::RuleRow*> find_rule(std::string_view id);

/// One line for each rule.
std::string rule_list_text();
std::string rule_list_json();
/// All about one rule.
std::string rule_text(const rules::RuleRow& row);
std::string rule_json(const rules::RuleRow& row);

}  // namespace vg::cli
