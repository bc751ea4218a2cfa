// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "core/base/result.h"
#include "core/base/rule_definition.h"
#include "core/classify/findings.h"

namespace vg {

/// The rules of a configuration, ready to judge with.
class RuleSet;

/// Rules and packs as a configuration has them. Out: nullptr where it says nothing about them.
/// Errors: a pattern that does not compile, an example that does not behave, as "FILE:LINE:COLUMN: rule 'ID': …".
Result<std::shared_ptr<const RuleSet>> compile_rules(const std::vector<RuleDefinition>& rules,
                                                     const std::vector<PackSwitch>& packs);

/// Judges every program start, redirection and unresolved part of the command. Total: cannot fail; what was not
/// understood is a finding (medium). Pure but for the Request's FileView. `rules` may be nullptr.
Findings classify(const Command& command, const RuleSet* rules = nullptr);

}  // namespace vg
