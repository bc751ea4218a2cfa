// SPDX-License-Identifier: Apache-2.0
#include "core/classify/user_rules.h"

#include <algorithm>

#include "core/base/path.h"
#include "core/base/rule_packs.h"
#include "core/classify/classify.h"
#include "core/classify/rule.h"
#include "core/parse/parse.h"

namespace vg {
namespace {

using namespace rules;

/// How many RE2 expressions one configuration may hold: each takes some ten microseconds to build, at every start of
/// `vg`.
constexpr std::size_t most_expressions = 512;
/// All examples of a configuration together: they are judged at every start, too.
constexpr std::size_t most_example_bytes = 64 << 10;

// Where examples are typed: the same everywhere, so that a rule holds on every machine or on none.
constexpr const char* example_home = "/home/user";
constexpr const char* example_project = "/home/user/project";

constexpr bool every_family_is_in_one_pack() {
  for (std::size_t i = 0; i < rule_count; ++i)
    if (pack_index_of(rule_at(i).family) == rule_packs.size()) return false;
  return true;
}
static_assert(every_family_is_in_one_pack());

Result<TextPattern> pattern_of(const RuleDefinition& rule, const PlacedText& part, std::string_view text) {
  auto pattern = TextPattern::compile(text);
  if (!pattern) return fail("rule '" + rule.id.text + "': " + pattern.error().what, rule.place_of(part));
  return pattern;
}

std::vector<std::string_view> words_of(std::string_view text) {
  constexpr std::string_view blanks = " \t\n";
  std::vector<std::string_view> words;
  for (std::size_t at = text.find_first_not_of(blanks); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(blanks, at), text.size());
    words.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(blanks, end);
  }
  return words;
}

Result<FlagSet> flags_of(const RuleDefinition& rule, const PlacedText& part) {
  FlagSet set;
  for (const std::string_view word : words_of(part.text)) {
    const std::size_t equals = word.find('=');
    FlagPattern flag{std::string(word.substr(0, equals)), {}};
    if (equals != std::string_view::npos) flag.value.push_back(VG_TRY(pattern_of(rule, part, word.substr(equals + 1))));
    set.push_back(std::move(flag));
  }
  return set;
}

Result<std::vector<VerbWord>> verb_of(const RuleDefinition& rule, const PlacedText& part) {
  std::vector<VerbWord> verb;
  for (const std::string_view word : words_of(part.text)) {
    VerbWord alternatives;
    for (std::string_view rest = word;;) {
      const std::size_t bar = rest.find('|');
      alternatives.push_back(VG_TRY(pattern_of(rule, part, rest.substr(0, bar))));
      if (bar == std::string_view::npos) break;
      rest.remove_prefix(bar + 1);
    }
    verb.push_back(std::move(alternatives));
  }
  return verb;
}

std::uint8_t harms_of(const RuleDefinition& definition, Risk risk) {
  std::uint8_t harms = harms_nothing;
  for (const PlacedText& harm : definition.harms)
    harms |= harm.text == "workspace" ? harms_workspace : harm.text == "remote" ? harms_remote : harms_outside;
  return definition.harms.empty() && risk != Risk::low ? std::uint8_t{harms_outside} : harms;
}

/// The line of an example, typed in a project where there are no files.
Result<Findings> judge_example(const std::string& line, const RuleSet& set) {
  Request request;
  request.line = line;
  request.home = example_home;
  request.workspace = request.working_directory = example_project;
  request.environment = Environment({"HOME=/home/user", "USER=user", "PATH=/usr/bin:/bin"});
  request.files = std::make_shared<FakeFileView>();
  const Command command = VG_TRY(parse(request));
  return classify(command, &set);
}

bool has(const Findings& findings, std::string_view rule) {
  return std::any_of(findings.items.begin(), findings.items.end(),
                     [&](const Finding& finding) { return finding.rule == rule; });
}

}  // namespace

Result<void> RuleSet::count_expression(const RuleDefinition& rule, const PlacedText& part) {
  // An entry for flags may hold several.
  for (std::size_t at = part.text.find("re:"); at != std::string::npos; at = part.text.find("re:", at + 1))
    if (++expressions_ > most_expressions)
      return fail("rule '" + rule.id.text + "': more than " + std::to_string(most_expressions) + " RE2 expressions",
                  rule.place_of(part));
  return {};
}

