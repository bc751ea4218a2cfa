// SPDX-License-Identifier: Apache-2.0
#include "core/config/tightening.h"

#include <algorithm>
#include <limits>

namespace vg {
namespace {

template <typename T>
std::vector<T> joined(const std::vector<T>& below, const std::vector<T>& added) {
  std::vector<T> out = below;
  for (const T& item : added)
    if (std::find(out.begin(), out.end(), item) == out.end()) out.push_back(item);
  return out;
}

/// A pack named in both stands as the later layer says.
std::vector<PackSwitch> switched(const std::vector<PackSwitch>& below, const std::vector<PackSwitch>& later) {
  std::vector<PackSwitch> out = below;
  for (const PackSwitch& pack : later) {
    const auto same = std::find_if(out.begin(), out.end(), [&](const PackSwitch& p) { return p.name == pack.name; });
    if (same == out.end())
      out.push_back(pack);
    else
      same->on = pack.on;
  }
  return out;
}

Value joined_value(const Value& below, const Value& added) {
  if (const auto* texts = std::get_if<std::vector<std::string>>(&added))
    return joined(std::get<std::vector<std::string>>(below), *texts);
  if (const auto* rules = std::get_if<std::vector<RuleDefinition>>(&added))
    return joined(std::get<std::vector<RuleDefinition>>(below), *rules);
  if (const auto* packs = std::get_if<std::vector<PackSwitch>>(&added))
    return switched(std::get<std::vector<PackSwitch>>(below), *packs);
  return joined(std::get<std::vector<BindMount>>(below), std::get<std::vector<BindMount>>(added));
}

/// What an unset value stands for at `level`.
Value effective(const KeyRow& row, const Value& value, Level level) {
  if (!std::holds_alternative<std::monostate>(value)) return value;
  const LevelDefaults& defaults = defaults_of(level);
  const auto optional = [](const std::optional<std::int64_t>& number) { return number ? Value(*number) : Value(); };
  if (row.key == "sandbox.network_mode") return std::string(defaults.network_mode);
  if (row.key == "sandbox.timeout") return optional(defaults.timeout);
  if (row.key == "sandbox.memory_limit") return defaults.memory_limit;
  if (row.key == "sandbox.cpu_limit") return defaults.cpu_limit;
  if (row.key == "sandbox.pids_limit") return optional(defaults.pids_limit);
  return value;
}

std::size_t rank_of(const KeyRow& row, const Value& value) {
  const auto choices = split_choices(row.choices);
  const auto found = std::find(choices.begin(), choices.end(), std::get<std::string>(value));
  return static_cast<std::size_t>(found - choices.begin());
}

/// Unset is no limit.
double size_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return static_cast<double>(*number);
  if (const auto* number = std::get_if<double>(&value)) return *number;
  return std::numeric_limits<double>::infinity();
}

Tightened tightened_guard_level(const Held& below, const Value& wanted) {
  const GuardLevel old_level = *value_in(guard_level_names, std::get<std::string>(below.value));
  const GuardLevel new_level = *value_in(guard_level_names, std::get<std::string>(wanted));
  if (new_level == old_level) return {below, false};
  if (old_level == GuardLevel::automatic) {
    if (new_level == GuardLevel::paranoid) return {{wanted, GuardLevel::off}, false};
    // `auto` gives medium at least, so medium and less would only take something away.
    const GuardLevel floor = std::max(below.at_least, GuardLevel::medium);
    if (new_level <= floor) return {below, new_level < floor || below.at_least < new_level};
    return {{below.value, new_level}, false};
  }
  if (new_level == GuardLevel::automatic)
    return old_level == GuardLevel::paranoid ? Tightened{below, false} : Tightened{{wanted, old_level}, false};
  return new_level > old_level ? Tightened{{wanted, GuardLevel::off}, false} : Tightened{below, true};
}

Tightened tightened_whitelist(const Held& below, const Value& wanted) {
  const auto& old_names = std::get<std::vector<std::string>>(below.value);
  const auto& new_names = std::get<std::vector<std::string>>(wanted);
  if (old_names == new_names) return {below, false};
  const auto holds = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  std::vector<std::string> both;
  for (const std::string& name : old_names)
    if (holds(new_names, name)) both.push_back(name);
  const bool asks_for_more =
      std::any_of(new_names.begin(), new_names.end(), [&](const std::string& name) { return !holds(old_names, name); });
  // An empty list does not mean "nothing passes" but "no list": it is never a stricter one.
  if (both.empty()) return {below, true};
  return {{both}, asks_for_more};
}

/// Rules only raise what is found, but what needs the host is not contained: that part of a rule waits.
Tightened tightened_rules(const Held& below, const Value& wanted) {
  auto rules = std::get<std::vector<RuleDefinition>>(below.value);
  bool waits = false;
  for (RuleDefinition rule : std::get<std::vector<RuleDefinition>>(wanted)) {
    const auto is_there = [&] { return std::find(rules.begin(), rules.end(), rule) != rules.end(); };
    if (is_there()) continue;
    waits |= rule.needs_host;
    rule.needs_host = false;
    if (!is_there()) rules.push_back(std::move(rule));
  }
  return {{rules}, waits};
}

Tightened tightened_packs(const Held& below, const Value& wanted) {
  auto packs = std::get<std::vector<PackSwitch>>(below.value);
  bool waits = false;
  for (const PackSwitch& pack : std::get<std::vector<PackSwitch>>(wanted)) {
    const auto same = std::find_if(packs.begin(), packs.end(), [&](const auto& p) { return p.name == pack.name; });
    const bool is_on = same == packs.end() || same->on;
    if (pack.on && !is_on) same->on = true;
    if (!pack.on && is_on) waits = true;
  }
  return {{packs}, waits};
}

}  // namespace

Held believed(const KeyRow& row, const Held& below, const Value& wanted) {
  return {row.layering == Layering::adds ? joined_value(below.value, wanted) : wanted, GuardLevel::off};
}

Tightened tightened(const KeyRow& row, const Held& below, const Value& wanted, Level level) {
  if (row.tightening == Tightening::guard_level) return tightened_guard_level(below, wanted);
  if (row.tightening == Tightening::fewer_entries) return tightened_whitelist(below, wanted);
  if (row.type == ValueType::rules) return tightened_rules(below, wanted);
  if (row.tightening == Tightening::switched_on) return tightened_packs(below, wanted);
  const Held after = believed(row, below, wanted);
  const Value old_value = effective(row, below.value, level);
  const Value new_value = effective(row, after.value, level);
  if (old_value == new_value) return {below, false};
  bool stricter = false;
  switch (row.tightening) {
    case Tightening::later_choice: stricter = rank_of(row, new_value) > rank_of(row, old_value); break;
    case Tightening::to_true: stricter = std::get<bool>(new_value); break;
    case Tightening::to_false: stricter = !std::get<bool>(new_value); break;
    case Tightening::smaller: stricter = size_of(new_value) < size_of(old_value); break;
    case Tightening::more_entries: stricter = true; break;
    case Tightening::never:
    case Tightening::guard_level:
    case Tightening::fewer_entries:
    case Tightening::switched_on: break;
  }
  return stricter ? Tightened{after, false} : Tightened{below, true};
}

}  // namespace vg
