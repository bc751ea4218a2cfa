// SPDX-License-Identifier: Apache-2.0
/// One walk over a command: what the rules share, and where findings are collected.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/classify/evaluator.h"
#include "core/classify/findings.h"
#include "core/classify/location.h"
#include "core/classify/rule.h"
#include "core/classify/tool.h"
#include "core/parse/work.h"

namespace vg {
class RuleSet;
}

namespace vg::rules {

/// The rules of the configuration, and what holding a command against them may still cost.
struct UserRules {
  const RuleSet* set = nullptr;
  Work* work = nullptr;
};

/// A program start with its words as values.
struct Start {
  const Invocation* invocation = nullptr;
  Args args;              ///< args[0] is the program; a known tool behind an interpreter stands at 0
  std::string_view name;  ///< base name; "python3" for python3.12
  std::optional<Tool> tool;
  Span span;
  std::uint32_t unit = 0;
  std::string_view directory;  ///< working directory there, empty where it is not known
  bool as_root = false;        ///< behind sudo and its kin
  bool fed = false;            ///< xargs or parallel adds operands that are not in the line
  bool by_path = false;        ///< named with a slash
  bool remote = false;         ///< on another host or in a container
};

/// A file whose text is being judged, and the one that named it.
struct OpenFile {
  std::string_view path;
  const OpenFile* outer = nullptr;
  mutable bool runs_arguments = false;  ///< "$@" is a command in it: what it was given runs
};

/// Where a piece of text that is judged by itself would run.
struct Scope {
  bool as_root = false;
  bool remote = false;  ///< on another host or in a container: paths say nothing about this one
  int depth = 0;
  Work* work = nullptr;            ///< shared with the judge around this one; nullptr for the outermost
  const OpenFile* file = nullptr;  ///< innermost; nullptr where the text stands in the line
  std::uint32_t line = 0;          ///< of that file where the text stands; 0: the text is the file
  std::optional<Span> span;        ///< of the word that held the text; findings point at it
  std::uint32_t unit = 0;
  UserRules user_rules;
};

/// Departures of a finding from its rule's row.
struct Change {
  std::optional<Risk> risk;
  std::optional<std::uint8_t> harms;
  std::string_view detail = {};  ///< what exactly, behind the row's sentence
};

class Judge {
 public:
  Judge(const Command& command, Scope scope, std::vector<Finding>& findings);

  void run();

  void add(RuleId rule, Span span, std::uint32_t unit, Change change = {});
  /// A finding of a rule without a row: one that a user wrote.
  void add(Finding finding);
  void add(RuleId rule, const Start& start, Change change = {}) { add(rule, start.span, start.unit, change); }
  void add(RuleId rule, const Start& start, const Arg& arg, Change change = {}) {
    add(rule, arg.span, start.unit, change);
  }

  /// Takes `units` from what may be spent on the line. Out: false once that is used up, which is a finding.
  bool spend(std::size_t units) const { return work_->spend(units); }
  /// Whether that would leave something for what comes behind.
  bool affords(std::size_t units) const { return 2 * units < work_->left(); }
  /// As much of `text` as can be looked through at `byte_cost` a byte, which is spent.
  std::string_view affordable(std::string_view text, std::size_t byte_cost) const {
    text = text.substr(0, work_->left() / byte_cost);
    spend(text.size() * byte_cost);
    return text;
  }

  /// Nothing is known of the operands past what may be spent.
  Location locate(const Start& start, const Arg& arg, Follow follow = Follow::last) const {
    if (!spend(locate_cost)) return {};
    return Locator(start.remote ? elsewhere_ : place_, start.directory).locate(arg, follow);
  }

  /// Judges `line` as if it stood here. Out: the worst risk found in it.
  Risk judge_line(std::string_view line, const Start& start, bool remote = false);
  /// The same for words.
  Risk judge_words(const Args& args, std::size_t from, const Start& start, bool remote = false);
  /// Judges the text of a script that `start` runs. In: `path` as the files of the request know it.
  void judge_script(std::string_view text, std::string_view path, Dialect dialect, const Start& start, const Arg& arg);
  /// What judge_line() would say, without keeping the findings.
  Risk risk_of_text(std::string_view text, const Start& start) const;

