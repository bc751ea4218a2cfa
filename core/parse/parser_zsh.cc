// SPDX-License-Identifier: Apache-2.0
/// What only zsh has: short forms of compound commands, anonymous functions, code in glob qualifiers.
/// Source: zshmisc(1), COMPLEX COMMANDS and ALTERNATE FORMS; zshexpn(1), GLOB QUALIFIERS
#include <array>

#include "core/parse/parser.h"

namespace vg {

bool Parser::take_word(std::string_view text) {
  if (!starts(text) || !chars::ends_word(at(text.size()))) return false;
  advance(text.size());
  return true;
}

/// `do … done`, `{ … }`, or one command without either.
const Node* Parser::zsh_body() {
  skip_newlines();
  if (at(0) == ';') advance(1), skip_newlines();
  const Node* body = nullptr;
  if (take(Keyword::do_)) {
    body = list(false);
    expect(Keyword::done, "missing 'done'");
  } else if (take(Keyword::open_brace)) {
    body = list(false);
    expect(Keyword::close_brace, "missing '}'");
  } else {
    body = and_or();
  }
  return body;
}

/// Without `then`: `if list { … } elif list { … } else { … }`, `if list command`. The condition was read.
/// Out: whether a condition follows.
bool Parser::zsh_branch(Gather<const Node*>& children) {
  if (!take(Keyword::open_brace)) {
    children.push(and_or());
    return false;
  }
  children.push(list(false));
  if (!expect(Keyword::close_brace, "missing '}'")) return false;
  skip_blanks();
  if (take(Keyword::elif)) return true;
  if (take(Keyword::else_)) {
    skip_newlines();
    if (take(Keyword::open_brace)) {
      children.push(list(false));
      expect(Keyword::close_brace, "missing '}'");
    } else {
      children.push(and_or());
    }
  }
  return false;
}

/// `repeat N body`
Node* Parser::repeat_loop(std::size_t begin) {
  Node* const node = make(NodeKind::loop, begin);
  skip_blanks();
  if (!word_ahead()) return unexpected(), node;
  const Word count = word(WordContext::value);
  node->words = state_.arena.copy(&count, 1);
  if (broken_) return node;
  const Node* const body = zsh_body();
  node->children = state_.arena.copy(&body, 1);
  return node;
}

/// `name… in words`, `name… ( words )`; of several names all but the first are not followed.
bool Parser::zsh_loop_values(Node* node, std::vector<Word>& names) {
  for (skip_blanks(); word_ahead() && at(0) != '{' && keyword() != Keyword::do_; skip_blanks()) {
    if (!names.empty() && starts("in") && chars::ends_word(at(2))) break;
    names.push_back(word(WordContext::value));
    if (broken_) return false;
  }
  if (names.empty()) return unexpected(), false;
  node->name = state_.arena.copy(names.front().literal().value_or("?"));
  Gather<Word> words(state_.words);
  if (at(0) == '(') {
    advance(1);
    for (skip_newlines(); !broken_ && word_ahead(); skip_newlines()) words_into(words, WordContext::argument);
    if (at(0) != ')') return unexpected(), false;
    advance(1);
  } else {
    const std::size_t start = pos_;
    skip_newlines();
    if (!take_word("in")) {
      pos_ = start;
      return true;
    }
    for (skip_blanks(); !broken_ && word_ahead() && at(0) != '{'; skip_blanks()) {
      if (at(0) == '#' && state_.has_comments) break;
      words_into(words, WordContext::argument);
    }
    skip_comment();
  }
  node->words = words.take(state_.arena);
  return !broken_;
}

/// for, foreach, select
Node* Parser::zsh_for(std::size_t begin, bool is_select, bool has_end) {
  Node* const node = make(NodeKind::loop, begin);
  node->is_select = is_select;
  std::vector<Word> names;
  skip_blanks();
  if (starts("((") ? !loop_values(node) : !zsh_loop_values(node, names)) return node;
  const Node* body = nullptr;
  if (has_end) {
    body = list(false);
    if (!broken_ && !take_word("end")) syntax_error("missing 'end'");
  } else {
    body = zsh_body();
  }
  if (names.size() > 1) body = with_unknown({names.data() + 1, names.size() - 1}, body);
  node->children = state_.arena.copy(&body, 1);
  return node;
}

/// The body behind assignments that say of each name that its value is not known.
const Node* Parser::with_unknown(std::span<const Word> names, const Node* body) {
  static constexpr WordPart unknown{.kind = PartKind::variable, .quoted = true, .text = "?"};
  Gather<Assignment> assignments(state_.assignments);
  for (const Word& name : names)
    assignments.push({.span = name.span,
                      .name = state_.arena.copy(name.literal().value_or("?")),
                      .value = {name.span, state_.arena.copy(&unknown, 1)}});
  Node* const first = state_.arena.create<Node>({.kind = NodeKind::simple, .span = names.front().span});
  first->assignments = assignments.take(state_.arena);
  const std::array<const Node*, 2> both{first, body};
  return state_.arena.create<Node>(
      {.kind = NodeKind::list, .span = body->span, .children = state_.arena.copy(both.data(), both.size())});
}

/// `() { … } words` and `function { … } words`: defined and called at once. The cursor is on the body.
Node* Parser::anonymous_function(std::size_t begin) {
  static constexpr WordPart name{.kind = PartKind::literal, .quoted = true, .text = "()"};
  const Node* const definition = function(begin, name.text);
  Node* const call = make(NodeKind::simple, begin);
  Gather<Word> words(state_.words);
  words.push({call->span, state_.arena.copy(&name, 1)});
  for (skip_blanks(); !broken_ && word_ahead() && !zsh_closes(); skip_blanks())
    words_into(words, WordContext::argument);
  call->words = words.take(state_.arena);
  call->span = span_from(begin);
  const std::array<const Node*, 2> both{definition, call};
  Node* const node = make(NodeKind::list, begin);
  node->children = state_.arena.copy(both.data(), both.size());
  return node;
}

/// In: the text of a group behind a pattern. Out: the code its qualifiers run, `e:code:` and `+name`, or nullptr.
const Node* Parser::qualifier_code(std::string_view group, std::size_t begin) {
  constexpr std::string_view closing = ")]}>";
  constexpr std::string_view opening = "([{<";
  for (std::size_t i = 1; i + 1 < group.size(); ++i) {
    std::string code;
    if (group[i] == '+' && chars::is_name_start(group[i + 1])) {
      while (++i < group.size() && (chars::is_name(group[i]) || group[i] == '-')) code += group[i];
    } else if (group[i] == 'e' && !chars::is_name(group[i + 1]) && !chars::is_blank(group[i + 1])) {
      const std::size_t bracket = opening.find(group[i + 1]);
      const char end = bracket == std::string_view::npos ? group[i + 1] : closing[bracket];
      const std::size_t close = group.find(end, i + 2);
      if (close == std::string_view::npos) return nullptr;
      for (const char c : group.substr(i + 2, close - i - 2))
        if (c != '\'' && c != '"') code += c;
      i = close;
    } else if (group[i] == '|' || group[i] == '*') {
      return nullptr;
    }
    if (code.empty() || code.size() > state_.bytes_left || depth_ >= parse_max_depth) continue;
    state_.bytes_left -= code.size();
    Parser inside(state_, state_.arena.copy(code), span(begin, begin + group.size()), depth_ + 1);
    return inside.program();
  }
  return nullptr;
}

/// Length of `<->`, `<1-9>`: a pattern of numbers where a redirection could begin; 0 where there is none.
std::size_t Parser::number_range() const {
  if (state_.dialect != Dialect::zsh || at(0) != '<') return 0;
  std::size_t n = 1;
  while (chars::is_digit(at(n))) ++n;
  if (at(n++) != '-') return 0;
  while (chars::is_digit(at(n))) ++n;
  return at(n) == '>' ? n + 1 : 0;
}

/// `=ls` is the path of ls: as a command the same program, elsewhere a name we do not know.
Word Parser::equals_expanded(const Word& word, bool is_program) {
  std::vector<WordPart> parts(word.parts.begin(), word.parts.end());
  if (is_program)
    parts.front().text.remove_prefix(1);
  else
    parts.front().kind = PartKind::variable;
  return {word.span, state_.arena.copy(parts.data(), parts.size())};
}

}  // namespace vg
