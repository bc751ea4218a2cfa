// SPDX-License-Identifier: Apache-2.0
/// Builtins that give a variable a value the line holds: printf -v NAME FORMAT …, read NAME… <<< TEXT, mapfile NAME.
#include <algorithm>
#include <string>

#include "core/parse/flatten.h"

namespace vg {
namespace {

constexpr std::string_view blanks = " \t\n";

/// What read and mapfile are told by their words.
struct Reading {
  std::vector<std::string> names;
  bool is_array = false;  ///< read -a NAME
  bool strips = false;    ///< mapfile -t
  bool is_whole = false;  ///< read -d '': lines do not matter
  bool is_known = true;   ///< no option that changes what a value is
};

/// The options of read and mapfile. Source: bash(1), SHELL BUILTIN COMMANDS
Reading reading_of(std::span<const Word> words, bool lines) {
  Reading result;
  const std::string_view valued = lines ? "" : "ptu", plain = lines ? "t" : "rse";
  std::size_t at = 1;
  for (; at < words.size(); ++at) {
    const std::optional<std::string> word = words[at].literal();
    if (!word || word->size() < 2 || (*word)[0] != '-') break;
    if (*word == "--") {
      ++at;
      break;
    }
    const std::size_t stop = word->find_first_not_of(plain, 1);
    result.strips |= lines && word->find('t', 1) < stop;
    if (stop == std::string::npos) continue;
    const char letter = (*word)[stop];
    result.is_array |= !lines && letter == 'a' && stop + 1 == word->size();
    const bool ends = stop + 1 == word->size();
    const bool has_value = valued.find(letter) != std::string_view::npos;
    if (has_value && ends) {
      ++at;
    } else if (!lines && letter == 'd' && ends && at + 1 < words.size() && words[at + 1].literal() == "") {
      result.is_whole = true;
      ++at;
    } else if (!has_value && !(letter == 'a' && ends)) {
      result.is_known = false;
    }
  }
  for (; at < words.size(); ++at) result.names.push_back(words[at].literal().value_or(""));
  return result;
}

std::string_view next_field(std::string_view& text, std::string_view separators) {
  text.remove_prefix(std::min(text.find_first_not_of(separators), text.size()));
  const std::size_t end = std::min(text.find_first_of(separators), text.size());
  const std::string_view field = text.substr(0, end);
  text.remove_prefix(end);
  return field;
}

std::string_view trimmed(std::string_view text, std::string_view separators) {
  text.remove_prefix(std::min(text.find_first_not_of(separators), text.size()));
  return text.substr(0, text.find_last_not_of(separators) + 1);
}

}  // namespace

Word Flattener::literal_word(std::string_view text) {
  const WordPart part{.kind = PartKind::literal, .text = state_.arena.copy(text)};
  return {{}, state_.arena.copy(&part, 1)};
}

/// The text `read` and `mapfile` find on their standard input; nullopt where the line does not hold it.
std::optional<std::string> Flattener::read_text(std::span<const Redirection> redirections,
                                                std::span<const Node* const> upstream) {
  if (redirections.empty()) return upstream.empty() ? std::nullopt : static_output(upstream, state_, scope_, 0);
  if (redirections.size() != 1 || redirections.front().fd > 0) return std::nullopt;
  const Redirection& from = redirections.front();
  if (from.kind == RedirectionKind::here_string) return from.target.literal();
  if (from.kind == RedirectionKind::here_document && from.body_is_literal) return std::string(from.body);
  if (from.kind == RedirectionKind::read && from.target.parts.size() == 1 &&
      from.target.parts[0].kind == PartKind::process)
    return static_output(*from.target.parts[0].node, state_, scope_, 0);
  if (from.kind == RedirectionKind::read) return file_text(from.target);
  return std::nullopt;
}

/// Gives the names of `read` the fields of one line, which is taken off `text`. Out: whether all that is known.
bool Flattener::set_fields(const Start& start, std::span<const Word> words, std::string_view& text) {
  Reading reading = reading_of(words, false);
  std::string_view separators = blanks;
  for (const Assignment& assignment : start.assignments) {
    if (assignment.name != "IFS") continue;
    const std::optional<std::string> own = assignment.value.literal();
    if (!own) return false;
    separators = state_.arena.copy(*own);
  }
  const std::size_t end = reading.is_whole ? text.size() : std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (!reading.is_known || !state_.work.spend(line.size() + word_cost)) return false;
  if (reading.names.empty()) reading.names.emplace_back("REPLY");
  if (!std::all_of(reading.names.begin(), reading.names.end(), [](const auto& name) { return chars::is_name(name); }))
    return false;
  if (reading.is_array) {
    std::vector<Word> list;
    for (std::string_view rest = trimmed(line, separators); !rest.empty() && state_.count_word();)
      list.push_back(literal_word(next_field(rest, separators)));
    scope_.set(state_.arena.copy(reading.names.front()),
               {.is_list = true, .list = state_.arena.copy(list.data(), list.size())});
    return true;
  }
  for (std::size_t i = 0; i < reading.names.size(); ++i) {
    const bool is_last = i + 1 == reading.names.size();
    const std::string_view field = is_last ? trimmed(line, separators) : next_field(line, separators);
    scope_.set(state_.arena.copy(reading.names[i]), {.parts = literal_word(field).parts});
  }
  return true;
}

/// read x < <(COMMAND), mapfile a < <(COMMAND): what the command prints is not known, that it is its output is.
bool Flattener::set_unknown_value(const Start& start, std::span<const Word> words, bool lines) {
  const std::span<const Redirection> redirections = start.redirections;
  Reading reading = reading_of(words, lines);
  if (reading.names.empty()) reading.names.emplace_back(lines ? "MAPFILE" : "REPLY");
  const bool is_list = lines || reading.is_array;
  if (redirections.size() != 1 || reading.names.size() != 1 || !chars::is_name(reading.names[0])) return false;
  const std::span<const WordPart> parts = redirections.front().target.parts;
  const bool is_input = redirections.front().fd <= 0;
  const bool is_output =
      is_input && parts.size() == 1 && (parts[0].kind == PartKind::process || parts[0].kind == PartKind::command);
  // read x < FILE: what the command itself has read stands for the content.
  const bool is_file = is_input && redirections.front().kind == RedirectionKind::read && !is_output;
  if (!is_output && !is_file) return false;
  WordPart part;
  if (is_output) part = parts[0];
  if (is_file) part.node = start.node;
  part.kind = PartKind::command;
  const Word word{{}, state_.arena.copy(&part, 1)};
  Value value{.parts = word.parts};
  if (is_list) value = {.is_list = true, .list = state_.arena.copy(&word, 1), .is_open = true};
  scope_.set(state_.arena.copy(reading.names[0]), value);
  return true;
}

/// Out: whether the value is known now.
bool Flattener::set_read_value(const Start& start, std::span<const Word> words, std::span<const Node* const> upstream) {
  const std::optional<std::string> program = words.front().literal();
  if (program == "printf" && words.size() > 3 && words[1].literal() == "-v" && start.redirections.empty()) {
    const std::optional<std::string> name = words[2].literal();
    std::vector<Word> printed(words.begin() + 2, words.end());
    printed.front() = words.front();
    Node node;
    node.kind = NodeKind::simple;
    node.words = state_.arena.copy(printed.data(), printed.size());
    const std::optional<std::string> text = static_output(node, state_, scope_, 0);
    if (!name || !text || !chars::is_name(*name)) return false;
    scope_.set(state_.arena.copy(*name), {.parts = literal_word(*text).parts});
    return true;
  }
  const bool lines = program == "mapfile" || program == "readarray";
  if (program != "read" && !lines) return false;
  const std::optional<std::string> text = read_text(start.redirections, upstream);
  if (!text) return set_unknown_value(start, words, lines);
  std::string_view rest = *text;
  if (!lines) return set_fields(start, words, rest);
  const Reading reading = reading_of(words, true);
  if (!reading.is_known || !reading.strips || reading.names.size() > 1 || !state_.work.spend(rest.size())) return false;
  const std::string_view name = reading.names.empty() ? "MAPFILE" : state_.arena.copy(reading.names.front());
  std::vector<Word> list;
  while (!rest.empty() && state_.count_word()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    list.push_back(literal_word(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (!chars::is_name(name)) return false;
  scope_.set(name, {.is_list = true, .list = state_.arena.copy(list.data(), list.size())});
  return true;
}

}  // namespace vg
