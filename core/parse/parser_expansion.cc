// SPDX-License-Identifier: Apache-2.0
/// Everything that begins with $ or `, and process substitution.
#include <algorithm>

#include "core/parse/parser.h"

namespace vg {

void Parser::dollar(WordBuilder& builder, bool quoted) {
  if (!spend(part_cost)) return;
  const char next = at(1);
  if (next == '(') {
    if (at(2) == '(' && is_arithmetic(skip(pos_, 3))) return arithmetic_expansion(builder, quoted, 3, '(', ')');
    return command_substitution(builder, quoted, PartKind::command, 2, ')');
  }
  if (next == '{') {
    // bash 5.3 and ksh: ${ list; } and ${| list; } run their content
    if (chars::is_blank(at(2)) || at(2) == '\n' || at(2) == '|')
      return command_substitution(builder, quoted, PartKind::command, at(2) == '|' ? 3 : 2, '}');
    return parameter(builder, quoted);
  }
  if (next == '[') return arithmetic_expansion(builder, quoted, 2, '[', ']');
  if (next == '\'' && !quoted) {
    pos_ = skip(pos_, 1);
    return ansi_quoted(builder);
  }
  if (next == '"' && !quoted) {
    pos_ = skip(pos_, 1);
    return double_quoted(builder);
  }
  variable(builder, quoted);
}

void Parser::variable(WordBuilder& builder, bool quoted) {
  char next = at(1);
  std::size_t length = 0;
  // zsh: $=x $~x $^x $+x $#x are about x
  if (is_zsh() && !has_continuation_ && std::string_view("=~^+#").find(next) != std::string_view::npos &&
      chars::is_name_start(at(2)))
    next = raw(++pos_ + 1);
  if (chars::is_name_start(next)) {
    while (chars::is_name(at(1 + length))) ++length;
  } else if (chars::is_digit(next) ||
             (next != '\0' && std::string_view("@*#?-$!").find(next) != std::string_view::npos)) {
    length = 1;
  } else {
    builder.add(text_.substr(pos_++, 1), quoted);
    return;
  }
  std::string_view name = text_.substr(pos_ + 1, length);
  if (has_continuation_) {
    std::string joined;
    for (std::size_t i = 0; i < length; ++i) joined += at(1 + i);
    name = state_.arena.copy(joined);
  }
  const std::size_t begin = pos_;
  for (std::size_t i = 0; i <= length; ++i) pos_ = skip(pos_, 0) + 1;
  const std::size_t close = is_zsh() && raw(pos_) == '[' ? skip_matched(pos_ + 1, '[', ']', 0) : std::string_view::npos;
  if (close == std::string_view::npos) return builder.add_part(PartKind::variable, quoted, name);
  // zsh: $x[subscript]
  builder.flush();
  pos_ += 1;
  const std::optional<WordPart> subscript = arithmetic(begin, '[', ']');
  if (!broken_) ++pos_;
  builder.add_part(PartKind::variable, quoted, text_.substr(begin + 1, std::min(pos_, text_.size()) - begin - 1),
                   subscript ? subscript->node : nullptr);
}

/// ${…}: the expression is kept as text, the substitutions in it are parsed.
void Parser::parameter(WordBuilder& builder, bool quoted) {
  const std::size_t begin = pos_;
  if (!enter(begin)) return;
  builder.flush();
  pos_ = skip(pos_, 2);
  const std::size_t text_begin = pos_;
  const Node* const inside = parameter_substitutions(begin, quoted);
  --depth_;
  const std::size_t end = std::min(pos_, text_.size());
  if (!broken_) ++pos_;
  builder.add_part(PartKind::variable, quoted, text_.substr(text_begin, end - text_begin), inside);
}

/// Reads up to the closing brace.
const Node* Parser::parameter_substitutions(std::size_t begin, bool quoted) {
  WordBuilder inner(state_);
  while (raw(pos_) == '!' || raw(pos_) == '#') ++pos_;
  while (chars::is_name(raw(pos_))) ++pos_;
  // Inside double quotes bash lets single quotes hide the closing brace; other shells do so only in the patterns of
  // # % / ^ , (bash 5.2 against dash and zsh)
  const bool has_quotes = state_.dialect == Dialect::bash || !quoted ||
                          (!at_end() && std::string_view("#%/^,").find(raw(pos_)) != std::string_view::npos);
  while (!broken_ && raw(pos_) != '}') {
    if (at_end())
      give_up(begin, "unterminated ${");
    else if (!parameter_character(inner, quoted, has_quotes))
      ++pos_;
  }
  return inner.substitutions(span(begin, std::min(pos_, text_.size())));
}

/// Takes what must not be read character by character. Out: false where the cursor stands on an ordinary one.
bool Parser::parameter_character(WordBuilder& inner, bool quoted, bool has_quotes) {
  const char c = raw(pos_);
  if (c == '\\')
    pos_ += 2;
  else if (c == '\'' && has_quotes)
    single_quoted(inner);
  else if (c == '"')
    double_quoted(inner);
  else if (c == '$')
    dollar(inner, quoted);
  else if (c == '`')
    backtick(inner, quoted);
  else if ((c == '<' || c == '>') && raw(pos_ + 1) == '(' && !quoted)
    command_substitution(inner, false, PartKind::process, 2, ')');
  else
    return false;
  return true;
}

void Parser::arithmetic_expansion(WordBuilder& builder, bool quoted, std::size_t open_length, char open, char close) {
  const std::size_t begin = pos_;
  builder.flush();
  pos_ = skip(pos_, open_length);
  std::optional<WordPart> part = arithmetic(begin, open, close);
  if (!part) return;
  pos_ = skip(pos_, 0) + 1;
  if (open == '(') {
    if (at(0) == ')')
      pos_ = skip(pos_, 0) + 1;
    else
      syntax_error("missing '))'");
  }
  part->quoted = quoted;
  builder.add_raw(*part);
}

/// $(…), ${ …; }, <(…), >(…): a list up to `close`. The text of a process substitution is its direction.
void Parser::command_substitution(WordBuilder& builder, bool quoted, PartKind kind, std::size_t open_length,
                                  char close) {
  const std::size_t begin = pos_;
  if (!enter(begin)) return;
  builder.flush();
  std::string_view direction = kind == PartKind::process ? text_.substr(pos_, 1) : std::string_view{};
  if (direction == "=") direction = "<";
  advance(open_length);
  const std::size_t outer_documents = here_begin_;
  here_begin_ = here_documents_.size();
  ++substitutions_;
  const Node* const inside = list(false);
  --substitutions_;
  here_begin_ = outer_documents;
  --depth_;
  if (!broken_) {
    if (at_end())
      give_up(begin, "unterminated $(");
    else if (at(0) == close)
      pos_ = skip(pos_, 0) + 1;
    else
      unexpected();
  }
  builder.add_part(kind, quoted, direction, inside);
}

/// `…`: one level of backslashes is taken off, then it is a text of its own.
void Parser::backtick(WordBuilder& builder, bool quoted) {
  const std::size_t begin = pos_++;
  if (!enter(begin)) return;
  std::string content;
  while (!at_end() && text_[pos_] != '`') {
    const char next = raw(pos_ + 1);
    const bool is_escape =
        text_[pos_] == '\\' && (next == '`' || next == '\\' || next == '$' || (quoted && next == '"'));
    if (is_escape) ++pos_;
    if (!at_end()) content += text_[pos_++];
  }
  if (at_end()) {
    --depth_;
    return give_up(begin, "unterminated `");
  }
  ++pos_;
  builder.flush();
  if (content.size() > state_.bytes_left) {
    state_.problem(span(begin, pos_), "too much text in substitutions");
    content.clear();
  }
  state_.bytes_left -= content.size();
  if (!spend(node_cost + content.size())) content.clear();
  const std::size_t end = pos_;
  Parser inside(state_, state_.arena.copy(content), span(begin, end), depth_);
  const Node* const node = inside.program();
  --depth_;
  builder.add_part(PartKind::command, quoted, {}, node);
}

}  // namespace vg