  /// In a script of which every program is judged when it starts: what is not known now is known then.
  bool is_watched_script() const { return scope_.file != nullptr && place_.entry == EntryPoint::shim; }

  Evaluator& evaluator() { return evaluator_; }
  const Evaluator& words() const { return evaluator_; }
  /// `invocation` as the rules see it.
  Start read_start(const Invocation& invocation) const;
  /// The same, kept until the end of the walk.
  const Start* keep_start(const Invocation& invocation);
  Args read_words(std::span<const Word> words) const;
  /// Home, workspace and files as they are where the command runs; empty on another host.
  const Request& request() const { return place_; }
  const Command& command() const { return command_; }
  const Scope& scope() const { return scope_; }
  const std::vector<Start>& starts() const { return starts_; }
  const Start* start_of(const Node& node) const;
  std::string_view keep(std::string_view text) { return texts_.keep(text); }

 private:
  Request request_inside(const Start& start, bool away) const;
  std::uint32_t file_line(Span span) const;
  void name_place(Finding& finding, Span span) const;
  Risk judge_inside(const Request& inner, Scope scope, const Start& start, std::uint32_t most_work);
  void collect_functions(const Node& node, int depth);
  void judge_start(const Start& start);

  static constexpr std::size_t locate_cost = 600;  // unit: see Work

  const Command& command_;
  const Request& place_;
  Scope scope_;
  std::vector<Finding>& findings_;
  Work own_work_;
  Work* work_;
  TextStore texts_;
  Evaluator evaluator_;
  std::vector<const Node*> functions_;
  std::vector<Start> starts_;
  std::deque<Start> kept_;
  Request elsewhere_;  ///< no home, no workspace, no files of ours
};

/// `args` from there on as a line that reads back to the same words; what is not known is written as a variable.
std::string quoted_line(const Args& args, std::size_t from);

/// Names a wrapper that runs its command as root.
bool is_root_wrapper(std::string_view name);
/// sh, bash, … read commands.
bool is_shell(std::string_view name);
/// Shells and interpreters of other languages: what comes in on their standard input is run.
bool is_interpreter(std::string_view name);

/// The script that `start` runs or reads: its content, where it is a shell's.
void judge_script_file(Judge& judge, const Start& start, const Arg& file);

/// Programs that take a file without showing what is in it: ls, chmod, ssh-add.
bool is_harmless_reader(std::string_view name);

// Passes. Each looks at one side of every start, or at the line as a whole.
void judge_text(Judge& judge);  ///< unicode, escape sequences, parse problems
void judge_functions(Judge& judge, const std::vector<const Node*>& functions);
void judge_redirections(Judge& judge, const Start& start);
void judge_assignments(Judge& judge, const Start& start);
void judge_program_word(Judge& judge, const Start& start);
void judge_privileges(Judge& judge, const Start& start, Risk inner);
void judge_wrappers(Judge& judge, const Start& start);
void judge_opened_shell(Judge& judge, const Start& start);
void judge_lookalikes(Judge& judge, const Start& start);
void judge_unknown_program(Judge& judge, const Start& start);  ///< what no table knows
void judge_known_client(Judge& judge, const Start& start);     ///< verbs its table does not have
void judge_carried_command(Judge& judge, const Start& start);  ///< behind "run --" of a known tool
void judge_reading(Judge& judge, const Start& start);
void judge_user_rules(Judge& judge, const Start& start);
void judge_flows(Judge& judge);

// What several rules say about one operand.
enum class Writing : std::uint8_t { replace, append, place };  ///< place: cp, mv, ln, install, rsync
void judge_written(Judge& judge, const Start& start, const Arg& target, Writing how);
void judge_deleted(Judge& judge, const Start& start, const Arg& target, bool tree);
/// `start` deletes what `find` lists.
void judge_found_deletion(Judge& judge, const Start& start, const Start& find, bool tree);

}  // namespace vg::rules
