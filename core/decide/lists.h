// SPDX-License-Identifier: Apache-2.0
/// policies.allowlist and policies.denylist (PRODUCT 3.5).
#pragma once

#include <string>
#include <vector>

#include "core/classify/findings.h"

namespace vg {

/// Whether every program start of unit `unit` matches an entry word by word: `*` one word, a trailing `*` the rest.
/// Assignments, redirections, substitutions and words that are not literal never match.
bool is_allowlisted(const Command& command, std::uint32_t unit, const std::vector<std::string>& allowlist);

/// The entry that matches a contiguous run of words of the unit, or empty. Clustered short flags match in any order
/// (`rm -rf` covers `rm -f -r x`); `a * | b` matches a pipeline; an entry of plain words also matches inside the
/// arguments of database clients, whatever its case.
std::string denylisted_by(const Command& command, std::uint32_t unit, const std::vector<std::string>& denylist);

}  // namespace vg
