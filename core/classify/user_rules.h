// SPDX-License-Identifier: Apache-2.0
/// The rules of a configuration, compiled: what users wrote, behind an index of program names, and which packs of
/// built-in rules are switched off.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"
#include "core/base/rule_definition.h"
#include "core/classify/findings.h"
#include "core/classify/path_pattern.h"
#include "core/classify/text_pattern.h"

namespace vg {

namespace rules {

/// The family of findings of rules that users wrote.
inline constexpr std::string_view own_family = "user";

/// One option: "--force", or "--context=prod*" with what its value must be.
struct FlagPattern {
  std::string name;
  std::vector<TextPattern> value;  ///< one, or none where any value will do
};

/// Options that must all be there.
using FlagSet = std::vector<FlagPattern>;
/// One word of a verb with its alternatives.
using VerbWord = std::vector<TextPattern>;

struct ProgramPattern {
  TextPattern name;
  std::vector<PathPattern> path;  ///< one where the rule names a path
};

struct UserRule {
  const RuleDefinition* definition = nullptr;
  Risk risk = Risk::low;
  std::uint8_t harms = harms_nothing;
  std::vector<ProgramPattern> programs;
  std::vector<std::vector<VerbWord>> verbs;
  std::vector<FlagSet> flags;
  std::vector<FlagSet> without_flags;
  std::vector<TextPattern> operands;
  std::vector<PathPattern> paths;
};

}  // namespace rules

class RuleSet {
 public:
  RuleSet(const RuleSet&) = delete;
  RuleSet& operator=(const RuleSet&) = delete;

  /// Errors: a pattern that does not compile, an example that does not behave; "FILE:LINE:COLUMN: rule 'ID': …".
  static Result<std::shared_ptr<const RuleSet>> compile(const std::vector<RuleDefinition>& rules,
                                                        const std::vector<PackSwitch>& packs);

  std::span<const rules::UserRule> rules() const { return rules_; }
  bool has_rules() const { return !rules_.empty(); }
  /// Rules that may find something in a start of a program of that name, by index.
  std::span<const std::uint16_t> rules_for(std::string_view program) const;
  /// Those that name no program, or one by a pattern.
  std::span<const std::uint16_t> rules_for_any() const { return any_; }
  const rules::UserRule& rule(std::uint16_t index) const { return rules_[index]; }

  /// Whether the pack of that name is switched off.
  bool is_off(std::string_view pack) const;
  /// Once everything is found: what a switched-off pack found is low, unless it is critical; and a rule that a user
  /// wrote does not take to the host what a built-in one wants contained.
  void settle(std::vector<Finding>& findings) const;

 private:
  RuleSet() = default;
  void apply_packs(std::vector<Finding>& findings) const;
  Result<void> add(const RuleDefinition& definition);
  Result<void> count_expression(const RuleDefinition& rule, const PlacedText& part);
  /// In: `room` is what examples may still be long together. Unit: bytes
  Result<void> check_examples(const rules::UserRule& rule, std::size_t& room) const;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  std::vector<RuleDefinition> definitions_;
  std::vector<rules::UserRule> rules_;
  std::unordered_map<std::string, std::vector<std::uint16_t>, Hash, std::equal_to<>> by_program_;
  std::vector<std::uint16_t> any_;
  std::vector<std::string> packs_off_;
  std::size_t expressions_ = 0;
};

}  // namespace vg
