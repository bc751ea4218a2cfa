// SPDX-License-Identifier: Apache-2.0
/// What `vg explain` prints: findings with their spans, the decision, the plan. Whatever else shows findings uses the
/// same parts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/guard.h"

namespace vg::cli {

/// `plan` is nullptr where there is none: the command would not be run, or `problem` says why it cannot be planned.
std::string explanation_text(const Judgement& judgement, const Plan* plan, const std::string& problem, bool utf8);
std::string explanation_json(const Judgement& judgement, const Plan* plan, const std::string& problem);

inline constexpr std::string_view needs_host_text = "walls cannot help: it acts through the host or a service";

/// What a set of Harm bits means: "the host outside the project, the project". Empty for none.
std::string harms_text(std::uint8_t harms);
/// The words of the JSON for it: "outside, workspace".
std::string harm_names(std::uint8_t harms);

/// One finding with its span in `text` underlined; `lead` stands in front of its level.
std::string finding_text(const Finding& finding, const std::string& text, std::string_view lead);
/// All findings of a judgement, or that there are none.
std::string findings_text(const Judgement& judgement);
/// `text` with what a terminal without UTF-8 cannot show written otherwise.
std::string in_locale(std::string text, bool utf8);

/// Members of an object that is open: the finding, and what is decided.
void write_harms(JsonWriter& json, std::uint8_t harms);
void write_finding(JsonWriter& json, const Finding& finding);
void write_verdict(JsonWriter& json, const Decision& decision);

}  // namespace vg::cli
