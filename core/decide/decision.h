// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/classify/findings.h"
#include "core/config/config.h"

namespace vg {

enum class Verdict : std::uint8_t {
  run,
  ask,  ///< a person is there and must say yes
  refuse,
};
inline constexpr EnumNames<Verdict, 3> verdict_names{
    {{Verdict::run, "run"}, {Verdict::ask, "ask"}, {Verdict::refuse, "refuse"}}};
static_assert(is_complete(verdict_names));

enum class Place : std::uint8_t { host, sandbox };
inline constexpr EnumNames<Place, 2> place_names{{{Place::host, "host"}, {Place::sandbox, "sandbox"}}};
static_assert(is_complete(place_names));

/// Why a command runs where it runs, or does not. decide/reasons.cc has a sentence for each.
enum class Because : std::uint8_t {
  low_risk,
  denylisted,
  trusted,
  allowlisted,
  mode_always,
  mode_never,
  disabled,
  below_mode,       ///< mode `risky` and less than high, or nothing that `auto` contains
  risk,             ///< contained for its level
  network_install,  ///< contained for installing from the network
  risk_and_install,
  needs_host,
  guard_paranoid,  ///< low, contained because the guard level is paranoid
  flag,            ///< `--sandbox`
  tampering,
  critical,
  unattended,   ///< needs a person, nobody is there
  no_way_back,  ///< would destroy work in the workspace, no snapshot can be made
  declined,     ///< a person said no
  approved_once,
  approved_contained,
  approved_and_remembered,
  allowed_once,  ///< by a code
  ticket,        ///< decided when the line was judged
};
inline constexpr std::size_t because_count = static_cast<std::size_t>(Because::ticket) + 1;

/// What is decided for one unit of a line.
struct UnitDecision {
  Span span;
  Place place = Place::host;
  Because because = Because::low_risk;
  Risk risk = Risk::low;
  bool needs_host = false;
  bool needs_approval = false;
};

struct Decision {
  Verdict verdict = Verdict::refuse;
  Place place = Place::sandbox;
  Because because = Because::critical;
  Risk risk = Risk::critical;
  bool network_install = false;
  bool not_isolated_notice = false;             ///< runs on the host because walls cannot help, and that must be said
  bool needs_way_back = false;                  ///< destroys work in the workspace: only after a snapshot
  bool may_be_remembered = false;               ///< offer `r`
  bool may_be_allowed_once = false;             ///< a refusal that gets a code
  GuardLevel guard_level = GuardLevel::medium;  ///< after `auto` is resolved
  std::vector<UnitDecision> units;              ///< one per Command::units
  std::string rule;                             ///< of the finding that decided, or empty
  std::string why;                              ///< its sentence, or empty
  std::string instead;
  std::string code;         ///< for `vg allow-once`, set by the approver
  std::string snapshot;     ///< for `vg undo`, set once it is made
  std::string no_way_back;  ///< why none could be made, set where that was tried
  std::string trust_key;    ///< of the entry that placed it, or that was added

  /// Whether the approver has something to do: somebody must be asked, or a refusal can be lifted by a code.
  bool needs_approval() const { return verdict == Verdict::ask || (verdict == Verdict::refuse && may_be_allowed_once); }
  /// Plain low-risk host: nothing to say, nothing for the audit log.
  bool is_plain() const { return verdict == Verdict::run && place == Place::host && because == Because::low_risk; }
};

}  // namespace vg
