// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/egress/rule.h"

namespace vg {

struct EgressPolicy {
  std::vector<EgressRule> allow;  ///< where not empty, nothing else is reached
  std::vector<EgressRule> deny;
  /// Registries and proxies of the user's own configuration and the ecosystems' own: with an empty `allow` they are
  /// reached whatever address they have.
  std::vector<EgressRule> known;
};

}  // namespace vg
