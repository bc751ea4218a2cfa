// SPDX-License-Identifier: Apache-2.0
#include "core/classify/classify.h"

#include <algorithm>

#include "core/classify/judge.h"
#include "core/classify/user_rules.h"

namespace vg {

Findings classify(const Command& command, const RuleSet* rules) {
  Findings findings;
  rules::Work work;
  rules::Scope scope;
  scope.user_rules = {rules, &work};
  rules::Judge judge(command, std::move(scope), findings.items);
  judge.run();
  if (rules != nullptr) rules->settle(findings.items);
  std::stable_sort(findings.items.begin(), findings.items.end(),
                   [](const Finding& a, const Finding& b) { return a.risk > b.risk; });
  return findings;
}

}  // namespace vg
