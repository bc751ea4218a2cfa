// SPDX-License-Identifier: Apache-2.0
#include "core/classify/classify.h"

#include <algorithm>

#include "core/classify/judge.h"

namespace vg {

Findings classify(const Command& command) {
  Findings findings;
  rules::Judge judge(command, {}, findings.items);
  judge.run();
  std::stable_sort(findings.items.begin(), findings.items.end(),
                   [](const Finding& a, const Finding& b) { return a.risk > b.risk; });
  return findings;
}

}  // namespace vg