Result<void> RuleSet::add(const RuleDefinition& definition) {
  UserRule rule;
  rule.definition = &definition;
  rule.risk = value_in(risk_names, definition.level.text).value_or(Risk::critical);
  rule.harms = harms_of(definition, rule.risk);
  const auto index = static_cast<std::uint16_t>(rules_.size());
  bool is_for_any = definition.programs.empty();
  for (const PlacedText& program : definition.programs) {
    const bool is_path = program.text.find('/') != std::string::npos;
    const std::string name(base_name(program.text));
    ProgramPattern pattern{VG_TRY(pattern_of(definition, program, name)), {}};
    if (is_path) pattern.path.emplace_back(program.text);
    if (pattern.name.is_plain())
      by_program_[name].push_back(index);
    else
      is_for_any = true;
    rule.programs.push_back(std::move(pattern));
  }
  if (is_for_any) any_.push_back(index);
  for (const PlacedText& verb : definition.verbs) rule.verbs.push_back(VG_TRY(verb_of(definition, verb)));
  for (const PlacedText& flag : definition.flags) {
    VG_CHECK(count_expression(definition, flag));
    rule.flags.push_back(VG_TRY(flags_of(definition, flag)));
  }
  for (const PlacedText& flag : definition.without_flags) {
    VG_CHECK(count_expression(definition, flag));
    rule.without_flags.push_back(VG_TRY(flags_of(definition, flag)));
  }
  for (const PlacedText& operand : definition.operands) {
    VG_CHECK(count_expression(definition, operand));
    rule.operands.push_back(VG_TRY(pattern_of(definition, operand, operand.text)));
  }
  for (const PlacedText& path : definition.paths) rule.paths.emplace_back(path.text);
  rules_.push_back(std::move(rule));
  return {};
}

Result<void> RuleSet::check_examples(const UserRule& rule, std::size_t& room) const {
  const RuleDefinition& definition = *rule.definition;
  const auto check = [&](const PlacedText& example, bool wanted) -> Result<void> {
    if (example.text.size() > room)
      return fail("rule '" + definition.id.text + "': all examples together are longer than 64 KiB",
                  definition.place_of(example));
    room -= example.text.size();
    const auto wrong = [&](std::string_view what) {
      return fail(
          "rule '" + definition.id.text + "': " + std::string(what) + ": " + visible(shortened(example.text, 64)),
          definition.place_of(example));
    };
    const auto findings = judge_example(example.text, *this);
    if (!findings) return wrong("an example is no command");
    if (wanted && !has(*findings, definition.id.text)) return wrong("does not find its 'match' example");
    if (!wanted && has(*findings, definition.id.text)) return wrong("finds its 'not_match' example");
    // What nobody understands proves nothing.
    if (!wanted && has(*findings, "OB006")) return wrong("a 'not_match' example is not understood");
    return {};
  };
  for (const PlacedText& example : definition.match) VG_CHECK(check(example, true));
  for (const PlacedText& example : definition.not_match) VG_CHECK(check(example, false));
  return {};
}

Result<std::shared_ptr<const RuleSet>> RuleSet::compile(const std::vector<RuleDefinition>& rules,
                                                        const std::vector<PackSwitch>& packs) {
  const std::shared_ptr<RuleSet> set(new RuleSet);
  set->definitions_ = rules;
  for (const RuleDefinition& definition : set->definitions_) VG_CHECK(set->add(definition));
  std::size_t room = most_example_bytes;
  for (const UserRule& rule : set->rules_) VG_CHECK(set->check_examples(rule, room));
  for (const PackSwitch& pack : packs)
    if (const PackRow* row = find_pack(pack.name); !pack.on && row != nullptr && row->needed_for.empty())
      set->packs_off_.push_back(pack.name);
  return std::shared_ptr<const RuleSet>(set);
}

std::span<const std::uint16_t> RuleSet::rules_for(std::string_view program) const {
  const auto found = by_program_.find(program);
  return found == by_program_.end() ? std::span<const std::uint16_t>() : found->second;
}

bool RuleSet::is_off(std::string_view pack) const {
  return std::find(packs_off_.begin(), packs_off_.end(), pack) != packs_off_.end();
}

void RuleSet::apply_packs(std::vector<Finding>& findings) const {
  if (packs_off_.empty()) return;
  for (Finding& finding : findings) {
    const PackRow* pack = pack_of_family(finding.family);
    if (pack == nullptr || !is_off(pack->name) || finding.risk == Risk::critical || finding.tampering) continue;
    if (finding.risk > Risk::low || finding.network_install) {
      finding.why += " (pack ";
      finding.why += pack->name;
      finding.why += " is off)";
    }
    finding.risk = Risk::low;
    finding.network_install = false;
  }
}

void RuleSet::settle(std::vector<Finding>& findings) const {
  apply_packs(findings);
  std::vector<bool> wants_walls;  // by unit
  for (const Finding& finding : findings) {
    if (finding.family == own_family || finding.needs_host) continue;
    if (finding.risk < Risk::medium && !finding.network_install) continue;
    if (wants_walls.size() <= finding.unit) wants_walls.resize(finding.unit + 1);
    wants_walls[finding.unit] = true;
  }
  for (Finding& finding : findings)
    if (finding.family == own_family && finding.unit < wants_walls.size() && wants_walls[finding.unit])
      finding.needs_host = false;
}

Result<std::shared_ptr<const RuleSet>> compile_rules(const std::vector<RuleDefinition>& rules,
                                                     const std::vector<PackSwitch>& packs) {
  const bool all_on = std::all_of(packs.begin(), packs.end(), [](const PackSwitch& pack) { return pack.on; });
  if (rules.empty() && all_on) return std::shared_ptr<const RuleSet>();
  return RuleSet::compile(rules, packs);
}

}  // namespace vg
