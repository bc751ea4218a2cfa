// SPDX-License-Identifier: Apache-2.0
// judge_user_rules: one program start held against the rules of the configuration.
#include <algorithm>
#include <optional>

#include "core/base/path.h"
#include "core/classify/judge.h"
#include "core/classify/user_rules.h"

namespace vg::rules {
namespace {

/// A program start under one of the names it goes by.
struct Called {
  std::string_view name;
  const Args* args = nullptr;
  std::optional<Tool> tool;
  std::size_t own_words =
      ~std::size_t{0};  ///< of a wrapper: where what it starts begins, whose options are not its own

  NameList valued() const { return tool ? tool->valued : NameList(); }
  Style style() const { return tool ? tool->style : Style::clusters; }
};

struct NamedPath {
  std::string path;
  bool is_glob = false;
  Span span;
};

/// Options and programs with which a directory stands for what is in it.
constexpr NameList recursive_flags = "-r|-R|-a|--recursive|--archive";
constexpr NameList recursive_programs = "mv|find|fd|fdfind|rsync|tar|shred|rclone|chattr|tree";

bool is_long_word(std::string_view name) {
  return name.size() > 2 && name[0] == '-' && name[1] != '-';
}

/// Whether `arg` is the option `name`; "-name" of more than one letter is one option, whatever the tool.
bool is_option(std::string_view arg, std::string_view name, Style style) {
  if (!is_long_word(name)) return is_flag(arg, name, style);
  return is_flag(arg, name, Style::words) || (arg.starts_with("--") && is_flag(arg.substr(1), name, Style::words));
}

/// The value that args[i] gives to the option `name`; nullopt where it is not that option or the value is not known.
std::optional<std::string_view> value_of(const Args& args, std::size_t i, std::string_view name, Style style) {
  const std::string_view arg = args[i].text;
  const auto next = [&]() -> std::optional<std::string_view> {
    if (i + 1 >= args.size() || !args[i + 1].known) return std::nullopt;
    return args[i + 1].text;
  };
  const std::size_t equals = arg.find('=');
  const bool is_letter = name.size() == 2 && name[1] != '-';
  if (is_letter && style == Style::clusters && arg[1] != '-') {
    // -nprod, -n=prod, -n prod, and the same at the end of a cluster.
    const std::size_t at = arg.find(name[1], 1);
    if (at == std::string_view::npos || (equals != std::string_view::npos && at > equals)) return std::nullopt;
    if (at + 1 == arg.size()) return next();
    if (!args[i].known) return std::nullopt;
    return arg.substr(at + (arg[at + 1] == '=' ? 2 : 1));
  }
  if (!is_option(arg.substr(0, equals), name, style)) return std::nullopt;
  if (equals == std::string_view::npos) return args[i].known ? next() : std::nullopt;
  if (!args[i].known) return std::nullopt;
  return arg.substr(equals + 1);
}

class UserJudge {
 public:
  UserJudge(Judge& judge, const Start& start, const RuleSet& set, Work& work)
      : judge_(judge), start_(start), set_(set), work_(work) {}

  void run() {
    if (start_.args.empty() || !start_.args[0].known || start_.args[0].glob) {
      // No program, or none that is known: what rules say about any program still holds.
      judge_called({{}, &start_.args, std::nullopt}, set_.rules_for_any());
      return;
    }
    judge_as({start_.name, &start_.args, start_.tool});
    judge_as_written();
    judge_script();
    judge_as_wrapped();
  }

 private:
  void judge_as(const Called& called) {
    judge_called(called, set_.rules_for(called.name));
    const std::string_view base = base_name((*called.args)[0].text);
    if (base != called.name) judge_called(called, set_.rules_for(base));
    judge_called(called, set_.rules_for_any());
  }

  /// The interpreter in front of a tool that is a script: python3 -m pip is python3, too.
  void judge_as_written() {
    const std::span<const Word> words = start_.invocation->words;
    if (words.empty() || start_.args.size() == words.size()) return;
    const Args args = judge_.read_words(words);
    if (!args.empty() && args[0].known) judge_as({base_name(args[0].text), &args, std::nullopt});
  }

  /// The script behind an interpreter: bash ./deploy.sh is deploy.sh, too.
  void judge_script() {
    if (!is_interpreter(start_.name)) return;
    std::size_t i = 1;
    while (i < start_.args.size() && start_.args[i].is_option()) ++i;
    if (i >= start_.args.size() || !start_.args[i].known) return;
    const Args args(start_.args.begin() + static_cast<std::ptrdiff_t>(i), start_.args.end());
    const std::string_view name = base_name(args[0].text);
    judge_called({name, &args, std::nullopt}, set_.rules_for(name));
    judge_called({name, &args, std::nullopt}, set_.rules_for_any());
  }

