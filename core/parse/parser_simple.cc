// SPDX-License-Identifier: Apache-2.0
/// Simple commands and assignments.
#include <algorithm>
#include <array>

#include "core/parse/braces.h"
#include "core/parse/parser.h"

namespace vg {
namespace {

/// Builtins whose arguments may be array assignments. Source: bash(1), SHELL BUILTIN COMMANDS
constexpr std::array<std::string_view, 6> declaring{"alias", "declare", "export", "local", "readonly", "typeset"};

bool is_plain(const Word& word) {
  return word.parts.size() == 1 && word.parts.front().kind == PartKind::literal && !word.parts.front().quoted;
}

bool is_declaring(const Word& word) {
  return is_plain(word) && std::find(declaring.begin(), declaring.end(), word.parts.front().text) != declaring.end();
}

}  // namespace

Node* Parser::simple() {
  const std::size_t begin = pos_;
  Gather<Assignment> assignments(state_.assignments);
  Gather<Word> words(state_.words);
  Gather<PendingRedirection> redirections(state_.redirections);
  for (;;) {
    skip_blanks();
    if (at(0) == '#' && state_.has_comments) skip_comment();
    if (!simple_element(begin, assignments, words, redirections)) break;
    const bool may_define = words.size() == 1 || (is_zsh() && !words.empty());
    if (may_define && assignments.empty() && redirections.empty() && at(0) != '\n') {
      const std::size_t end = token_end_;
      skip_blanks();
      // zsh: any words name functions, and other brackets are patterns
      const bool defines = is_zsh() ? at(0) == '(' && at(1) == ')' : at(0) == '(' && is_plain(words[0]);
      if (defines) {
        const std::string_view name = state_.arena.copy(words[0].literal().value_or(std::string()));
        advance(1);
        skip_blanks();
        if (at(0) == ')') return advance(1), function(begin, name);
        unexpected();
        break;
      }
      token_end_ = end;
    }
  }
  if (assignments.empty() && words.empty() && redirections.empty()) unexpected();
  Node* const node = make(NodeKind::simple, begin);
  node->assignments = assignments.take(state_.arena);
  node->words = words.take(state_.arena);
  node->redirections = finish(redirections);
  return node;
}

bool Parser::simple_element(std::size_t begin, Gather<Assignment>& assignments, Gather<Word>& words,
                            Gather<PendingRedirection>& redirections) {
  const char c = at(0);
  if (broken_ || (c == '\0' && at_end()) || pos_ < begin) return false;
  if (redirection_ahead()) return redirection(redirections);
  if (zsh_closes() || (!word_ahead() && !(is_zsh() && c == '(' && !words.empty()))) return false;
  if (words.empty() && assignment_length() > 0) return assignment(assignments);
  if (!words.empty() && is_declaring(words[0]) && array_argument(words)) return !broken_;
  return words_into(words, WordContext::argument);
}

/// Reads one word and adds what its braces expand to. Out: whether more can follow.
bool Parser::words_into(Gather<Word>& words, WordContext context) {
  const std::size_t begin = pos_;
  const unsigned copies = state_.brace_copies;
  Word read = word(context);
  const bool is_equals = is_zsh() && raw(begin) == '=' && chars::is_name_start(raw(begin + 1));
  if (is_equals) read = equals_expanded(read, words.empty());
  if (saw_brace_ && state_.dialect != Dialect::sh) {
    expand_braces(state_, read, text_.substr(begin, pos_ - begin), words, state_.brace_copies != copies);
  } else {
    words.push(read);
    state_.count_word();
  }
  return spend(0) && !broken_;
}

/// Length up to and including the '=' of `name=`, `name+=` or `name[…]=`; 0 where there is no assignment.
std::size_t Parser::assignment_length() const {
  if (!chars::is_name_start(at(0))) return 0;
  std::size_t n = 1;
  while (chars::is_name(at(n))) ++n;
  if (at(n) == '[') {
    const std::size_t close = skip_matched(skip(pos_, n + 1), '[', ']', 0);
    if (close == std::string_view::npos) return 0;
    const std::size_t after = raw(close + 1) == '+' ? close + 2 : close + 1;
    return raw(after) == '=' ? after + 1 - pos_ : 0;
  }
  if (at(n) == '+') ++n;
  return at(n) == '=' ? n + 1 : 0;
}

bool Parser::assignment(Gather<Assignment>& assignments) {
  const std::size_t begin = pos_;
  Assignment result;
  std::size_t n = 0;
  while (chars::is_name(at(n))) ++n;
  result.name = has_continuation_ ? std::string_view{} : text_.substr(pos_, n);
  if (has_continuation_) {
    std::string name;
    for (std::size_t i = 0; i < n; ++i) name += at(i);
    result.name = state_.arena.copy(name);
  }
  advance(n);
  if (at(0) == '[') {
    const std::size_t open = pos_;
    advance(1);
    const std::optional<WordPart> part = arithmetic(open, '[', ']');
    if (!part) return false;
    advance(1);
    result.subscript = {span_from(open), state_.arena.copy(&*part, 1)};
  }
  if (at(0) == '+') result.append = true, advance(1);
  advance(1);
  if (at(0) == '(') {
    array_elements(result);
  } else if (!word_ahead()) {
    result.value.span = span_from(begin);
  } else {
    result.value = word(WordContext::value);
  }
  result.span = span_from(begin);
  assignments.push(result);
  return !broken_;
}

void Parser::array_elements(Assignment& assignment) {
  const std::size_t begin = pos_;
  advance(1);
  assignment.is_array = true;
  Gather<Word> elements(state_.words);
  for (skip_newlines(); !broken_ && !at_end() && at(0) != ')'; skip_newlines()) {
    if (!word_ahead())
      unexpected();
    else if (!array_subscript(elements))
      words_into(elements, WordContext::element);
  }
  assignment.elements = elements.take(state_.arena);
  if (broken_) return;
  if (at_end()) return give_up(begin, "unterminated array");
  advance(1);
}

/// `[subscript]=value` among the elements: anything may stand between those brackets.
bool Parser::array_subscript(Gather<Word>& elements) {
  if (at(0) != '[') return false;
  const std::size_t begin = pos_;
  const std::size_t close = skip_matched(skip(pos_, 1), '[', ']', 0);
  if (close == std::string_view::npos) return false;
  const std::size_t equals = raw(close + 1) == '+' ? close + 2 : close + 1;
  if (raw(equals) != '=') return false;
  advance(1);
  std::optional<WordPart> key = arithmetic(begin, '[', ']');
  if (!key) return true;
  pos_ = equals + 1;
  key->kind = PartKind::glob;
  key->text = text_.substr(begin, pos_ - begin);
  Word value;
  if (word_ahead()) value = word(WordContext::element);
  std::vector<WordPart> parts{*key};
  parts.insert(parts.end(), value.parts.begin(), value.parts.end());
  elements.push({span_from(begin), state_.arena.copy(parts.data(), parts.size())});
  state_.count_word();
  spend(0);
  return true;
}

/// `declare name=(…)`: one word whose unknown part holds what the elements execute.
bool Parser::array_argument(Gather<Word>& words) {
  const std::size_t length = assignment_length();
  if (length == 0 || at(length) != '(') return false;
  const std::size_t begin = pos_;
  const std::string_view left = text_.substr(begin, skip(pos_, length) - begin);
  advance(length);
  const std::size_t open = pos_;
  Assignment array;
  array_elements(array);
  WordBuilder builder(state_);
  builder.add(left, false);
  std::vector<WordPart> parts;
  for (const Word& element : array.elements) parts.insert(parts.end(), element.parts.begin(), element.parts.end());
  const Node* const substitutions = state_.collect(parts, span(open, pos_));
  Node* const inside = make(NodeKind::list, open);
  if (substitutions != nullptr) inside->children = substitutions->children;
  array.name = left.substr(0, left.find_first_of("+=["));
  array.append = left.ends_with("+=");
  array.span = span_from(begin);
  if (left.find('[') == std::string_view::npos) inside->assignments = state_.arena.copy(&array, 1);
  builder.add_part(PartKind::variable, false, text_.substr(open, pos_ - open), inside);
  words.push({span_from(begin), builder.take()});
  return true;
}

}  // namespace vg
