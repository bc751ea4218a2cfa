// SPDX-License-Identifier: Apache-2.0
/// Simple commands and redirections of fish.
#include <algorithm>
#include <array>

#include "core/parse/parser_fish.h"

namespace vg {

Node* FishParser::simple() {
  const std::size_t begin = pos_;
  Node* node = nullptr;
  {
    Gather<Assignment> assignments(state_.assignments);
    Gather<Word> words(state_.words);
    std::vector<Redirection> list;
    Gather<Redirection> redirections(list);
    do skip_blanks();
    while (simple_element(assignments, words, redirections));
    if (words.empty() && !broken_) {
      if (assignments.empty() && redirections.empty())
        unexpected();
      else
        syntax_error("no command");
    }
    node = make(NodeKind::simple, begin);
    node->assignments = assignments.take(state_.arena);
    node->words = words.take(state_.arena);
    node->redirections = redirections.take(state_.arena);
  }
  if (broken_ || node->words.empty()) return node;
  const Word& program = node->words.front();
  if (!program.parts.empty() && program.parts.front().kind == PartKind::command)
    state_.problem(program.span, "a substitution in the place of a command");
  set_command(node);
  return alias_command(node);
}

bool FishParser::simple_element(Gather<Assignment>& assignments, Gather<Word>& words,
                                Gather<Redirection>& redirections) {
  if (broken_ || at_end()) return false;
  std::size_t length = 0;
  if (pipe_ahead(&length) != Pipe::none) return false;
  if (redirection_ahead()) return redirection(redirections);
  if (!word_ahead() || raw(pos_) == '#') return false;
  std::size_t name = 0;
  if (chars::is_name_start(raw(pos_)))
    while (chars::is_name(raw(pos_ + name))) ++name;
  if (!words.empty() || name == 0 || raw(pos_ + name) != '=') return words_into(words);
  // NAME=value in front of a command
  Assignment assignment;
  const std::size_t begin = pos_;
  assignment.name = text_.substr(pos_, name);
  take(name + 1);
  assignment.value.span = span_from(begin);
  if (word_ahead()) assignment.value = word();
  assignment.span = span_from(begin);
  assignments.push(assignment);
  return !broken_;
}

bool FishParser::redirection_ahead() const {
  std::size_t at = pos_;
  if (raw(at) == '&') return raw(at + 1) == '>';
  while (chars::is_digit(raw(at))) ++at;
  return raw(at) == '<' || raw(at) == '>';
}

bool FishParser::redirection(Gather<Redirection>& redirections) {
  struct OperatorRow {
    std::string_view text;
    RedirectionKind kind;
  };
  // The ? keeps an existing file. Longest first among those with a common start.
  static constexpr std::array<OperatorRow, 10> rows{{{"&>>", RedirectionKind::append},
                                                     {"&>?", RedirectionKind::write},
                                                     {"&>", RedirectionKind::write},
                                                     {">>?", RedirectionKind::append},
                                                     {">>", RedirectionKind::append},
                                                     {">?", RedirectionKind::write},
                                                     {">&", RedirectionKind::duplicate},
                                                     {">", RedirectionKind::write},
                                                     {"<&", RedirectionKind::duplicate},
                                                     {"<", RedirectionKind::read}}};
  const std::size_t begin = pos_;
  Redirection result;
  for (int digits = 0; chars::is_digit(raw(pos_)); ++pos_)
    if (digits++ < 6) result.fd = std::max(result.fd, 0) * 10 + (raw(pos_) - '0');
  if (starts("<<")) return syntax_error("fish has no here-documents"), false;
  const auto row = std::find_if(rows.begin(), rows.end(), [this](const OperatorRow& r) { return starts(r.text); });
  if (row == rows.end()) return unexpected(), false;
  result.kind = row->kind;
  result.op = row->text;
  take(row->text.size());
  if (row->text == "<" && raw(pos_) == '?') take(1);
  skip_blanks();
  if (!word_ahead()) return unexpected(), false;
  result.target = word();
  result.span = span_from(begin);
  redirections.push(result);
  return !broken_;
}

}  // namespace vg