  /// Wrappers do not appear as programs; a rule may be about sudo all the same.
  void judge_as_wrapped() {
    if (start_.invocation->wrappers.empty()) return;
    const Args all = judge_.read_words(start_.invocation->started);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!all[i].known) continue;
      const std::string_view name = base_name(all[i].text);
      const auto& wrappers = start_.invocation->wrappers;
      if (std::none_of(wrappers.begin(), wrappers.end(), [&](auto wrapper) { return base_name(wrapper) == name; }))
        continue;
      if (set_.rules_for(name).empty()) continue;
      const Args args(all.begin() + static_cast<std::ptrdiff_t>(i), all.end());
      judge_called({name, &args, find_tool(name), own_words(args)}, set_.rules_for(name));
    }
  }

  /// Words up to the next wrapper or the program itself.
  std::size_t own_words(const Args& args) const {
    const auto& wrappers = start_.invocation->wrappers;
    std::size_t end = 1;
    for (; end < args.size(); ++end) {
      if (!args[end].known || args[end].is_option()) continue;
      if (args[end].span.begin == start_.args[0].span.begin) break;
      const std::string_view name = base_name(args[end].text);
      if (std::any_of(wrappers.begin(), wrappers.end(), [&](auto wrapper) { return base_name(wrapper) == name; }))
        break;
    }
    return end;
  }

  void judge_called(const Called& called, std::span<const std::uint16_t> rules) {
    for (const std::uint16_t index : rules) {
      const UserRule& rule = set_.rule(index);
      Span span = start_.span;
      if (programs_hold(rule, called) && flags_hold(rule.flags, called) && !excluded(rule, called) &&
          verbs_hold(rule, called) && operands_hold(rule, called, span) && paths_hold(rule, called, span))
        judge_.add(finding_of(rule, span));
    }
  }

  Finding finding_of(const UserRule& rule, Span span) const {
    const RuleDefinition& definition = *rule.definition;
    Finding finding;
    finding.rule = definition.id.text;
    finding.family = own_family;
    finding.risk = rule.risk;
    finding.harms = rule.harms;
    finding.network_install = definition.network_install;
    finding.needs_host = definition.needs_host;
    finding.trustable = rule.risk != Risk::critical;
    finding.span = span;
    finding.unit = start_.unit;
    finding.why = definition.message.text;
    finding.instead = definition.instead.text;
    return finding;
  }

  bool programs_hold(const UserRule& rule, const Called& called) {
    if (rule.programs.empty()) return true;
    if (called.args->empty()) return false;
    const Arg& program = called.args->front();
    const std::string_view base = base_name(program.text);
    return std::any_of(rule.programs.begin(), rule.programs.end(), [&](const ProgramPattern& pattern) {
      if (!pattern.name.matches(called.name, work_) && !pattern.name.matches(base, work_)) return false;
      if (pattern.path.empty()) return true;
      const Location location = judge_.locate(start_, program);
      return pattern.path[0].fit(location.path, false, judge_.request(), work_) == PathFit::at ||
             pattern.path[0].fit(written_path(program), false, judge_.request(), work_) == PathFit::at;
    });
  }

  bool has_flag(const FlagPattern& flag, const Called& called) {
    const Args& args = *called.args;
    for (std::size_t i = 1; i < std::min(args.size(), called.own_words); ++i) {
      if (args[i].is("--")) return false;
      if (!args[i].is_option()) continue;
      if (flag.value.empty()) {
        if (is_option(args[i].text, flag.name, called.style())) return true;
      } else if (const auto value = value_of(args, i, flag.name, called.style())) {
        if (flag.value[0].matches(*value, work_)) return true;
      }
    }
    return false;
  }

  bool any_set(const std::vector<FlagSet>& sets, const Called& called) {
    return std::any_of(sets.begin(), sets.end(), [&](const FlagSet& set) {
      return std::all_of(set.begin(), set.end(), [&](const FlagPattern& flag) { return has_flag(flag, called); });
    });
  }
  bool flags_hold(const std::vector<FlagSet>& sets, const Called& called) {
    return sets.empty() || any_set(sets, called);
  }
  bool excluded(const UserRule& rule, const Called& called) { return any_set(rule.without_flags, called); }

  bool verbs_hold(const UserRule& rule, const Called& called) {
    if (rule.verbs.empty()) return true;
    const std::vector<std::size_t> at = operands(*called.args, called.valued(), 1, called.style());
    return std::any_of(rule.verbs.begin(), rule.verbs.end(),
                       [&](const std::vector<VerbWord>& verb) { return verb_fits(verb, *called.args, at); });
  }

  /// The words of `verb` are the first operands. What follows an option may be its value, and is passed over or taken.
  bool verb_fits(const std::vector<VerbWord>& verb, const Args& args, const std::vector<std::size_t>& at) {
    std::vector<bool> reached(verb.size() + 1);
    reached[0] = true;
    for (const std::size_t i : at) {
      const bool may_be_value = i > 1 && args[i - 1].is_option() && !args[i - 1].is("--") &&
                                args[i - 1].text.find('=') == std::string_view::npos;
      bool goes_on = false;
      for (std::size_t j = verb.size(); j-- > 0;) {
        if (!reached[j]) continue;
        if (args[i].known && std::any_of(verb[j].begin(), verb[j].end(),
                                         [&](const TextPattern& word) { return word.matches(args[i].text, work_); }))
          reached[j + 1] = true;
        if (!may_be_value) reached[j] = false;
        goes_on = goes_on || reached[j] || reached[j + 1];
      }
      if (reached.back()) return true;
      if (!goes_on) return false;
    }
    return false;
  }

