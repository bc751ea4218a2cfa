// SPDX-License-Identifier: Apache-2.0
/// Words and quotes.
#include "core/base/byte_set.h"
#include "core/parse/braces.h"
#include "core/parse/escapes.h"
#include "core/parse/parser.h"

namespace vg {

namespace {
constexpr std::size_t max_bracket_scan = 256;
constexpr std::size_t longest_class = 12;  // "alnum", "xdigit" …
constexpr ByteSet in_double_quotes("\"\\$`");
}  // namespace

Word Parser::word(WordContext context) {
  const std::size_t begin = pos_;
  bool has_brace = false;
  int open_braces = 0;
  WordBuilder builder(state_);
  constexpr unsigned stops = chars::blank | chars::operator_ | chars::special;
  while (!at_end() && !broken_) {
    const char c = text_[pos_];
    if (!chars::is(c, stops)) {
      std::size_t end = pos_ + 1;
      while (end < text_.size() && !chars::is(text_[end], stops) && !(text_[end] == '}' && is_zsh())) ++end;
      if (c == '}' && is_zsh() && open_braces-- == 0 && pos_ > begin) break;
      builder.add(text_.substr(pos_, end - pos_), false);
      pos_ = end;
    } else if (chars::is(c, chars::blank | chars::operator_)) {
      if (!word_operator(builder, context, begin)) break;
    } else {
      has_brace |= c == '{';
      open_braces += c == '{' ? 1 : 0;
      word_special(builder, context);
    }
  }
  token_end_ = pos_;
  saw_brace_ = has_brace;
  const std::span<WordPart> parts = builder.take();
  const Word result{span_from(begin), mark_tilde(state_, parts)};
  return result;
}

/// An operator character that may still belong to the word. Out: false where it ends it.
bool Parser::word_operator(WordBuilder& builder, WordContext context, std::size_t begin) {
  const char c = text_[pos_];
  if ((c == '<' || c == '>') && at(1) == '(') {
    command_substitution(builder, false, PartKind::process, 2, ')');
    return true;
  }
  if (const std::size_t length = number_range(); length > 0) {
    builder.add_part(PartKind::glob, false, text_.substr(pos_, length));
    pos_ += length;
    return true;
  }
  if (is_zsh() && c == '(' && context != WordContext::regex &&
      (pos_ > begin || context == WordContext::argument || context == WordContext::value)) {
    // =(…) is a file with the output; name() is for the caller; all else is a pattern
    if (pos_ == begin + 1 && text_[begin] == '=') {
      builder.restart_text();
      pos_ = begin;
      command_substitution(builder, false, PartKind::process, 2, ')');
      return true;
    }
    if (at(1) == ')' && pos_ > begin) return false;
    bracket_group(builder, false);
    return true;
  }
  if (context == WordContext::regex) {
    if (c == '(') {
      bracket_group(builder, true);
    } else if ((c == '|' && at(1) != '|') || c == '<' || c == '>') {
      builder.add(text_.substr(pos_++, 1), false);
    } else {
      return false;
    }
    return true;
  }
  const bool is_group =
      c == '(' && pos_ > begin && std::string_view("?*+@!").find(text_[pos_ - 1]) != std::string_view::npos;
  if (is_group) bracket_group(builder, false);
  return is_group;
}

void Parser::word_special(WordBuilder& builder, WordContext) {
  if (!spend(part_cost)) return;
  switch (text_[pos_]) {
    case '\\': return escaped(builder);
    case '\'': return single_quoted(builder);
    case '"': return double_quoted(builder);
    case '$': return dollar(builder, false);
    case '`': return backtick(builder, false);
    case '[': return bracket_pattern(builder);
    case '{': return builder.add(text_.substr(pos_++, 1), false);
    default: builder.add_part(PartKind::glob, false, text_.substr(pos_, 1)); ++pos_;
  }
}

/// `(a|b)` behind ?*+@! (extended pattern), or the group of a regular expression: one pattern part.
void Parser::bracket_group(WordBuilder& builder, bool is_regex) {
  const std::size_t begin = pos_;
  if (!enter(begin)) return;
  builder.flush();
  const Node* inside = group_substitutions(begin, is_regex);
  const std::string_view text = text_.substr(begin, std::min(pos_, text_.size()) - begin);
  if (const Node* const code = is_zsh() && !is_regex ? qualifier_code(text, begin) : nullptr; code != nullptr) {
    const WordPart run{.kind = PartKind::command, .node = code};
    const WordPart rest{.kind = PartKind::glob, .node = inside};
    const WordPart both[] = {rest, run};
    inside = state_.collect(both, span(begin, pos_));
  }
  --depth_;
  builder.add_part(PartKind::glob, false, text, inside);
}

const Node* Parser::group_substitutions(std::size_t begin, bool is_regex) {
  WordBuilder inner(state_);
  int count = 0;
  while (!broken_) {
    const char c = raw(pos_);
    if (at_end() || (c == '\n' && !is_regex)) {
      give_up(begin, "unterminated pattern");
    } else if (c == '\\') {
      pos_ += 2;
    } else if (c == '\'') {
      single_quoted(inner);
    } else if (c == '"') {
      double_quoted(inner);
    } else if (c == '$') {
      dollar(inner, false);
    } else if (c == '`') {
      backtick(inner, false);
    } else {
      ++pos_;
      if (c == '(') ++count;
      if (c == ')' && --count == 0) break;
    }
  }
  return inner.substitutions(span(begin, pos_));
}

/// `[abc]`. Where quotes or expansions stand between the brackets, the opening one alone becomes the pattern part:
/// the word is a pattern all the same.
void Parser::bracket_pattern(WordBuilder& builder) {
  std::size_t i = pos_ + 1;
  if (raw(i) == '!' || raw(i) == '^') ++i;
  if (raw(i) == ']') ++i;
  bool is_simple = true;
  const std::size_t limit = pos_ + max_bracket_scan;
  for (; i < limit && !chars::ends_word(raw(i)) && raw(i) != ']'; ++i) {
    if (raw(i) == '[' && raw(i + 1) == ':') {
      const std::size_t close = text_.substr(i + 2, longest_class).find(":]");
      if (close != std::string_view::npos) i += close + 3;
    } else if (chars::is(raw(i), chars::special) && raw(i) != '*' && raw(i) != '?' && raw(i) != '[') {
      is_simple = false;
    }
  }
  is_simple &= i < limit;
  if (!spend(i - pos_)) return;
  // Between quotes there may be blanks: whether a quoted bracket closes is not worth knowing.
  if (raw(i) != ']' && is_simple) return builder.add(text_.substr(pos_++, 1), false);
  const std::size_t length = is_simple ? i + 1 - pos_ : 1;
  builder.add_part(PartKind::glob, false, text_.substr(pos_, length));
  pos_ += length;
}

void Parser::escaped(WordBuilder& builder) {
  const char next = raw(pos_ + 1);
  if (pos_ + 1 >= text_.size()) {
    builder.add(text_.substr(pos_, 1), true);
    ++pos_;
  } else if (next == '\n') {
    pos_ += 2;
  } else {
    builder.add(text_.substr(pos_ + 1, 1), true);
    pos_ += 2;
  }
}

void Parser::single_quoted(WordBuilder& builder) {
  const std::size_t begin = pos_++;
  const std::size_t end = text_.find('\'', pos_);
  builder.add(text_.substr(pos_, end - pos_), true);
  if (end == std::string_view::npos) return give_up(begin, "unterminated quote");
  pos_ = end + 1;
}

void Parser::double_quoted(WordBuilder& builder) {
  const std::size_t begin = pos_++;
  if (raw(pos_) == '"') builder.add(std::string_view(), true);
  while (!broken_) {
    const std::size_t stop = std::min(in_double_quotes.find_in(text_, pos_), text_.size());
    if (stop > pos_) builder.add(text_.substr(pos_, stop - pos_), true);
    pos_ = stop;
    if (at_end()) return give_up(begin, "unterminated quote");
    const char c = text_[pos_];
    if (c == '"') {
      ++pos_;
      return;
    }
    if (c == '$') {
      dollar(builder, true);
    } else if (c == '`') {
      backtick(builder, true);
    } else {
      const char next = raw(pos_ + 1);
      const bool is_escape = next == '$' || next == '`' || next == '"' || next == '\\';
      if (next == '\n')
        pos_ += 2;
      else if (is_escape)
        builder.add(text_.substr(pos_ + 1, 1), true), pos_ += 2;
      else
        builder.add(text_.substr(pos_++, 1), true);
    }
  }
}

/// $'…', the cursor on the quote.
void Parser::ansi_quoted(WordBuilder& builder) {
  const std::size_t begin = pos_++;
  std::string value;
  bool goes_on = true;
  while (!at_end() && text_[pos_] != '\'') {
    std::string ignored;
    if (text_[pos_] == '\\')
      goes_on &= read_escape(text_, pos_, EscapeStyle::dollar_quote, goes_on ? value : ignored);
    else if (goes_on)
      value += text_[pos_++];
    else
      ++pos_;
  }
  builder.add(state_.arena.copy(value), true);
  if (at_end()) return give_up(begin, "unterminated quote");
  ++pos_;
}

}  // namespace vg
