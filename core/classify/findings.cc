// SPDX-License-Identifier: Apache-2.0
#include "core/classify/findings.h"

#include <algorithm>

namespace vg {

Risk Findings::risk() const {
  Risk worst = Risk::low;
  for (const Finding& finding : items) worst = std::max(worst, finding.risk);
  return worst;
}

Risk Findings::risk_of(std::uint32_t unit) const {
  Risk worst = Risk::low;
  for (const Finding& finding : items)
    if (finding.unit == unit) worst = std::max(worst, finding.risk);
  return worst;
}

bool Findings::has_network_install() const {
  return std::any_of(items.begin(), items.end(), [](const Finding& finding) { return finding.network_install; });
}

const Finding* Findings::worst() const {
  const Finding* worst = nullptr;
  for (const Finding& finding : items)
    if (worst == nullptr || finding.risk > worst->risk) worst = &finding;
  return worst;
}

}  // namespace vg
