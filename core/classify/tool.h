// SPDX-License-Identifier: Apache-2.0
/// Tools by name: which of their verbs and options fall under which rule.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/classify/arguments.h"
#include "core/classify/rule.h"

namespace vg::rules {

class Judge;
struct Start;
struct ToolTable;

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

/// One tool as it is written in a table (tools_*.cc). Only the compiler reads these; see tool_pack.h.
struct ToolRow {
  std::string_view name;
  std::span<const VerbRow> verbs = {};
  NameList valued = {};       ///< options that take the next word, wherever they stand
  ToolJudge judge = nullptr;  ///< what a table cannot say
  RuleId always = {};         ///< low finding that carries bits whatever the tool does
  NameList harmless = {};     ///< options that make any call read-only, beside --help, --version, --dry-run
  Style style = Style::clusters;
};

/// The verbs of a tool, in the order of its table.
class VerbTable {
 public:
  VerbTable() = default;
  VerbTable(const ToolTable& table, std::size_t first, std::size_t count)
      : table_(&table), first_(first), count_(count) {}

  bool empty() const { return count_ == 0; }
  std::size_t size() const { return count_; }
  VerbRow operator[](std::size_t index) const;

  class Iterator {
   public:
    Iterator(const VerbTable& table, std::size_t index) : table_(&table), index_(index) {}
    VerbRow operator*() const { return (*table_)[index_]; }
    Iterator& operator++() { return ++index_, *this; }
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    const VerbTable* table_;
    std::size_t index_;
  };
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, count_}; }

 private:
  const ToolTable* table_ = nullptr;  // tables live as long as the program
  std::size_t first_ = 0;
  std::size_t count_ = 0;
};

/// One tool as judges read it; the fields are those of ToolRow.
struct Tool {
  std::string_view name;
  VerbTable verbs;
  NameList valued;
  ToolJudge judge = nullptr;
  RuleId always;
  NameList harmless;
  Style style = Style::clusters;
};

/// The tool by the base name of its program; none for an unknown one.
std::optional<Tool> find_tool(std::string_view name);

/// Every tool, sorted by name.
std::vector<Tool> all_tools();

/// The first verb of `tool` that fits; none where no one does.
std::optional<VerbRow> find_verb(const Tool& tool, const Args& args);

/// Whether an option says that nothing will happen: --help, --dry-run=client.
bool is_harmless_call(const Tool& tool, const Args& args, std::size_t to = ~std::size_t{0});

}  // namespace vg::rules
