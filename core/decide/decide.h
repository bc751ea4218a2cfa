// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/decide/decision.h"
#include "core/trust/trust_view.h"

namespace vg {

/// PRODUCT 3.2 as one pure function: blocks, place, needs_host, approval, way back. The requester's person-or-not comes
/// with the command's request. `force_sandbox` is the flag `--sandbox`.
Decision decide(const Command& command, const Findings& findings, const TrustView& trust, const Config& config,
                bool force_sandbox = false);

/// The same decision once it is known that no snapshot can be made: a person is asked, with nobody there it is refused.
/// What is refused already stays so.
void decide_without_way_back(Decision& decision, bool is_person, std::string why);

}  // namespace vg
