// SPDX-License-Identifier: Apache-2.0
#include "core/classify/classify.h"

#include <algorithm>

#include "core/classify/judge.h"
#include "core/classify/user_rules.h"

namespace vg {

namespace {

/// What holding one command against the rules of users may cost. Patterns and words come from whoever writes
/// configurations and commands, so their product needs a bound; ordinary rules stay a thousand times below it.
/// Unit: see Work
constexpr std::uint32_t user_rules_work = 16'000'000;

}  // namespace

Findings classify(const Command& command, const RuleSet* rules) {
  Findings findings;
  Work work(user_rules_work);
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
