// SPDX-License-Identifier: Apache-2.0
/// Words of fish: quotes, escapes, variables with their indices, command substitutions, braces.
#include <algorithm>
#include <charconv>
#include <utility>

#include "core/parse/braces.h"
#include "core/parse/escapes.h"
#include "core/parse/parser_fish.h"

namespace vg {

bool FishParser::word_ahead() const {
  return !at_end() && !ends_word(pos_) && raw(pos_) != '&';
}

bool FishParser::words_into(Gather<Word>& words) {
  const std::size_t begin = pos_;
  const unsigned copies = state_.brace_copies;
  const Word read = word();
  if (saw_brace_) {
    expand_braces(state_, read, text_.substr(begin, pos_ - begin), words, state_.brace_copies != copies);
  } else {
    words.push(read);
    state_.count_word();
  }
  return spend(0) && !broken_;
}

Word FishParser::word() {
  const std::size_t begin = pos_;
  const unsigned outer_braces = std::exchange(braces_, 0);
  const bool outer_bracket = std::exchange(in_bracket_, false);
  bool saw_brace = false;
  WordBuilder builder(state_);
  while (!at_end() && !broken_) {
    if (braces_ == 0 && !in_bracket_ && ends_word(pos_)) break;
    saw_brace |= text_[pos_] == '{';
    word_character(builder, begin);
  }
  if (braces_ > 0) give_up(begin, "unterminated {");
  if (in_bracket_) give_up(begin, "unterminated [");
  braces_ = outer_braces;
  in_bracket_ = outer_bracket;
  token_end_ = std::min(pos_, text_.size());
  saw_brace_ = saw_brace;
  return {span_from(begin), mark_tilde(state_, builder.take())};
}

void FishParser::word_character(WordBuilder& builder, std::size_t begin) {
  const char c = text_[pos_];
  switch (c) {
    case '\\': return escaped(builder);
    case '\'': return single_quoted(builder);
    case '"': return double_quoted(builder);
    case '$': return dollar(builder, false);
    case '(': return command_substitution(builder, false, 1);
    case ')': return unexpected();
    case '*':
    case '?':
      if (!spend(part_cost)) return;
      builder.add_part(PartKind::glob, false, text_.substr(pos_++, 1));
      return;
    case '[':
    case ']':
    case '{':
    case '}': return bracket(builder, c, begin);
    case ' ':
    case '\t':
    case '\r':
    case '\n':
      if (braces_ > 0) return brace_blank(builder);
      break;
    default: break;
  }
  builder.add(text_.substr(pos_++, 1), false);
}

void FishParser::bracket(WordBuilder& builder, char c, std::size_t begin) {
  if (c == '{') ++braces_;
  if (c == '}') {
    if (braces_ == 0) return unexpected();
    --braces_;
  }
  if (c == '[') in_bracket_ |= pos_ > begin;
  if (c == ']') in_bracket_ = false;
  builder.add(text_.substr(pos_++, 1), false);
}

/// Blanks between braces: those beside a comma or a brace do not count, others belong to the word.
void FishParser::brace_blank(WordBuilder& builder) {
  const std::size_t begin = pos_;
  while (!at_end() && std::string_view(" \t\r\n").find(text_[pos_]) != std::string_view::npos) ++pos_;
  const char before = text_[begin - 1];
  const char after = raw(pos_);
  if (before == '{' || before == ',' || after == '}' || after == ',') return;
  builder.add(text_.substr(begin, pos_ - begin), true);
}

/// A backslash outside quotes: the escapes of one character or code, else the character itself.
void FishParser::escaped(WordBuilder& builder) {
  const char next = raw(pos_ + 1);
  if (pos_ + 1 >= text_.size()) return give_up(pos_, "unterminated escape");
  if (next == '\n') {
    pos_ += 2;
    return;
  }
  const bool is_code = std::string_view("abcefnrtvxXuU01234567").find(next) != std::string_view::npos;
  if (!is_code) {
    builder.add(text_.substr(pos_ + 1, 1), true);
    pos_ += 2;
    return;
  }
  std::string value;
  const std::string lower = next == 'X' ? "\\x" + std::string(text_.substr(pos_ + 2, 2)) : std::string();
  if (next == 'X') {
    std::size_t at = 0;
    read_escape(lower, at, EscapeStyle::dollar_quote, value);
    pos_ += at;
  } else {
    read_escape(text_, pos_, EscapeStyle::dollar_quote, value);
  }
  builder.add(state_.arena.copy(value), true);
}

/// Only \' and \\ are escapes between single quotes.
void FishParser::single_quoted(WordBuilder& builder) {
  const std::size_t begin = pos_++;
  builder.add(std::string_view(), true);
  for (;;) {
    const std::size_t end = text_.find_first_of("'\\", pos_);
    if (end == std::string_view::npos) {
      builder.add(text_.substr(std::min(pos_, text_.size())), true);
      return give_up(begin, "unterminated quote");
    }
    builder.add(text_.substr(pos_, end - pos_), true);
    pos_ = end + 1;
    if (text_[end] == '\'') return;
    if (raw(pos_) == '\'' || raw(pos_) == '\\')
      builder.add(text_.substr(pos_++, 1), true);
    else
      builder.add(text_.substr(end, 1), true);
  }
}

void FishParser::double_quoted(WordBuilder& builder) {
  const std::size_t begin = pos_++;
  builder.add(std::string_view(), true);
  while (!broken_) {
    const std::size_t stop = std::min(text_.find_first_of("\"\\$", pos_), text_.size());
    if (stop > pos_) builder.add(text_.substr(pos_, stop - pos_), true);
    pos_ = stop;
    if (at_end()) return give_up(begin, "unterminated quote");
    const char c = text_[pos_];
    const char next = raw(pos_ + 1);
    if (c == '"') {
      ++pos_;
      return;
    }
    if (c == '$') {
      dollar(builder, true);
    } else if (next == '\n') {
      pos_ += 2;
    } else {
      const bool is_escape = next == '$' || next == '"' || next == '\\';
      if (is_escape) ++pos_;
      builder.add(text_.substr(pos_++, 1), true);
    }
  }
}

/// $name, $$name, $name[index], $(…). Lists count from 1 here, from 0 in the tree.
void FishParser::dollar(WordBuilder& builder, bool quoted) {
  if (!spend(part_cost)) return;
  const std::size_t begin = pos_;
  if (raw(pos_ + 1) == '(') return command_substitution(builder, quoted, 2);
  std::string expression;
  for (++pos_; raw(pos_) == '$'; ++pos_) expression += '!';
  const std::size_t name_begin = pos_;
  while (chars::is_name(raw(pos_))) ++pos_;
  const std::string_view name = text_.substr(name_begin, pos_ - name_begin);
  if (name.empty()) {
    builder.add(text_.substr(begin, pos_ - begin), quoted);
    return syntax_error("no name of a variable behind '$'");
  }
  // A variable of digits is an ordinary one, not an argument: the blank keeps it apart.
  if (chars::is_digit(name.front())) expression += ' ';
  builder.flush();
  std::string_view subscript;
  unsigned subscripts = 0;
  const Node* const inside = indices(begin, nullptr, subscript, subscripts);
  const bool is_position =
      subscripts == 1 && chars::is_number(subscript) && subscript.size() < 6 && subscript[0] != '0';
  if (name == "argv" && expression.empty() && (subscripts == 0 || is_position)) {
    expression = subscripts == 0 ? "@" : std::string(subscript);
  } else if (is_position) {
    unsigned position = 0;
    std::from_chars(subscript.data(), subscript.data() + subscript.size(), position);
    expression += std::string(name) + "[" + std::to_string(position - 1) + "]";
  } else {
    expression += name;
    if (subscripts > 0) expression += text_.substr(name_begin + name.size(), pos_ - name_begin - name.size());
  }
  builder.add_part(PartKind::variable, quoted, state_.arena.copy(expression), inside);
}

/// `[…]` behind a variable or a substitution. Out: the text between the brackets.
std::string_view FishParser::index(WordBuilder& inner) {
  const std::size_t begin = pos_++;
  while (!broken_ && raw(pos_) != ']') {
    if (at_end())
      give_up(begin, "unterminated [");
    else if (raw(pos_) == '$')
      dollar(inner, true);
    else if (raw(pos_) == '(')
      command_substitution(inner, true, 1);
    else
      ++pos_;
  }
  if (broken_) return {};
  return text_.substr(begin + 1, pos_++ - begin - 1);
}

/// All […] that follow. In: what they select from, where that is a substitution. Out: everything that is run there.
const Node* FishParser::indices(std::size_t begin, const Node* source, std::string_view& last, unsigned& count) {
  WordBuilder inner(state_);
  if (source != nullptr) inner.add_part(PartKind::command, true, {}, source);
  for (; raw(pos_) == '[' && !broken_; ++count) last = index(inner);
  return inner.substitutions(span(begin, std::min(pos_, text_.size())));
}

/// (…) and $(…): a list up to the closing bracket. One with an index is some of its lines: not known.
void FishParser::command_substitution(WordBuilder& builder, bool quoted, std::size_t open_length) {
  const std::size_t begin = pos_;
  if (!enter(begin)) return;
  builder.flush();
  take(open_length);
  const Node* inside = list();
  --depth_;
  if (!broken_) {
    if (at_end())
      give_up(begin, "unterminated (");
    else if (raw(pos_) == ')')
      ++pos_;
    else
      unexpected();
  }
  if (raw(pos_) != '[' || broken_) {
    const Node* const producer = without_psub(inside);
    if (producer != nullptr)
      builder.add_part(PartKind::process, quoted, "<", producer);
    else
      builder.add_part(PartKind::command, quoted, {}, inside);
    return;
  }
  std::string_view subscript;
  unsigned subscripts = 0;
  inside = indices(begin, inside, subscript, subscripts);
  const std::string_view source = text_.substr(begin, std::min(pos_, text_.size()) - begin);
  builder.add_part(PartKind::variable, quoted, source, inside);
}

/// `(… | psub)` is the name of a file with that output: what elsewhere is <(…). Out: what stands in front of psub, or
/// nullptr.
const Node* FishParser::without_psub(const Node* inside) {
  if (inside->children.empty()) return nullptr;
  const Node& last = *inside->children.back();
  if (last.kind != NodeKind::pipeline || last.children.size() < 2) return nullptr;
  const Node& filter = *last.children.back();
  if (filter.kind != NodeKind::simple || filter.words.empty() || filter.words.front().literal() != "psub")
    return nullptr;
  Node* const shorter = state_.arena.create<Node>(last);
  shorter->children = last.children.first(last.children.size() - 1);
  Gather<const Node*> children(state_.nodes);
  for (const Node* child : inside->children.first(inside->children.size() - 1)) children.push(child);
  children.push(shorter);
  Node* const node = state_.arena.create<Node>(*inside);
  node->children = children.take(state_.arena);
  return node;
}

}  // namespace vg
