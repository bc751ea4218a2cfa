// SPDX-License-Identifier: Apache-2.0
/// [[ … ]], (( … )), $(( … )): what is of interest inside are the substitutions.
#include "core/parse/parser.h"

namespace vg {

namespace {
constexpr int max_scan_depth = 64;
}

Node* Parser::test_command(std::size_t begin) {
  Gather<Word> words(state_.words);
  bool in_regex = false;
  bool closed = false;
  while (!broken_) {
    skip_newlines();
    if (at_end()) break;
    if (starts("]]") && chars::ends_word(at(2))) {
      advance(2);
      closed = true;
      break;
    }
    if (!test_token(words, in_regex)) break;
  }
  if (!closed && !broken_) give_up(begin, "unterminated [[");
  Node* const node = make(NodeKind::test, begin);
  node->name = "[[";
  node->words = words.take(state_.arena);
  return node;
}

/// One operand or operator; operators become literal words.
bool Parser::test_token(Gather<Word>& words, bool& in_regex) {
  const std::size_t begin = pos_;
  const char c = at(0);
  const bool is_operator = c == '(' || c == ')' || c == '|' || c == '&' || ((c == '<' || c == '>') && at(1) != '(');
  if (is_operator && !in_regex) {
    const bool is_alternative = is_zsh() && c == '|' && at(1) != '|';  // of a pattern
    const std::size_t length = (c == '|' || c == '&') && !is_alternative ? 2 : 1;
    if (length == 2 && at(1) != c) return unexpected(), false;
    advance(length);
    const WordPart part{.kind = PartKind::literal, .text = text_.substr(begin, pos_ - begin)};
    words.push({span_from(begin), state_.arena.copy(&part, 1)});
    return true;
  }
  if (c == ';') return unexpected(), false;
  words.push(word(in_regex ? WordContext::regex : WordContext::test));
  in_regex = words.back().parts.size() == 1 && words.back().parts.front().text == "=~" && !in_regex;
  state_.count_word();
  return spend(0) && !broken_;
}

bool Parser::is_arithmetic(std::size_t inside) const {
  const std::size_t close = skip_matched(inside, '(', ')', 0);
  return close != std::string_view::npos && raw(skip(close, 1)) == ')';
}

Node* Parser::arithmetic_command(std::size_t begin) {
  Node* const node = make(NodeKind::test, begin);
  node->name = "((";
  advance(2);
  if (const std::optional<Word> inside = arithmetic_word(begin)) node->words = state_.arena.copy(&*inside, 1);
  return node;
}

/// What stands between (( and )), both taken.
std::optional<Word> Parser::arithmetic_word(std::size_t begin) {
  const std::optional<WordPart> part = arithmetic(begin, '(', ')');
  if (!part) return std::nullopt;
  if (starts("))"))
    advance(2);
  else
    syntax_error("missing '))'");
  return Word{span_from(begin), state_.arena.copy(&*part, 1)};
}

std::optional<WordPart> Parser::arithmetic(std::size_t begin, char open, char close) {
  if (!enter(begin)) return std::nullopt;
  const std::size_t text_begin = pos_;
  WordBuilder inner(state_);
  int count = 1;
  while (!broken_) {
    const char c = raw(pos_);
    if (at_end()) {
      give_up(begin, "unterminated arithmetic");
    } else if (c == close && --count == 0) {
      break;
    } else if (c == '\\') {
      pos_ += 2;
    } else if (c == '$') {
      dollar(inner, true);
    } else if (c == '`') {
      backtick(inner, true);
    } else {
      if (c == open) ++count;
      ++pos_;
    }
  }
  --depth_;
  if (broken_) return std::nullopt;
  return WordPart{.kind = PartKind::arithmetic,
                  .text = text_.substr(text_begin, pos_ - text_begin),
                  .node = inner.substitutions(span(begin, pos_))};
}

/// Where the bracket closes that was opened before `from`; npos where it does not. A scan without side effects, for
/// what cannot be told apart from the left: `((1+2))` and `((a); b)`.
std::size_t Parser::skip_matched(std::size_t from, char open, char close, int depth) const {
  if (depth > max_scan_depth) return std::string_view::npos;
  int count = 1;
  for (std::size_t i = from; i < text_.size() && state_.work.spend(1); ++i) {
    const char c = text_[i];
    if (c == close) {
      if (--count == 0) return i;
    } else if (c == open) {
      ++count;
    } else if (c == '\\') {
      ++i;
    } else if (c == '\'' || c == '"' || c == '`') {
      i = skip_quoted(i + 1, c, depth + 1);
    } else if (c == '$' && (raw(i + 1) == '(' || raw(i + 1) == '{')) {
      i = raw(i + 1) == '(' ? skip_matched(i + 2, '(', ')', depth + 1) : skip_matched(i + 2, '{', '}', depth + 1);
    }
    if (i == std::string_view::npos) return i;
  }
  return std::string_view::npos;
}

std::size_t Parser::skip_quoted(std::size_t from, char quote, int depth) const {
  for (std::size_t i = from; i < text_.size() && state_.work.spend(1); ++i) {
    const char c = text_[i];
    if (c == quote) return i;
    if (quote == '\'') continue;
    if (c == '\\') {
      ++i;
    } else if (quote == '"' && c == '$' && (raw(i + 1) == '(' || raw(i + 1) == '{')) {
      i = raw(i + 1) == '(' ? skip_matched(i + 2, '(', ')', depth + 1) : skip_matched(i + 2, '{', '}', depth + 1);
      if (i == std::string_view::npos) return i;
    }
  }
  return std::string_view::npos;
}

}  // namespace vg
