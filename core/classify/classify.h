// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/classify/findings.h"

namespace vg {

/// Judges every program start, redirection and unresolved part of the command. Total: cannot fail; what was not
/// understood is a finding (medium). Pure but for the Request's FileView.
Findings classify(const Command& command);

}  // namespace vg
