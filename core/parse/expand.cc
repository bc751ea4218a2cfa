// SPDX-License-Identifier: Apache-2.0
#include "core/parse/expand.h"

#include <algorithm>
#include <charconv>

#include "core/base/byte_set.h"

namespace vg {
namespace {

/// Values past these are not followed: X=$X$X doubles with every assignment.
constexpr std::size_t max_value_bytes = 4096;
constexpr std::size_t max_value_parts = 64;
constexpr int max_evaluation_depth = 6;

bool is_literal(std::span<const WordPart> parts) {
  return std::all_of(parts.begin(), parts.end(), [](const WordPart& p) { return p.kind == PartKind::literal; });
}

std::string text_of(std::span<const WordPart> parts) {
  std::string text;
  for (const WordPart& part : parts) text += part.text;
  return text;
}

bool has_pattern(std::string_view text) {
  return text.find_first_of("*?[\\'\"$`") != std::string_view::npos;
}

/// ${x%??} ${x#?} ${x%suffix} ${x#prefix} ${x%/*} ${x##*/}
std::optional<std::string> trim(const std::string& text, std::string_view op) {
  const bool at_end = op.front() == '%';
  const bool longest = op.size() > 1 && op[1] == op[0];
  op.remove_prefix(longest ? 2 : 1);
  const std::string_view fixed = op.empty() ? op : at_end ? op.substr(0, op.size() - 1) : op.substr(1);
  if (!fixed.empty() && (at_end ? op.back() : op.front()) == '*' && !has_pattern(fixed)) {
    const std::size_t at = at_end == longest ? text.find(fixed) : text.rfind(fixed);
    if (at == std::string::npos) return text;
    return at_end ? text.substr(0, at) : text.substr(at + fixed.size());
  }
  const bool only_marks = op.find_first_not_of('?') == std::string_view::npos;
  if (!only_marks && has_pattern(op)) return std::nullopt;
  if (op.size() > text.size()) return text;
  const std::size_t cut_at = at_end ? text.size() - op.size() : 0;
  if (!only_marks && text.compare(cut_at, op.size(), op) != 0) return text;
  return at_end ? text.substr(0, cut_at) : text.substr(op.size());
}

/// ${x/old/new} ${x//old/new}
std::optional<std::string> replace(std::string text, std::string_view op) {
  const bool all = op.starts_with("//");
  op.remove_prefix(all ? 2 : 1);
  const std::size_t slash = std::min(op.find('/'), op.size());
  const std::string_view old = op.substr(0, slash);
  const std::string_view fresh = slash < op.size() ? op.substr(slash + 1) : std::string_view{};
  if (old.empty() || has_pattern(old) || has_pattern(fresh) || old[0] == '#' || old[0] == '%') return std::nullopt;
  for (std::size_t at = text.find(old); at != std::string::npos; at = text.find(old, at + fresh.size())) {
    text.replace(at, old.size(), fresh);
    if (!all || text.size() > max_value_bytes) break;
  }
  return text;
}

/// ${x^^} ${x,,} ${x^} ${x,}
std::string change_case(std::string text, std::string_view op) {
  const std::size_t count = op.size() == 2 ? text.size() : std::min<std::size_t>(1, text.size());
  for (std::size_t i = 0; i < count; ++i) {
    const char c = text[i];
    if (op[0] == '^' && c >= 'a' && c <= 'z') text[i] = static_cast<char>(c - 'a' + 'A');
    if (op[0] == ',' && c >= 'A' && c <= 'Z') text[i] = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

/// ${x:offset:length}
std::optional<std::string> slice(const std::string& text, std::string_view op) {
  const std::size_t colon = std::min(op.find(':', 1), op.size());
  const std::string_view first = op.substr(1, colon - 1);
  const std::string_view second = colon < op.size() ? op.substr(colon + 1) : std::string_view{};
  std::size_t offset = 0;
  std::size_t length = std::string::npos;
  if (!chars::is_number(first) || first.size() > 6 || second.size() > 6) return std::nullopt;
  std::from_chars(first.data(), first.data() + first.size(), offset);
  if (colon < op.size()) {
    if (!chars::is_number(second)) return std::nullopt;
    std::from_chars(second.data(), second.data() + second.size(), length);
  }
  return offset > text.size() ? std::string() : text.substr(offset, length);
}

/// ${a[@]:offset:length}
std::optional<Value> slice(std::span<const Word> list, std::string_view op) {
  const std::size_t colon = std::min(op.find(':'), op.size());
  const std::string_view first = op.substr(0, colon);
  const std::string_view second = colon < op.size() ? op.substr(colon + 1) : std::string_view("999999");
  if (!chars::is_number(first) || !chars::is_number(second) || first.size() > 6 || second.size() > 6)
    return std::nullopt;
  std::size_t offset = 0, length = 0;
  std::from_chars(first.data(), first.data() + first.size(), offset);
  std::from_chars(second.data(), second.data() + second.size(), length);
  offset = std::min(offset, list.size());
  return Value{.is_list = true, .list = list.subspan(offset, std::min(length, list.size() - offset))};
}

/// What ${name op} makes of a value, for the forms that need no pattern matching.
std::optional<std::string> apply(const std::string& text, std::string_view op) {
  if (op.empty()) return text;
  switch (op.front()) {
    case '%':
    case '#': return trim(text, op);
    case '/': return replace(text, op);
    case ':': return slice(text, op);
    case '^':
    case ',':
      if (op == "^" || op == "^^" || op == "," || op == ",,") return change_case(text, op);
      return std::nullopt;
    default: return std::nullopt;
  }
}

}  // namespace

std::span<const WordPart> Expander::literal(std::string_view text) {
  const WordPart part{.kind = PartKind::literal, .text = state_.arena.copy(text)};
  return state_.arena.copy(&part, 1);
}

/// ${…} of the forms that can be followed: name, !name, name[n], name:n:m, name%text, name:-word and the like.
std::optional<Value> Expander::parameter(std::string_view expression) {
  if (const auto whole = scope_.find(expression); whole && (!whole->is_list || !chars::is_name(expression)))
    return whole;
  if (expression.starts_with('!') && chars::is_name(expression.substr(1))) {
    const std::optional<Value> name = scope_.find(expression.substr(1));
    const bool is_known = name && !name->is_list && is_literal(name->parts);
    return is_known ? scope_.find(text_of(name->parts)) : std::nullopt;
  }
  std::size_t length = 0;
  while (length < expression.size() && chars::is_name(expression[length])) ++length;
  if (length == 0) return std::nullopt;
  std::string_view op = expression.substr(length);
  std::optional<Value> value = scope_.find(expression.substr(0, length));
  if (!value) return std::nullopt;
  if (value->is_list) {
    const std::size_t close = op.find(']');
    std::size_t index = 0;
    if (op.starts_with("[@]:")) return slice(value->list, op.substr(4));
    if (op.empty() && !splits_variables()) return std::nullopt;
    if (op.starts_with('[') && close != std::string_view::npos) {
      const std::string_view subscript = op.substr(1, close - 1);
      if (close + 1 != op.size()) return std::nullopt;
      if (subscript == "@" || subscript == "*") return value;
      const bool from_end = subscript.starts_with('-');
      const std::string_view number = subscript.substr(from_end ? 1 : 0);
      if (!chars::is_number(number) || number.size() > 6) return std::nullopt;
      std::from_chars(number.data(), number.data() + number.size(), index);
      if (from_end) index = index > value->list.size() ? value->list.size() : value->list.size() - index;
      // zsh counts from 1; so does fish, but its parser has subtracted that already
      if (state_.dialect == Dialect::zsh && index > 0) --index;
      op = {};
    }
    if (!op.empty()) return std::nullopt;
    return index < value->list.size() ? Value{.parts = value->list[index].parts} : Value{};
  }
  if (!is_literal(value->parts)) return op.empty() ? value : std::nullopt;
  if (op == "[0]" || op == "[@]" || op == "[*]") return value;
  const std::string text = text_of(value->parts);
  // a default is not used where there is a value
  const bool is_default = op.starts_with(":-") || op.starts_with(":=") || op.starts_with(":?") || op.starts_with('-');
  if (is_default) return text.empty() ? std::nullopt : value;
  const bool is_other = op.starts_with(":+") || op.starts_with('+');
  if (is_other) {
    const std::string_view other = op.substr(op.front() == ':' ? 2 : 1);
    if (text.empty()) return op.front() == ':' ? std::optional(Value{}) : std::nullopt;
    return has_pattern(other) ? std::nullopt : std::optional(Value{.parts = literal(other)});
  }
  const std::optional<std::string> rest = apply(text, op);
  if (!rest) return std::nullopt;
  return Value{.parts = literal(*rest)};
}

std::optional<Value> Expander::find(const WordPart& part) {
  if (part.is_tilde) {
    if (part.text == "~root") return Value{.parts = literal("/root")};
    const std::optional<Value> home = part.text == "~"    ? scope_.find("HOME")
                                      : part.text == "~+" ? scope_.find("PWD")
                                                          : std::nullopt;
    return home && is_literal(home->parts) ? home : std::nullopt;
  }
  if (part.kind == PartKind::variable) return parameter(part.text);
  if (part.kind != PartKind::command || part.node == nullptr || depth_ >= max_evaluation_depth) return std::nullopt;
  std::optional<std::string> output = static_output(*part.node, state_, scope_, depth_ + 1);
  if (!output || output->size() > max_value_bytes) return std::nullopt;
  while (!output->empty() && output->back() == '\n') output->pop_back();
  return Value{.parts = literal(*output)};
}

/// A tilde whose meaning is not known is no text any more, unless it is the plain one and no home was given.
WordPart Expander::unknown(const WordPart& part) const {
  WordPart result = part;
  if (part.is_tilde && (part.text != "~" || scope_.has_set("HOME"))) result.kind = PartKind::variable;
  return result;
}

bool Expander::is_fixed(const Word& word) const {
  return std::all_of(word.parts.begin(), word.parts.end(), [](const WordPart& part) {
    return part.kind != PartKind::variable && part.kind != PartKind::command && !part.is_tilde;
  });
}

/// bash and sh: an unquoted variable is split into words, and a list is its first element. Elsewhere it is all of them.
bool Expander::splits_variables() const {
  return state_.dialect == Dialect::bash || state_.dialect == Dialect::sh;
}

/// "$@" and "${a[@]}" alone are as many words as there are.
bool Expander::whole_list(const Word& source, Gather<Word>& out) {
  if (source.parts.size() != 1 || source.parts.front().kind != PartKind::variable) return false;
  const std::string_view name = source.parts.front().text;
  const bool is_plain = !splits_variables() && !source.parts.front().quoted && chars::is_name(name);
  const bool is_one = source.parts.front().quoted && (name == "*" || name.ends_with("[*]"));
  const bool is_all = name == "@" || name == "*" || name.find("[@]") != std::string_view::npos || name.ends_with("[*]");
  if (is_one && splits_variables()) return false;
  if (!is_all && !is_plain) return false;
  const std::optional<Value> value = is_plain ? scope_.find(name) : parameter(name);
  if (!value || !value->is_list) return false;
  for (const Word& element : value->list) {
    if (!state_.count_word()) return true;
    out.push({source.span, element.parts});
  }
  return true;
}

/// What ends a word in an unquoted value; nullopt where that is not known.
std::optional<std::string> Expander::separators() const {
  if (!scope_.has_set("IFS")) return " \t\n";
  const std::optional<Value> own = scope_.find("IFS");
  return own && !own->is_list && is_literal(own->parts) ? std::optional(text_of(own->parts)) : std::nullopt;
}

/// "$*" and "${a[*]}": one word, with the first of the separators between the elements.
std::optional<Value> Expander::joined(const Value& list) {
  const std::optional<std::string> between = separators();
  if (!between || list.list.size() > max_value_parts / 2) return std::nullopt;
  std::vector<WordPart> parts;
  for (const Word& element : list.list) {
    if (&element != &list.list.front() && !between->empty())
      parts.push_back({.kind = PartKind::literal, .text = state_.arena.copy(between->substr(0, 1))});
    parts.insert(parts.end(), element.parts.begin(), element.parts.end());
  }
  return Value{.parts = state_.arena.copy(parts.data(), parts.size())};
}

void Expander::add_quoted(WordBuilder& builder, const Value& value) {
  for (const WordPart& part : value.parts) {
    if (part.kind == PartKind::literal)
      builder.add(part.text, true);
    else
      builder.add_part(part.kind, true, part.text, part.node);
  }
}

/// An unquoted value: separators end words, pattern characters are patterns.
void Expander::add_split(WordBuilder& builder, std::string_view text, std::string_view separators, Span span,
                         bool& has_content, Gather<Word>& out) {
  const std::string stops = std::string(separators) + "*?[";
  for (std::size_t i = 0; i < text.size();) {
    // What a substitution of fish prints is a word for each line.
    const std::size_t stop = state_.dialect == Dialect::fish ? text.find('\n', i) : text.find_first_of(stops, i);
    const std::size_t end = std::min(stop, text.size());
    if (end > i) builder.add(text.substr(i, end - i), false), has_content = true;
    i = end;
    if (i == text.size()) break;
    const char c = text[i];
    if (c == '*' || c == '?') {
      builder.add_part(PartKind::glob, false, text.substr(i, 1));
      has_content = true;
    } else if (c == '[') {
      const bool is_pattern = text.find(']', i) != std::string_view::npos;
      builder.add_part(is_pattern ? PartKind::glob : PartKind::literal, false, text.substr(i, 1));
      has_content = true;
    } else if (has_content) {
      if (state_.count_word()) out.push({span, builder.take()});
      builder.flush();
      builder.restart();
      has_content = false;
    }
    ++i;
  }
}

void Expander::word(const Word& source, Gather<Word>& out) {
  if (is_fixed(source) || !state_.work.spend(2 * word_cost + 2 * part_cost * source.parts.size()))
    return out.push(source);
  if (whole_list(source, out)) return;
  const std::optional<std::string> ends = separators();
  WordBuilder builder(state_);
  bool has_content = false;
  std::size_t bytes = 0;
  for (const WordPart& part : source.parts) {
    const bool is_split = splits_variables() || part.kind == PartKind::command;
    std::optional<Value> value = find(part);
    if (value && value->is_list) {
      const bool is_one =
          part.quoted && part.kind == PartKind::variable && (part.text == "*" || part.text.ends_with("[*]"));
      value = is_one ? joined(*value) : std::nullopt;
    }
    if (value) {
      bytes += text_of(value->parts).size();
      if (bytes > max_value_bytes || value->parts.size() > max_value_parts) value.reset();
    }
    const bool is_unknown = !value || (!ends && is_split && !part.quoted && !part.is_tilde);
    if (is_unknown) {
      builder.add_raw(unknown(part));
      has_content = true;
    } else if (part.is_tilde) {
      WordPart home = part;
      home.text = state_.arena.copy(text_of(value->parts));
      builder.add_raw(home);
      has_content = true;
    } else if (part.quoted) {
      add_quoted(builder, *value);
      if (value->parts.empty()) builder.add(std::string_view(), true);
      has_content = true;
    } else if (!is_split) {
      add_quoted(builder, *value);
      has_content |= !value->parts.empty();
    } else if (is_literal(value->parts)) {
      add_split(builder, state_.arena.copy(text_of(value->parts)), *ends, source.span, has_content, out);
    } else {
      for (const WordPart& inner : value->parts) builder.add_raw(inner);
      has_content = true;
    }
  }
  if (has_content) out.push({source.span, builder.take()});
}

std::span<const Word> Expander::words(std::span<const Word> source) {
  const bool all_fixed = std::all_of(source.begin(), source.end(), [this](const Word& w) { return is_fixed(w); });
  if (all_fixed) return source;
  Gather<Word> out(state_.words);
  for (const Word& each : source) word(each, out);
  return out.take(state_.arena);
}

Word Expander::value(const Word& source) {
  if (is_fixed(source)) return source;
  state_.work.spend(word_cost + part_cost * source.parts.size());
  WordBuilder builder(state_);
  for (const WordPart& part : source.parts) {
    const std::optional<Value> value = find(part);
    if (!value || value->is_list || value->parts.size() > max_value_parts ||
        text_of(value->parts).size() > max_value_bytes) {
      builder.add_raw(unknown(part));
      continue;
    }
    for (const WordPart& inner : value->parts) {
      WordPart copy = inner;
      copy.is_tilde = part.is_tilde;
      copy.quoted = part.quoted;
      builder.add_raw(copy);
    }
  }
  const std::span<const WordPart> parts = builder.take();
  if (parts.size() > max_value_parts || (is_literal(parts) && text_of(parts).size() > max_value_bytes)) return source;
  return {source.span, parts};
}

std::span<const Redirection> Expander::redirections(std::span<const Redirection> source) {
  const bool all_fixed =
      std::all_of(source.begin(), source.end(), [this](const Redirection& r) { return is_fixed(r.target); });
  if (all_fixed) return source;
  const std::span<Redirection> result = state_.arena.copy(source.data(), source.size());
  for (Redirection& each : result)
    if (each.kind != RedirectionKind::here_document) each.target = value(each.target);
  return result;
}

std::span<const Assignment> Expander::assignments(std::span<const Assignment> source) {
  const bool all_fixed =
      std::all_of(source.begin(), source.end(), [this](const Assignment& a) { return is_fixed(a.value); });
  if (all_fixed) return source;
  const std::span<Assignment> result = state_.arena.copy(source.data(), source.size());
  for (Assignment& each : result) each.value = value(each.value);
  return result;
}

}  // namespace vg
