// SPDX-License-Identifier: Apache-2.0
#include "core/decide/decide.h"

#include <algorithm>
#include <array>

#include "core/decide/context.h"
#include "core/decide/lists.h"

namespace vg {
namespace {

/// From which level a person is asked, by guard level; `critical` stands for never (critical is blocked before).
struct ApprovalRow {
  GuardLevel level;
  Risk contained;   ///< for what walls hold, or what runs on the host by mode
  Risk needs_host;  ///< for what walls cannot hold
};
constexpr std::array<ApprovalRow, 5> approval_rows{{
    {GuardLevel::off, Risk::critical, Risk::high},  // needs_host: only where `off` was not set by the user
    {GuardLevel::low, Risk::critical, Risk::high},
    {GuardLevel::medium, Risk::high, Risk::high},
    {GuardLevel::high, Risk::medium, Risk::medium},
    {GuardLevel::paranoid, Risk::medium, Risk::medium},
}};
constexpr bool stricter_never_asks_less() {
  for (std::size_t i = 1; i < approval_rows.size(); ++i)
    if (approval_rows[i].contained > approval_rows[i - 1].contained ||
        approval_rows[i].needs_host > approval_rows[i - 1].needs_host ||
        static_cast<std::size_t>(approval_rows[i].level) != i)
      return false;
  return true;
}
static_assert(stricter_never_asks_less());

/// What the findings say of one unit.
struct UnitFacts {
  Risk risk = Risk::low;
  bool network_install = false;
  bool needs_host = false;
  bool destroys_workspace = false;  ///< harms the workspace at high
};

UnitFacts facts_of(const Findings& findings, std::uint32_t unit) {
  UnitFacts facts;
  Risk containable = Risk::low;  // the worst of what walls do hold
  Risk host_only = Risk::low;
  for (const Finding& finding : findings.items) {
    if (finding.unit != unit) continue;
    facts.risk = std::max(facts.risk, finding.risk);
    facts.network_install |= finding.network_install && !finding.needs_host;
    facts.needs_host |= finding.needs_host;
    facts.destroys_workspace |= finding.risk >= Risk::high && (finding.harms & harms_workspace) != 0;
    Risk& side = finding.needs_host ? host_only : containable;
    side = std::max(side, finding.risk);
  }
  // `kill 1; curl … | sh` in one compound must not lift the download to the host: the worse part decides.
  if (containable > host_only || (facts.network_install && containable >= host_only)) facts.needs_host = false;
  return facts;
}

struct Placed {
  Place place = Place::host;
  Because because = Because::low_risk;
  bool by_person = false;  ///< placed by trust or allowlist
};

Placed place_by_mode(const UnitFacts& facts, const Config& config, GuardLevel level) {
  if (!config.sandbox.enabled) return {Place::host, Because::disabled};
  switch (config.sandbox.mode) {
    case Mode::always: return {Place::sandbox, Because::mode_always};
    case Mode::never: return {Place::host, Because::mode_never};
    case Mode::risky:
      if (facts.risk >= Risk::high) return {Place::sandbox, Because::risk};
      break;
    case Mode::automatic:
      if (facts.network_install)
        return {Place::sandbox, facts.risk >= Risk::medium ? Because::risk_and_install : Because::network_install};
      if (facts.risk >= Risk::medium) return {Place::sandbox, Because::risk};
      break;
  }
  if (level == GuardLevel::paranoid) return {Place::sandbox, Because::guard_paranoid};
  return {Place::host, facts.risk == Risk::low ? Because::low_risk : Because::below_mode};
}

/// PRODUCT 3.2 b.
Placed place_unit(const Command& command, std::uint32_t unit, const UnitFacts& facts,
                  const std::optional<TrustMatch>& trusted, const Config& config, GuardLevel level,
                  bool force_sandbox) {
  if (force_sandbox) return {Place::sandbox, Because::flag};
  if (!denylisted_by(command, unit, config.policies.denylist).empty()) return {Place::sandbox, Because::denylisted};
  if (trusted && !trusted->contained) return {Place::host, Because::trusted, true};
  if (is_allowlisted(command, unit, config.policies.allowlist)) {
    if (level != GuardLevel::paranoid) return {Place::host, Because::allowlisted, true};
    if (facts.risk > Risk::low) return {Place::host, Because::allowlisted};
  }
  return place_by_mode(facts, config, level);
}

bool wants_approval(const UnitFacts& facts, const Placed& placed, const Config& config, GuardLevel level) {
  if (placed.by_person) return false;
  const ApprovalRow& row = approval_rows[static_cast<std::size_t>(level)];
  if (facts.needs_host) {
    if (level == GuardLevel::off && config.guard_off_by_user) return false;
    return facts.risk >= row.needs_host;
  }
  return facts.risk >= row.contained;
}

UnitDecision decide_unit(const Command& command, std::uint32_t unit, const UnitFacts& facts,
                         const std::optional<TrustMatch>& trusted, const Config& config, GuardLevel level,
                         bool force_sandbox) {
  Placed placed = place_unit(command, unit, facts, trusted, config, level, force_sandbox);
  UnitDecision out;
  out.span = command.units[unit].span;
  out.risk = facts.risk;
  out.needs_host = facts.needs_host;
  out.needs_approval = wants_approval(facts, placed, config, level) && !(trusted && trusted->contained);
  // 3.2 c. The flag stays: who asks for walls gets them, also where they get in the way.
  if (facts.needs_host && placed.place == Place::sandbox && !force_sandbox)
    placed = {Place::host, facts.risk == Risk::low ? Because::low_risk : Because::needs_host};
  out.place = placed.place;
  out.because = placed.because;
  return out;
}

/// The unit that speaks for the line: the riskiest of those that need walls, else the riskiest.
const UnitDecision* spokesman(const std::vector<UnitDecision>& units) {
  const auto weight = [](const UnitDecision& unit) {
    return (unit.place == Place::sandbox ? 16 : 0) + 2 * static_cast<int>(unit.risk) +
           (unit.because != Because::low_risk ? 1 : 0);
  };
  const auto best =
      std::max_element(units.begin(), units.end(), [&](const auto& a, const auto& b) { return weight(a) < weight(b); });
  return best == units.end() ? nullptr : &*best;
}

void refuse(Decision& decision, Because because) {
  decision.verdict = Verdict::refuse;
  decision.because = because;
  decision.may_be_allowed_once = true;
}

/// PRODUCT 3.2 d, once every unit has its place.
void settle(Decision& decision, const Config& config, bool person) {
  bool ask = false;
  bool blocked = false;
  for (const UnitDecision& unit : decision.units) {
    if (!unit.needs_approval) continue;
    ask = true;
    const bool follows_setting = unit.risk <= Risk::medium && config.approval.unattended == Unattended::host;
    blocked |= unit.place == Place::host && !follows_setting;
  }
  if (!ask) return;
  if (person)
    decision.verdict = Verdict::ask;
  else if (blocked)
    refuse(decision, Because::unattended);
}

const Finding* first_tampering(const Findings& findings) {
  const auto found =
      std::find_if(findings.items.begin(), findings.items.end(), [](const Finding& f) { return f.tampering; });
  return found == findings.items.end() ? nullptr : &*found;
}

void speak_of(Decision& decision, const Finding* finding) {
  if (finding == nullptr) return;
  decision.rule = finding->rule;
  decision.why = finding->why;
  decision.instead = finding->instead;
}

}  // namespace

Decision decide(const Command& command, const Findings& findings, const TrustView& trust, const Config& config,
                bool force_sandbox) {
  Decision decision;
  decision.verdict = Verdict::run;
  decision.risk = findings.risk();
  decision.network_install = findings.has_network_install();
  decision.guard_level = resolve_guard_level(config, command);
  const Finding* tampering = first_tampering(findings);
  speak_of(decision, tampering != nullptr ? tampering : findings.worst());

  const auto trusted = trust.find(command);
  std::vector<UnitFacts> facts;
  for (std::uint32_t unit = 0; unit < command.units.size(); ++unit) {
    facts.push_back(facts_of(findings, unit));
    decision.units.push_back(
        decide_unit(command, unit, facts.back(), trusted, config, decision.guard_level, force_sandbox));
  }
  // Nothing to hang a place on (a line of comments, or text nothing could be parsed from).
  if (decision.units.empty())
    decision.units.push_back(decide_unit({.request = command.request, .units = {Unit{}}}, 0,
                                         facts.emplace_back(UnitFacts{.risk = decision.risk}), trusted, config,
                                         decision.guard_level, force_sandbox));

  if (const UnitDecision* unit = spokesman(decision.units)) {
    decision.place = unit->place;
    decision.because = unit->because;
  }
  if (trusted && (decision.because == Because::trusted || trusted->contained)) decision.trust_key = trusted->key;
  decision.not_isolated_notice =
      std::any_of(decision.units.begin(), decision.units.end(),
                  [](const UnitDecision& unit) { return unit.because == Because::needs_host; });

  decision.needs_way_back =
      std::any_of(facts.begin(), facts.end(), [](const UnitFacts& unit) { return unit.destroys_workspace; });

  // 3.2 a comes last because nothing bypasses it.
  if (tampering != nullptr || decision.risk == Risk::critical) {
    decision.place = Place::sandbox;
    refuse(decision, tampering != nullptr ? Because::tampering : Because::critical);
    return decision;
  }
  settle(decision, config, command.request->requester.is_person);
  const bool trustable =
      std::all_of(findings.items.begin(), findings.items.end(), [](const Finding& f) { return f.trustable; });
  decision.may_be_remembered = decision.verdict == Verdict::ask && trustable;
  return decision;
}

void decide_without_way_back(Decision& decision, bool is_person, std::string why) {
  decision.no_way_back = std::move(why);
  if (decision.verdict == Verdict::refuse) return;
  // The question comes every time, so remembering the answer would be an empty promise.
  decision.may_be_remembered = false;
  if (is_person)
    decision.verdict = Verdict::ask;
  else
    refuse(decision, Because::no_way_back);
}

}  // namespace vg
