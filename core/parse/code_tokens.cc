// SPDX-License-Identifier: Apache-2.0
#include "core/parse/code_tokens.h"

#include <algorithm>

#include "core/parse/characters.h"
#include "core/parse/escapes.h"

namespace vg::code {
namespace {

constexpr std::size_t max_tokens = 300;

bool starts_name(char c) {
  return chars::is_name_start(c) || c == '$' || c == '@';
}

/// The text in quotes at code[at]; moves behind it.
Token quoted(std::string_view code, std::size_t& at) {
  const char quote = code[at++];
  Token token{.kind = Kind::text, .quote = quote, .expands = quote != '\''};
  const std::string_view triple = code.substr(at, 2);
  if (quote != '`' && triple.size() == 2 && triple[0] == quote && triple[1] == quote) {
    const std::size_t close = code.find(std::string(3, quote), at + 2);
    token.value = code.substr(at + 2, close - at - 2);
    at = close == code.npos ? code.size() : close + 3;
    return token;
  }
  while (at < code.size() && code[at] != quote) {
    if (code[at] != '\\') {
      token.value += code[at++];
    } else if (at + 1 < code.size() && (code[at + 1] == quote || code[at + 1] == '$')) {
      token.value += code[at + 1];
      at += 2;
    } else if (!read_escape(code, at, EscapeStyle::dollar_quote, token.value)) {
      break;
    }
  }
  if (at < code.size()) ++at;
  return token;
}

/// q(…), qq{…}, %q(…), %w[…]: moves behind it. Out: whether there is one.
bool perl_quoted(std::string_view code, std::size_t& at, Token& token) {
  std::size_t open = at + (code[at] == '%' ? 1 : 0);
  if (open >= code.size() || code[open] != 'q') return false;
  const bool expands = code.substr(open, 2) == "qq";
  open += expands ? 2 : 1;
  const std::size_t pair = open < code.size() ? std::string_view("([{/|").find(code[open]) : std::string_view::npos;
  if (pair == std::string_view::npos) return false;
  const std::size_t close = code.find(")]}/|"[pair], open + 1);
  if (close == std::string_view::npos) return false;
  token = {.kind = Kind::text, .value = std::string(code.substr(open + 1, close - open - 1)), .quote = '"'};
  token.expands = expands;
  at = close + 1;
  return true;
}

/// %w[rm -rf /]: a list of texts; moves behind it. Out: whether there is one.
bool read_word_list(std::string_view code, std::size_t& at, bool spaced, Tokens& tokens) {
  if (code.substr(at + 1, 1) != "w" || at + 2 >= code.size()) return false;
  const std::size_t pair = std::string_view("([{/").find(code[at + 2]);
  const std::size_t close = pair == std::string_view::npos ? pair : code.find(")]}/"[pair], at + 3);
  if (close == std::string_view::npos) return false;
  tokens.push_back({.value = "[", .spaced = spaced});
  for (std::size_t i = at + 3; i < close && tokens.size() < max_tokens;) {
    const std::size_t end = std::min(code.find_first_of(" \n", i), close);
    if (end > i) {
      if (tokens.back().kind == Kind::text) tokens.push_back({.value = ","});
      tokens.push_back({.kind = Kind::text, .value = std::string(code.substr(i, end - i)), .quote = '"'});
    }
    i = end + 1;
  }
  tokens.push_back({.value = "]"});
  at = close + 1;
  return true;
}

}  // namespace

Tokens tokens_of(std::string_view code) {
  Tokens tokens;
  bool spaced = false;
  for (std::size_t at = 0; at < code.size();) {
    const char c = code[at];
    if (tokens.size() >= max_tokens) return {};
    if (c == ' ' || c == '\t' || c == '\r') {
      spaced = true;
      ++at;
      continue;
    }
    Token token;
    const bool behind_name = !tokens.empty() && !spaced && tokens.back().kind == Kind::name;
    if (c == '%' && read_word_list(code, at, spaced, tokens)) {
      spaced = false;
      continue;
    }
    if (c == '\'' || c == '"' || c == '`') {
      // b"…", r"…", f"…"
      const bool has_prefix = behind_name && tokens.back().value.size() <= 2 &&
                              tokens.back().value.find_first_not_of("bBrRfFuU") == std::string::npos;
      const bool is_format = has_prefix && tokens.back().value.find_first_of("fF") != std::string::npos;
      const bool was_spaced = has_prefix && tokens.back().spaced;
      if (has_prefix) tokens.pop_back();
      token = quoted(code, at);
      token.expands |= is_format;
      spaced |= was_spaced;
    } else if ((c == 'q' || c == '%') && !behind_name && perl_quoted(code, at, token)) {
    } else if (starts_name(c)) {
      std::size_t end = at + 1;
      while (end < code.size() && chars::is_name(code[end])) ++end;
      token = {.kind = Kind::name, .value = std::string(code.substr(at, end - at))};
      at = end;
    } else if (chars::is_digit(c)) {
      std::size_t end = at + 1;
      while (end < code.size() && chars::is_name(code[end])) ++end;
      token = {.kind = Kind::number, .value = std::string(code.substr(at, end - at))};
      at = end;
    } else {
      token.value = c == '\n' ? ';' : c;
      ++at;
      // perl's -> and ::, PHP's .=, ruby's &.
      if ((c == '-' || c == '=') && at < code.size() && code[at] == '>') token.value += code[at++];
    }
    token.spaced = spaced;
    spaced = false;
    tokens.push_back(std::move(token));
  }
  return tokens;
}

std::string text_of(const Tokens& tokens) {
  std::string out;
  for (const Token& token : tokens) {
    if (token.spaced) out += ' ';
    if (token.kind != Kind::text) {
      out += token.value;
      continue;
    }
    const char quote = token.quote == '`' ? '`' : '"';
    out += quote;
    for (const char c : token.value) {
      if (c == quote || c == '\\') out += '\\';
      out += c;
    }
    out += quote;
  }
  return out;
}

}  // namespace vg::code
