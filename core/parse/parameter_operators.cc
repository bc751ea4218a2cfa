// SPDX-License-Identifier: Apache-2.0
/// Source: bash(1), EXPANSION: Parameter Expansion, Pattern Matching
#include "core/parse/parameter_operators.h"

#include <algorithm>
#include <bitset>
#include <charconv>
#include <vector>

#include "core/parse/characters.h"
#include "core/parse/escapes.h"

namespace vg {
namespace {

constexpr std::size_t max_pattern = 64;
constexpr std::size_t max_result = 4096;

using Characters = std::bitset<256>;

/// One element of a pattern: a set of characters, or "*".
struct Token {
  bool any_text = false;
  Characters set;
};
using Pattern = std::vector<Token>;

Token one_of(char c) {
  Token token;
  token.set.set(static_cast<unsigned char>(c));
  return token;
}

/// [abc] [a-z] [!abc] at text[at] == '['. Out: false where it is no such thing.
bool read_class(std::string_view text, std::size_t& at, Pattern& pattern) {
  const std::size_t close = text.find(']', at + 2);
  if (close == std::string_view::npos) return false;
  std::string_view inside = text.substr(at + 1, close - at - 1);
  const bool negated = inside.starts_with('!') || inside.starts_with('^');
  if (negated) inside.remove_prefix(1);
  Token token;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    const auto first = static_cast<unsigned char>(inside[i]);
    const bool is_range = i + 2 < inside.size() && inside[i + 1] == '-';
    const unsigned last = is_range ? static_cast<unsigned char>(inside[i + 2]) : first;
    for (unsigned c = first; c <= last; ++c) token.set.set(c);
    if (is_range) i += 2;
  }
  if (negated) token.set.flip();
  pattern.push_back(token);
  at = close + 1;
  return true;
}

/// $name or ${name} at source[at] == '$'; moves behind it.
std::optional<std::string> plain_variable(std::string_view source, std::size_t& at, const Scope& scope) {
  std::size_t begin = at + 1;
  const bool braced = begin < source.size() && source[begin] == '{';
  if (braced) ++begin;
  std::size_t end = begin;
  while (end < source.size() && chars::is_name(source[end])) ++end;
  const std::string_view name = source.substr(begin, end - begin);
  if (name.empty() || (braced && (end >= source.size() || source[end] != '}'))) return std::nullopt;
  const std::optional<Value> value = scope.find(name);
  if (!value || value->is_list) return std::nullopt;
  at = end + (braced ? 1 : 0);
  std::string text;
  for (const WordPart& part : value->parts) {
    if (part.kind != PartKind::literal) return std::nullopt;
    text += part.text;
  }
  return text;
}

/// Calls `plain` with text that stands for itself and `open` with what may hold pattern characters. Out: false where
/// something is not known.
template <typename Plain, typename Open>
bool read_operand(std::string_view source, const Scope& scope, Plain plain, Open open) {
  bool in_double = false;
  for (std::size_t i = 0; i < source.size();) {
    const char c = source[i];
    if (c == '`') return false;
    if (c == '\\' && i + 1 < source.size()) {
      plain(source.substr(i + 1, 1));
      i += 2;
    } else if (c == '"') {
      in_double = !in_double;
      ++i;
    } else if (c == '\'' && !in_double) {
      const std::size_t close = source.find('\'', i + 1);
      if (close == std::string_view::npos) return false;
      plain(source.substr(i + 1, close - i - 1));
      i = close + 1;
    } else if (c == '$' && i + 1 < source.size() && source[i + 1] == '\'' && !in_double) {
      std::string text;
      for (i += 2; i < source.size() && source[i] != '\'';) {
        if (source[i] != '\\')
          text += source[i++];
        else if (!read_escape(source, i, EscapeStyle::dollar_quote, text))
          return false;
      }
      if (i++ >= source.size()) return false;
      plain(std::string_view(text));
    } else if (c == '$') {
      const std::optional<std::string> value = plain_variable(source, i, scope);
      if (!value) return false;
      in_double ? plain(std::string_view(*value)) : open(std::string_view(*value));
    } else {
      in_double ? plain(source.substr(i, 1)) : open(source.substr(i, c == '[' ? source.size() : 1));
      ++i;
    }
  }
  return !in_double;
}

std::optional<Pattern> compile(std::string_view source, const Scope& scope) {
  Pattern pattern;
  std::string_view rest = source;
  bool too_hard = false;
  std::size_t class_left = 0;  // characters that a class in brackets has taken
  const auto plain = [&](std::string_view text) {
    for (const char c : text) pattern.push_back(one_of(c));
  };
  const auto open = [&](std::string_view text) {
    if (class_left > 0) {
      --class_left;
      return;
    }
    if (text.starts_with('[') && text.size() > 1) {
      std::size_t at = 0;
      const bool has_quotes = text.substr(0, text.find(']')).find_first_of("\\'\"$") != std::string_view::npos;
      if (has_quotes) too_hard = true;
      const bool names_class = text.starts_with("[[") || text.starts_with("[![") || text.starts_with("[^[");
      too_hard |= names_class;
      if (!has_quotes && !names_class && read_class(text, at, pattern)) {
        class_left = at - 1;
        return;
      }
      text = text.substr(0, 1);
    }
    for (const char c : text) {
      Token token = one_of(c);
      if (c == '*') token.any_text = true;
      if (c == '?') token.set.set();
      pattern.push_back(token);
    }
  };
  // extglob is not read
  for (const std::string_view group : {"?(", "*(", "+(", "@(", "!("})
    too_hard |= rest.find(group) != std::string_view::npos;
  if (too_hard || !read_operand(rest, scope, plain, open) || too_hard || pattern.size() > max_pattern)
    return std::nullopt;
  return pattern;
}

bool fits(const Pattern& pattern, std::string_view text) {
  std::size_t at = 0, i = 0, star = pattern.size(), resume = 0;
  while (i < text.size()) {
    if (at < pattern.size() && pattern[at].any_text) {
      star = at++;
      resume = i;
    } else if (at < pattern.size() && pattern[at].set.test(static_cast<unsigned char>(text[i]))) {
      ++at, ++i;
    } else if (star < pattern.size()) {
      at = star + 1;
      i = ++resume;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at].any_text) ++at;
  return at == pattern.size();
}

/// Whether every part of `text` may be held against the pattern: that is what it takes.
bool affords(const Pattern& pattern, std::string_view text, bool everywhere, Work& work) {
  const bool has_star = std::any_of(pattern.begin(), pattern.end(), [](const Token& t) { return t.any_text; });
  const std::size_t once = (text.size() + 1) * (has_star ? pattern.size() + 1 : 1);
  const std::size_t all = once * (text.size() + 1) * (everywhere && has_star ? 2 : 1) / (has_star ? 1 : 2);
  constexpr std::size_t most = 100'000;
  return all < most && work.spend(2 * all);
}

std::optional<std::string> trim(const std::string& text, std::string_view op, const Scope& scope, Work& work) {
  const bool at_end = op.front() == '%';
  const bool longest = op.size() > 1 && op[1] == op[0];
  const std::optional<Pattern> pattern = compile(op.substr(longest ? 2 : 1), scope);
  if (!pattern || !affords(*pattern, text, false, work)) return std::nullopt;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const std::size_t size = longest ? text.size() - i : i;
    const std::string_view part =
        at_end ? std::string_view(text).substr(text.size() - size) : std::string_view(text).substr(0, size);
    if (fits(*pattern, part)) return at_end ? text.substr(0, text.size() - size) : text.substr(size);
  }
  return text;
}

