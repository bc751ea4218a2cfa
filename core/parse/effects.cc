// SPDX-License-Identifier: Apache-2.0
/// What a command does to the variables and the directory of the shell that runs it.
#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/path.h"
#include "core/parse/flatten.h"

namespace vg {
namespace {

enum class Effect : std::uint8_t {
  none,
  declares,    ///< operands are NAME=value
  sets_names,  ///< gives operands values we do not know
  sets_any,    ///< may set anything
  sets_words,  ///< set: $1 $2 …
  shifts,
  moves,       ///< changes the directory
  calculates,  ///< let
  defines,     ///< alias
};

struct EffectRow {
  std::string_view name;
  Effect effect;
};

/// Source: bash(1), SHELL BUILTIN COMMANDS
constexpr std::array<EffectRow, 21> effects{{
    {".", Effect::sets_any},         {"alias", Effect::defines},    {"cd", Effect::moves},
    {"declare", Effect::declares},   {"eval", Effect::sets_any},    {"export", Effect::declares},
    {"getopts", Effect::sets_names}, {"let", Effect::calculates},   {"local", Effect::declares},
    {"mapfile", Effect::sets_names}, {"popd", Effect::moves},       {"printf", Effect::sets_names},
    {"pushd", Effect::moves},        {"read", Effect::sets_names},  {"readarray", Effect::sets_names},
    {"readonly", Effect::declares},  {"set", Effect::sets_words},   {"shift", Effect::shifts},
    {"source", Effect::sets_any},    {"typeset", Effect::declares}, {"unset", Effect::sets_names},
}};

Effect effect_of(const Word& program, Dialect dialect) {
  const std::optional<std::string> name = program.literal();
  if (!name) return Effect::none;
  // What fish's set assigns is an assignment in the tree; what is left erases and asks.
  if (dialect == Dialect::fish && name == "set") return Effect::sets_names;
  for (const EffectRow& row : effects)
    if (row.name == *name) return row.effect;
  return Effect::none;
}

/// The words behind `command` and `builtin`, which change nothing here.
std::span<const Word> behind_prefixes(std::span<const Word> words) {
  while (words.size() > 1) {
    const std::optional<std::string> name = words.front().literal();
    if (name != "command" && name != "builtin") break;
    words = words.subspan(1);
  }
  return words;
}

}  // namespace

/// In: `upstream`: what feeds its standard input; empty where that is not known.
void Flattener::apply_effects(const Start& start, std::span<const Node* const> upstream) {
  if (start.words.empty()) {
    for (const Assignment& assignment : start.assignments) assign(assignment);
    return;
  }
  const std::span<const Word> words = behind_prefixes(start.words);
  switch (effect_of(words.front(), state_.dialect)) {
    case Effect::declares: declare(words); break;
    case Effect::sets_names:
      if (!set_read_value(start, words, upstream)) forget_operands(words);
      break;
    case Effect::sets_words: set_positional(words); break;
    case Effect::moves: change_directory(words); break;
    case Effect::defines: define_aliases(words, start.node->span.end); break;
    case Effect::calculates:
      for (const Word& word : words.subspan(1)) forget_names_in(word.literal_prefix());
      break;
    case Effect::shifts: {
      const std::optional<Value> value = scope_.find("@");
      const std::size_t count = value && words.size() == 1 && !value->list.empty() ? 1 : 0;
      if (count == 1)
        scope_.set_positional(value->list.subspan(1));
      else
        scope_.set_positional(std::nullopt);
      break;
    }
    // eval and source: their text was followed, or all was forgotten, when they were started
    case Effect::sets_any:
    case Effect::none: break;
  }
}

void Flattener::declare(std::span<const Word> words) {
  bool changes_value = false, refers = false;
  const bool is_local = words.front().literal() == "local";
  for (const Word& word : words.subspan(1)) {
    if (!state_.work.spend(word_cost + scope_.cost())) return;
    const std::string prefix = word.literal_prefix();
    if (prefix.starts_with('-') || prefix.starts_with('+')) {
      changes_value |= prefix.find_first_not_of("-+xrgpaAn") != std::string::npos;
      refers |= prefix.starts_with('-') && prefix.find('n') != std::string::npos;
      continue;
    }
    const std::optional<Assignment> assignment = as_assignment(word, state_.arena);
    if (is_local && assignment) scope_.set_local(assignment->name);
    if (is_local && !assignment && chars::is_name(prefix)) scope_.set_local(state_.arena.copy(prefix));
    if (const auto target = assignment && refers ? assignment->value.literal() : std::nullopt) {
      if (chars::is_name(*target)) scope_.refer(assignment->name, *target);
      continue;
    }
    if (assignment && !changes_value)
      assign(*assignment);
    else if (assignment)
      scope_.forget(assignment->name);
    else if (changes_value && chars::is_name(prefix))
      scope_.forget(state_.arena.copy(prefix));
  }
}

void Flattener::define_aliases(std::span<const Word> words, std::uint32_t end) {
  for (const Word& word : words.subspan(1)) {
    const std::optional<Assignment> definition = as_assignment(word, state_.arena);
    if (definition) aliases_.push_back({definition->name, definition->value, end});
  }
}

void Flattener::change_directory(std::span<const Word> words) {
  std::size_t at = 1;
  while (at < words.size()) {
    const std::string option = words[at].literal_prefix();
    if (option.size() < 2 || option[0] != '-') break;
    ++at;
    if (option == "--") break;
  }
  const std::string program = words.front().literal().value_or("");
  std::optional<std::string> target;
  if (at < words.size()) {
    target = words[at].literal();
  } else if (const std::optional<Value> home = scope_.find("HOME"); home && program == "cd") {
    target = Word{{}, home->parts}.literal();
  }
  state_.work.spend(4 * scope_.directory().size());
  const bool is_known = target && !target->empty() && *target != "-" && (*target)[0] != '~' && (*target)[0] != '+' &&
                        program != "popd" && (target->front() == '/' || !scope_.directory().empty());
  scope_.set_directory(is_known ? normalize_path(*target, scope_.directory()) : std::string());
}

void Flattener::set_positional(std::span<const Word> words) {
  // set -- "$@" WORD: at a prompt there are none before. A script may have been given some.
  const auto is_all = [](const Word& word) {
    return word.parts.size() == 1 && word.parts[0].kind == PartKind::variable && word.parts[0].text == "@";
  };
  std::vector<Word> others;
  if (command_.request->patience == 1 && std::any_of(words.begin(), words.end(), is_all)) {
    std::remove_copy_if(words.begin(), words.end(), std::back_inserter(others), is_all);
    words = state_.arena.copy(others.data(), others.size());
  }
  for (std::size_t at = 1; at < words.size(); ++at) {
    const std::optional<std::string> word = words[at].literal();
    if (!word) return scope_.set_positional(std::nullopt);
    if (*word == "--") return scope_.set_positional(words.subspan(at + 1));
    const bool is_option = word->size() > 1 && ((*word)[0] == '-' || (*word)[0] == '+');
    if (!is_option) return scope_.set_positional(words.subspan(at));
    if (word->back() == 'o') ++at;
  }
}

void Flattener::forget_operands(std::span<const Word> words) {
  for (const Word& word : words.subspan(1)) {
    const std::string text = word.literal_prefix();
    const std::string_view name = std::string_view(text).substr(0, text.find_first_of("=["));
    if (chars::is_name(name) && scope_.has_set(name)) scope_.forget(state_.arena.copy(name));
  }
}

void Flattener::forget_names_in(std::string_view expression) {
  const bool assigns_something = expression.find('=') != std::string_view::npos ||
                                 expression.find("++") != std::string_view::npos ||
                                 expression.find("--") != std::string_view::npos;
  for (std::size_t i = 0; assigns_something && i < expression.size();) {
    std::size_t end = i;
    while (end < expression.size() && chars::is_name(expression[end])) ++end;
    const std::string_view name = expression.substr(i, end - i);
    if (chars::is_name(name)) scope_.forget(state_.arena.copy(name));
    i = std::max(end, i + 1);
  }
}

/// ${x:=value} and $((x = 1)) assign while they expand.
void Flattener::forget_side_effects(std::span<const Word> words) {
  for (const Word& word : words) {
    for (const WordPart& part : word.parts) {
      if (part.kind == PartKind::arithmetic) {
        if (!state_.work.spend(part.text.size())) return scope_.forget_all();
        forget_names_in(part.text);
      }
      if (part.kind != PartKind::variable) continue;
      // Only as far as the name: what follows may be the rest of a line of 64 KiB, in each of a hundred words.
      std::size_t end = 0;
      while (end < part.text.size() && chars::is_name(part.text[end])) ++end;
      if (end < part.text.size() && part.text[end] == '[') {
        if (!state_.work.spend(part.text.size())) return scope_.forget_all();
        end = part.text.find_first_of(":=", end);
      }
      const bool assigns_default =
          end < part.text.size() && (part.text[end] == '=' || part.text.substr(end, 2) == ":=");
      if (assigns_default) scope_.forget(part.text.substr(0, end));
    }
  }
}

/// Forgets every name that something inside may assign: for bodies that run more than once.
void Flattener::forget_assigned(const Node& node) {
  if (!state_.work.spend(part_cost)) return;
  for (const Assignment& assignment : node.assignments) scope_.forget(assignment.name);
  if (node.kind == NodeKind::loop && !node.name.empty()) scope_.forget(node.name);
  forget_side_effects(node.words);
  if (node.kind == NodeKind::simple && !node.words.empty()) {
    const std::span<const Word> words = behind_prefixes(node.words);
    switch (effect_of(words.front(), state_.dialect)) {
      case Effect::none:
      case Effect::defines:
      case Effect::moves: break;
      case Effect::declares:
      case Effect::sets_names: forget_operands(words); break;
      case Effect::calculates:
        for (const Word& word : words.subspan(1)) forget_names_in(word.literal_prefix());
        break;
      case Effect::sets_any: scope_.forget_all(); break;
      case Effect::sets_words:
      case Effect::shifts: scope_.set_positional(std::nullopt); break;
    }
  }
  for (const Node* child : node.children) forget_assigned(*child);
}

}  // namespace vg
