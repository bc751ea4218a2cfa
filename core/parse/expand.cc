// SPDX-License-Identifier: Apache-2.0
#include "core/parse/expand.h"

#include <algorithm>

#include "core/base/byte_set.h"
#include "core/parse/parameter_operators.h"

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

/// ${a[@]:offset:length}. In: `first`: the index of the first element, 1 for $@.
std::optional<Value> slice(std::span<const Word> list, std::string_view op, long first, const Scope& scope) {
  const std::size_t colon = std::min(op.find(':'), op.size());
  const std::optional<long> offset = operand_number(op.substr(0, colon), scope);
  const long size = static_cast<long>(list.size());
  const std::optional<long> length =
      colon < op.size() ? operand_number(op.substr(colon + 1), scope) : std::optional<long>(size);
  if (!offset || !length || *length < 0) return std::nullopt;
  const long begin = *offset < 0 ? size + *offset : *offset - first;
  if (begin < 0) return std::nullopt;
  const auto from = static_cast<std::size_t>(std::min(begin, size));
  return Value{.is_list = true,
               .list = list.subspan(from, std::min(static_cast<std::size_t>(*length), list.size() - from))};
}

}  // namespace

std::span<const WordPart> Expander::literal(std::string_view text) {
  const WordPart part{.kind = PartKind::literal, .text = state_.arena.copy(text)};
  return state_.arena.copy(&part, 1);
}

/// ${a[@]…} ${a[n]…}: `op` is what stands behind the name.
std::optional<Value> Expander::element(const Value& value, std::string_view op) {
  const std::size_t close = op.find(']');
  if (op.empty()) {
    if (!splits_variables()) return std::nullopt;
    return value.list.empty() ? Value{} : Value{.parts = value.list.front().parts};
  }
  if (!op.starts_with('[') || close == std::string_view::npos) return std::nullopt;
  const std::string_view subscript = op.substr(1, close - 1);
  op.remove_prefix(close + 1);
  if (subscript == "@" || subscript == "*") return list_after(value, op, 0);
  const std::optional<long> number = operand_number(subscript, scope_);
  if (!number) return std::nullopt;
  long index = *number < 0 ? static_cast<long>(value.list.size()) + *number : *number;
  // zsh counts from 1; so does fish, but its parser has subtracted that already
  if (state_.dialect == Dialect::zsh && *number > 0) --index;
  if (value.is_open) index = 0;
  const bool is_there = index >= 0 && static_cast<std::size_t>(index) < value.list.size();
  return after_operator(is_there ? Value{.parts = value.list[static_cast<std::size_t>(index)].parts} : Value{}, op);
}

/// Every element of a list behind an operator, or a part of the list.
std::optional<Value> Expander::list_after(const Value& value, std::string_view op, long first) {
  if (op.empty()) return value;
  if (op.starts_with(':')) return slice(value.list, op.substr(1), first, scope_);
  std::vector<Word> all;
  for (const Word& word : value.list) {
    const std::optional<Value> part = after_operator({.parts = word.parts}, op);
    if (!part || all.size() > max_value_parts) return std::nullopt;
    all.push_back({word.span, part->parts});
  }
  return Value{.is_list = true, .list = state_.arena.copy(all.data(), all.size())};
}

std::optional<Value> Expander::after_operator(const Value& value, std::string_view op) {
  if (!is_literal(value.parts)) return op.empty() ? std::optional(value) : std::nullopt;
  if (op.empty() || op == "[0]" || op == "[@]" || op == "[*]") return value;
  const std::string text = text_of(value.parts);
  // a default is not used where there is a value
  const bool is_default = op.starts_with(":-") || op.starts_with(":=") || op.starts_with(":?") || op.starts_with('-');
  if (is_default) return text.empty() ? std::nullopt : std::optional(value);
  const bool is_other = op.starts_with(":+") || op.starts_with('+');
  if (is_other) {
    const std::string_view other = op.substr(op.front() == ':' ? 2 : 1);
    if (text.empty()) return op.front() == ':' ? std::optional(Value{}) : std::nullopt;
    return has_pattern(other) ? std::nullopt : std::optional(Value{.parts = literal(other)});
  }
  if (text.size() > max_value_bytes) return std::nullopt;
  const std::optional<std::string> rest = apply_operator(text, op, scope_, state_.work);
  if (!rest) return std::nullopt;
  return Value{.parts = literal(*rest)};
}

/// ${#x} ${#a[@]}
std::optional<Value> Expander::length_of(std::string_view name) {
  const bool is_count = name == "@" || name == "*" || name.ends_with("[@]") || name.ends_with("[*]");
  if (is_count && name.size() > 3) name.remove_suffix(3);
  const std::optional<Value> value = scope_.find(name);
  if (!value || value->is_list != is_count || value->is_open || !is_literal(value->parts)) return std::nullopt;
  return Value{.parts = literal(std::to_string(is_count ? value->list.size() : text_of(value->parts).size()))};
}

/// ${…} of the forms that can be followed: name, !name, #name, name[n], name:n:m, name%text, name:-word and the like.
std::optional<Value> Expander::parameter(std::string_view expression) {
  if (const auto whole = scope_.find(expression); whole && (!whole->is_list || !chars::is_name(expression)))
    return whole;
  if (state_.dialect == Dialect::zsh && expression.size() > 1 &&
      std::string_view("=~^").find(expression[0]) != std::string_view::npos)
    return parameter(expression.substr(1));
  if (expression.starts_with('!') && chars::is_name(expression.substr(1))) {
    const std::optional<Value> name = scope_.find(expression.substr(1));
    const bool is_known = name && !name->is_list && is_literal(name->parts);
    return is_known ? parameter(text_of(name->parts)) : std::nullopt;
  }
  if (expression.starts_with('#') && expression.size() > 1) return length_of(expression.substr(1));
  if (expression.starts_with('@') || expression.starts_with('*')) {
    const std::optional<Value> all = scope_.find("@");
    return all ? list_after(*all, expression.substr(1), 1) : std::nullopt;
  }
  std::size_t length = 0;
  while (length < expression.size() && chars::is_name(expression[length])) ++length;
  if (length == 0) return std::nullopt;
  const std::optional<Value> value = scope_.find(expression.substr(0, length));
  if (!value) return std::nullopt;
  const std::string_view op = expression.substr(length);
  return value->is_list ? element(*value, op) : after_operator(*value, op);
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
  const bool is_all = name == "@" || name == "*" || name.starts_with("@:") || name.starts_with("*:") ||
                      name.find("[@]") != std::string_view::npos || name.ends_with("[*]");
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
    const bool is_split = splits_variables() || part.kind == PartKind::command || part.text.starts_with('=');
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