  bool operands_hold(const UserRule& rule, const Called& called, Span& span) {
    if (rule.operands.empty()) return true;
    for (const std::size_t i : operands(*called.args, called.valued(), 1, called.style())) {
      const Arg& arg = (*called.args)[i];
      if (!arg.known) continue;
      for (const TextPattern& pattern : rule.operands)
        if (pattern.matches(arg.text, work_)) {
          span = arg.span;
          return true;
        }
    }
    return false;
  }

  bool paths_hold(const UserRule& rule, const Called& called, Span& span) {
    if (rule.paths.empty()) return true;
    const auto is_recursive = [&] {
      return !called.args->empty() &&
             (in_list(recursive_programs, called.name) || rules::has_flag(*called.args, recursive_flags));
    };
    for (const NamedPath& named : named_paths()) {
      for (const PathPattern& pattern : rule.paths) {
        const PathFit fit = pattern.fit(named.path, named.is_glob, judge_.request(), work_);
        if (fit == PathFit::at || (fit == PathFit::above && is_recursive())) {
          span = named.span;
          return true;
        }
      }
    }
    return false;
  }

  /// As the words say, symlinks not followed; empty where the directory is not known.
  std::string written_path(const Arg& arg) const {
    const std::string text = arg.tilde ? expand_tilde(arg.text, judge_.request().home) : std::string(arg.text);
    if (!text.starts_with('/') && start_.directory.empty()) return {};
    return normalize_path(text, start_.directory);
  }

  void add_path(std::string path, bool is_glob, Span span) {
    if (path.empty()) return;
    if (std::none_of(paths_.begin(), paths_.end(), [&](const NamedPath& other) { return other.path == path; }))
      paths_.push_back({std::move(path), is_glob, span});
  }

  void add_paths_of(const Arg& arg) {
    if (arg.text.empty()) return;  // nothing of it is known
    const bool is_glob = arg.glob || !arg.known;
    const Location location = judge_.locate(start_, arg);
    std::string written = written_path(arg);
    if (!arg.known) written += "*";
    if (is_glob) {
      // The location ends where the pattern begins.
      const std::size_t first = std::min(arg.glob ? arg.text.find_first_of("*?[") : arg.text.size(), arg.text.size());
      const std::size_t slash = first == 0 ? std::string_view::npos : arg.text.rfind('/', first - 1);
      const std::string_view rest = slash == std::string_view::npos ? arg.text : arg.text.substr(slash + 1);
      if (!location.path.empty())
        add_path(join_path(location.path, std::string(rest) + (arg.known ? "" : "*")), true, arg.span);
    } else if (location.path != written) {
      add_path(location.path, false, arg.span);
      add_path(judge_.locate(start_, arg, Follow::parents).path, false, arg.span);
    }
    add_path(std::move(written), is_glob, arg.span);
  }

  /// What the start names: words that are no options, what stands behind "=", and redirections. Read once.
  const std::vector<NamedPath>& named_paths() {
    if (has_paths_) return paths_;
    has_paths_ = true;
    bool only_operands = false;
    for (std::size_t i = 1; i < start_.args.size(); ++i) {
      const Arg& arg = start_.args[i];
      if (arg.is("--")) only_operands = true;
      if (only_operands || !arg.is_option()) add_paths_of(arg);
      const std::size_t equals = arg.text.find('=');
      if (equals == std::string_view::npos || equals + 1 == arg.text.size()) continue;
      Arg value = arg;
      value.text = arg.text.substr(equals + 1);
      value.tilde = value.text.starts_with('~');
      add_paths_of(value);
    }
    for (const Redirection& redirection : start_.invocation->redirections) {
      const RedirectionKind kind = redirection.kind;
      if (kind == RedirectionKind::here_document || kind == RedirectionKind::here_string ||
          kind == RedirectionKind::duplicate)
        continue;
      add_paths_of(judge_.words().value(redirection.target));
    }
    return paths_;
  }

  Judge& judge_;
  const Start& start_;
  const RuleSet& set_;
  Work& work_;
  std::vector<NamedPath> paths_;
  bool has_paths_ = false;
};

}  // namespace

void judge_user_rules(Judge& judge, const Start& start) {
  const UserRules& rules = judge.scope().user_rules;
  if (rules.set == nullptr || !rules.set->has_rules()) return;
  if (!rules.work->is_spent()) UserJudge(judge, start, *rules.set, *rules.work).run();
  if (!rules.work->is_spent()) return;
  Finding finding;
  finding.rule = "OB006";
  finding.family = "parse";
  finding.risk = Risk::medium;
  finding.harms = harms_outside;
  finding.span = start.span;
  finding.unit = start.unit;
  finding.why = "it is too long to be held against the rules of the configuration";
  finding.instead = "write it more simply";
  judge.add(std::move(finding));
}

}  // namespace vg::rules
