// SPDX-License-Identifier: Apache-2.0
/// What `vg explain` prints: findings with their spans, the decision, the plan.
#pragma once

#include <string>

#include "core/guard.h"

namespace vg::cli {

/// `plan` is nullptr where there is none: the command would not be run, or `problem` says why it cannot be planned.
std::string explanation_text(const Judgement& judgement, const Plan* plan, const std::string& problem, bool utf8);
std::string explanation_json(const Judgement& judgement, const Plan* plan, const std::string& problem);

}  // namespace vg::cli
