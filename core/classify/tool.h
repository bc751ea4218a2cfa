// SPDX-License-Identifier: Apache-2.0
/// Tools by name: which of their verbs and options fall under which rule.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/classify/arguments.h"
#include "core/classify/rule.h"

namespace vg::rules {

class Judge;
struct Start;

/// One verb of a tool. The first row that fits decides; a row without a rule says "nothing to say".
struct VerbRow {
  /// Words that must be the first operands, each with alternatives: "repo delete|rm". "*" is any word, "delete-*" any
  /// word that starts so, "..." any number of words, "()" no operand at all; "," stands between whole verbs.
  /// Empty: always fits.
  std::string_view verb;
  RuleId rule = {};
  std::string_view with = {};     ///< one of these options must be there
  std::string_view without = {};  ///< none of these may be there
  /// What follows the first operand behind the verb belongs to another program: npx PACKAGE --help.
  bool payload = false;
};

using ToolJudge = void (*)(Judge&, const Start&);

struct ToolRow {
  std::string_view name;
  std::span<const VerbRow> verbs = {};
  NameList valued = {};       ///< options that take the next word, wherever they stand
  ToolJudge judge = nullptr;  ///< what a table cannot say
  RuleId always = {};         ///< low finding that carries bits whatever the tool does
  NameList harmless = {};     ///< options that make any call read-only, beside --help, --version, --dry-run
  Style style = Style::clusters;
};

/// The row of a tool by the base name of its program; nullptr for an unknown one.
const ToolRow* find_tool(std::string_view name);

/// Every row, sorted by name.
std::vector<ToolRow> all_tools();

/// The first row of `tool` that fits, nullptr where none does.
const VerbRow* find_verb(const ToolRow& tool, const Args& args);

/// Whether an option says that nothing will happen: --help, --dry-run=client.
bool is_harmless_call(const ToolRow& tool, const Args& args, std::size_t to = ~std::size_t{0});

}  // namespace vg::rules
