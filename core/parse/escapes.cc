// SPDX-License-Identifier: Apache-2.0
#include "core/parse/escapes.h"

#include <cstdint>

namespace vg {
namespace {

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

/// Up to `limit` digits from text[at] on; `at` moves behind them. Out: how many there were.
int read_digits(std::string_view text, std::size_t& at, int base, int limit, std::uint32_t& value) {
  int count = 0;
  value = 0;
  for (; count < limit && at < text.size() && digit_value(text[at]) < base; ++count, ++at)
    value = value * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit_value(text[at]));
  return count;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto add = [&out](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code < 0x80) return add(code);
  if (code < 0x800) return add(0xc0 | (code >> 6)), add(0x80 | (code & 0x3f));
  if (code < 0x10000) return add(0xe0 | (code >> 12)), add(0x80 | ((code >> 6) & 0x3f)), add(0x80 | (code & 0x3f));
  add(0xf0 | ((code >> 18) & 7));
  add(0x80 | ((code >> 12) & 0x3f));
  add(0x80 | ((code >> 6) & 0x3f));
  add(0x80 | (code & 0x3f));
}

/// The escapes of one letter; NUL for any other.
char simple_escape(char c, EscapeStyle style) {
  switch (c) {
    case 'a': return '\a';
    case 'b': return '\b';
    case 'e':
    case 'E': return '\x1b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    case '\\': return '\\';
    case '\'':
    case '"':
    case '?': return style == EscapeStyle::echo ? '\0' : c;
    default: return '\0';
  }
}

bool append_byte(std::string& out, std::uint32_t value, EscapeStyle style) {
  const char byte = static_cast<char>(static_cast<unsigned char>(value));
  if (byte == '\0' && style == EscapeStyle::dollar_quote) return false;
  out += byte;
  return true;
}

}  // namespace

bool read_escape(std::string_view text, std::size_t& at, EscapeStyle style, std::string& out) {
  const std::size_t begin = at++;
  const char c = at < text.size() ? text[at] : '\0';
  if (const char simple = simple_escape(c, style); simple != '\0') {
    ++at;
    out += simple;
    return true;
  }
  std::uint32_t value = 0;
  if (c == 'x' || c == 'u' || c == 'U') {
    const int limit = c == 'x' ? 2 : c == 'u' ? 4 : 8;
    ++at;
    if (read_digits(text, at, 16, limit, value) == 0) {
      out += text.substr(begin, 2);
      return true;
    }
    if (c == 'x' || value == 0) return append_byte(out, value, style);
    append_utf8(out, value);
    return true;
  }
  if (c >= '0' && c <= '7' && (style != EscapeStyle::echo || c == '0')) {
    if (style == EscapeStyle::echo) ++at;
    read_digits(text, at, 8, 3, value);
    return append_byte(out, value, style);
  }
  if (c == 'c' && style != EscapeStyle::dollar_quote) return false;
  if (c == 'c' && at + 1 < text.size()) {
    at += 2;
    return append_byte(out, static_cast<unsigned char>(text[at - 1]) & 0x1fU, style);
  }
  out += '\\';
  if (at < text.size()) out += text[at++];
  return true;
}

}  // namespace vg
