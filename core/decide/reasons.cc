// SPDX-License-Identifier: Apache-2.0
#include "core/decide/reasons.h"

#include <array>

namespace vg {
namespace {

struct ReasonRow {
  Because because;
  std::string_view name;
  std::string_view text;  ///< "{risk}" stands for the level
};

constexpr std::array<ReasonRow, because_count> reasons{{
    {Because::low_risk, "low_risk", "low risk, no isolation needed"},
    {Because::denylisted, "denylist", "on the list of commands that are always sandboxed (policies.denylist)"},
    {Because::trusted, "trusted", "command previously approved and trusted"},
    {Because::allowlisted, "allowlist", "allowed by policies.allowlist"},
    {Because::mode_always, "mode_always", "sandbox.mode is always"},
    {Because::mode_never, "mode_never", "sandbox.mode is never"},
    {Because::disabled, "disabled", "the sandbox is switched off (sandbox.enabled: false)"},
    {Because::below_mode, "below_mode", "{risk} risk, which sandbox.mode risky leaves on the host"},
    {Because::risk, "risk", "{risk} risk"},
    {Because::network_install, "network_install", "networked install"},
    {Because::risk_and_install, "risk_and_install", "{risk} risk + networked install"},
    {Because::needs_host, "needs_host", "{risk} risk, but walls cannot help it: it acts through the host or a service"},
    {Because::guard_paranoid, "guard_paranoid", "guard level paranoid contains everything"},
    {Because::flag, "flag", "asked for with --sandbox"},
    {Because::tampering, "tampering", "it changes the guard itself or what guards an agent"},
    {Because::critical, "critical", "critical risk"},
    {Because::unattended, "unattended", "{risk} risk that walls cannot contain, and nobody is there to ask"},
    {Because::no_way_back, "no_way_back", "it would destroy work in the project, and it cannot be undone"},
    {Because::declined, "declined", "declined"},
    {Because::approved_once, "approved_once", "approved once"},
    {Because::approved_contained, "approved_contained", "approved to run contained"},
    {Because::approved_and_remembered, "approved_and_remembered", "approved and remembered"},
    {Because::allowed_once, "allowed_once", "allowed once by a person"},
    {Because::ticket, "ticket", "decided when the line was judged"},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < reasons.size(); ++i)
    if (static_cast<std::size_t>(reasons[i].because) != i || reasons[i].text.empty()) return false;
  return true;
}
static_assert(in_order());

}  // namespace

std::string_view because_name(Because because) {
  return reasons[static_cast<std::size_t>(because)].name;
}

std::optional<Because> because_value(std::string_view name) {
  for (const ReasonRow& row : reasons)
    if (row.name == name) return row.because;
  return std::nullopt;
}

std::string reason_text(const Decision& decision) {
  std::string text(reasons[static_cast<std::size_t>(decision.because)].text);
  constexpr std::string_view placeholder = "{risk}";
  if (const std::size_t at = text.find(placeholder); at != std::string::npos)
    text.replace(at, placeholder.size(), name_in(risk_names, decision.risk));
  return text;
}

}  // namespace vg