/// The first slash that is not quoted.
std::size_t slash_in(std::string_view op) {
  char quote = '\0';
  for (std::size_t i = 0; i < op.size(); ++i) {
    if (op[i] == '\\')
      ++i;
    else if (quote != '\0')
      quote = op[i] == quote ? '\0' : quote;
    else if (op[i] == '\'' || op[i] == '"')
      quote = op[i];
    else if (op[i] == '/')
      return i;
  }
  return op.size();
}

/// ${x/old/new} ${x//old/new} ${x/#old/new} ${x/%old/new}
std::optional<std::string> replace(std::string_view text, std::string_view op, const Scope& scope, Work& work) {
  op.remove_prefix(1);
  const char how = op.empty() ? '\0' : op.front();
  if (how == '/' || how == '#' || how == '%') op.remove_prefix(1);
  const std::size_t slash = slash_in(op);
  const std::optional<Pattern> pattern = compile(op.substr(0, slash), scope);
  const std::optional<std::string> fresh = operand_text(slash < op.size() ? op.substr(slash + 1) : "", scope);
  if (!pattern || !fresh || pattern->empty() || !affords(*pattern, text, true, work)) return std::nullopt;
  const bool has_star = std::any_of(pattern->begin(), pattern->end(), [](const Token& t) { return t.any_text; });
  const auto longest_at = [&](std::size_t at) -> std::size_t {
    const std::size_t left = text.size() - at, shortest = has_star ? 1 : pattern->size();
    if (left < shortest || (how == '%' && !has_star && left != shortest)) return 0;
    for (std::size_t length = has_star ? left : shortest; length >= shortest; --length) {
      if (fits(*pattern, text.substr(at, length))) return length;
      if (how == '%') return 0;
    }
    return 0;
  };
  std::string out;
  std::size_t at = 0;
  bool again = true;
  while (at < text.size() && again && out.size() < max_result) {
    const std::size_t length = longest_at(at);
    if (length > 0) {
      out += *fresh;
      at += length;
      again = how == '/';
    } else if (how == '#') {
      break;
    } else {
      out += text[at++];
    }
  }
  return out + std::string(text.substr(at));
}

