// SPDX-License-Identifier: Apache-2.0
/// Source: RFC 4648
#include "core/parse/decoders.h"

#include <cctype>

namespace vg {
namespace {

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

int base32_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= '2' && c <= '7') return c - '2' + 26;
  return -1;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> bits_text(std::string_view coded, int width, int (*value_of)(char)) {
  std::string out;
  unsigned bits = 0;
  int held = 0;
  for (const char c : coded) {
    if (c == '\n' || c == '\r' || c == ' ') continue;
    if (c == '=') break;
    const int value = value_of(c);
    if (value < 0) return std::nullopt;
    bits = (bits << width) | static_cast<unsigned>(value);
    held += width;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>((bits >> held) & 0xffu);
  }
  return out;
}

}  // namespace

std::optional<std::string> base64_text(std::string_view coded) {
  return bits_text(coded, 6, base64_value);
}

std::optional<std::string> base32_text(std::string_view coded) {
  return bits_text(coded, 5, base32_value);
}

std::string hex_text(std::string_view coded) {
  std::string out;
  int high = -1;
  for (const char c : coded) {
    const int value = hex_value(c);
    if (value < 0) continue;
    if (high < 0)
      high = value;
    else
      out += static_cast<char>(static_cast<unsigned char>(high * 16 + value)), high = -1;
  }
  return out;
}

std::string rot13_text(std::string_view coded) {
  std::string out(coded);
  for (char& c : out)
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      const char first = c >= 'a' ? 'a' : 'A';
      c = static_cast<char>(first + (c - first + 13) % 26);
    }
  return out;
}

}  // namespace vg