/// ${x^^} ${x,,} ${x^} ${x,} and the same with a pattern for the characters it is about.
std::optional<std::string> change_case(std::string text, std::string_view op, const Scope& scope) {
  const bool all = op.size() > 1 && op[1] == op[0];
  const std::optional<Pattern> pattern = compile(op.substr(all ? 2 : 1), scope);
  if (!pattern || pattern->size() > 1) return std::nullopt;
  const std::size_t count = all ? text.size() : std::min<std::size_t>(1, text.size());
  for (std::size_t i = 0; i < count; ++i) {
    const char c = text[i];
    if (!pattern->empty() && !pattern->front().set.test(static_cast<unsigned char>(c))) continue;
    if (op[0] == '^' && c >= 'a' && c <= 'z') text[i] = static_cast<char>(c - 'a' + 'A');
    if (op[0] == ',' && c >= 'A' && c <= 'Z') text[i] = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

/// ${x:offset:length}, both of which count from the end where they are negative.
std::optional<std::string> slice(const std::string& text, std::string_view op, const Scope& scope) {
  const std::size_t colon = std::min(op.find(':', 1), op.size());
  const std::optional<long> offset = operand_number(op.substr(1, colon - 1), scope);
  const long size = static_cast<long>(text.size());
  const std::optional<long> length =
      colon < op.size() ? operand_number(op.substr(colon + 1), scope) : std::optional<long>(size);
  if (!offset || !length) return std::nullopt;
  const long begin = *offset < 0 ? size + *offset : *offset;
  const long end = *length < 0 ? size + *length : std::min(size, begin + *length);
  if (begin < 0 || begin >= size || end <= begin) return std::string();
  return text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
}

/// ${x@U} and its kin. Out: nullopt for those that expand (P) or quote.
std::optional<std::string> transform(std::string text, std::string_view op, const Scope& scope) {
  if (op == "@U") return change_case(text, "^^", scope);
  if (op == "@L") return change_case(text, ",,", scope);
  if (op == "@u") return change_case(text, "^", scope);
  if (op != "@E") return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] != '\\')
      out += text[i++];
    else if (!read_escape(text, i, EscapeStyle::dollar_quote, out))
      break;
  }
  return out;
}

}  // namespace

std::optional<std::string> operand_text(std::string_view source, const Scope& scope) {
  std::string text;
  const auto add = [&text](std::string_view piece) { text += piece.starts_with('[') ? piece.substr(0, 1) : piece; };
  const auto add_plain = [&text](std::string_view piece) { text += piece; };
  if (!read_operand(source, scope, add_plain, add)) return std::nullopt;
  return text;
}

std::optional<long> operand_number(std::string_view source, const Scope& scope) {
  while (!source.empty() && (source.front() == ' ' || source.front() == '(')) source.remove_prefix(1);
  while (!source.empty() && (source.back() == ' ' || source.back() == ')')) source.remove_suffix(1);
  if (source.starts_with("$((")) source.remove_prefix(3);
  if (const std::size_t sign = source.find_first_of("+-", 1); sign != std::string_view::npos) {
    const std::optional<long> left = operand_number(source.substr(0, sign), scope);
    const std::optional<long> right = operand_number(source.substr(sign + 1), scope);
    if (!left || !right) return std::nullopt;
    return source[sign] == '+' ? *left + *right : *left - *right;
  }
  std::string_view digits = source;
  std::string value;
  if (digits.starts_with('$') || (!digits.empty() && chars::is_name(digits))) {
    std::string_view name = digits.starts_with("${") && digits.ends_with('}') ? digits.substr(2, digits.size() - 3)
                                                                              : digits.substr(digits[0] == '$' ? 1 : 0);
    const bool is_length = name.starts_with('#');
    if (is_length) name.remove_prefix(1);
    const std::optional<Value> found = scope.find(name);
    if (!found || found->is_list) return std::nullopt;
    for (const WordPart& part : found->parts) {
      if (part.kind != PartKind::literal) return std::nullopt;
      value += part.text;
    }
    if (is_length) value = std::to_string(value.size());
    digits = value;
  }
  long number = 0;
  constexpr std::size_t longest = 6;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || digits.size() > longest || error != std::errc() || end != digits.data() + digits.size())
    return std::nullopt;
  return number;
}

std::optional<std::string> apply_operator(const std::string& text, std::string_view op, const Scope& scope,
                                          Work& work) {
  if (op.empty()) return text;
  switch (op.front()) {
    case '%':
    case '#': return trim(text, op, scope, work);
    case '/': return replace(text, op, scope, work);
    case ':': return slice(text, op, scope);
    case '^':
    case ',': return change_case(text, op, scope);
    case '@': return transform(text, op, scope);
    default: return std::nullopt;
  }
}

}  // namespace vg
