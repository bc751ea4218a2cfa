// SPDX-License-Identifier: Apache-2.0
#include "core/base/text.h"

#include <algorithm>
#include <cstdint>

namespace vg {
namespace {

/// Length of the valid UTF-8 sequence at the start of `text`, 0 for none; its code point in `code`.
std::size_t decode(std::string_view text, std::uint32_t& code) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = at(0);
  if (first < 0x80) {
    code = first;
    return 1;
  }
  std::size_t length = 0;
  if ((first & 0xe0) == 0xc0)
    length = 2, code = first & 0x1f;
  else if ((first & 0xf0) == 0xe0)
    length = 3, code = first & 0x0f;
  else if ((first & 0xf8) == 0xf0)
    length = 4, code = first & 0x07;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xc0) != 0x80) return 0;
    code = (code << 6) | (at(i) & 0x3f);
  }
  constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < smallest[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return 0;
  return length;
}

/// Source: Unicode 15, general categories Cc and Cf, line separators, Hangul fillers, tags, variation selectors.
bool is_invisible(std::uint32_t code) {
  constexpr struct {
    std::uint32_t first, last;
  } ranges[] = {{0x00, 0x1f},     {0x7f, 0x9f},       {0xad, 0xad},      {0x34f, 0x34f},   {0x61c, 0x61c},
                {0x115f, 0x1160}, {0x17b4, 0x17b5},   {0x180b, 0x180f},  {0x200b, 0x200f}, {0x2028, 0x202e},
                {0x2060, 0x206f}, {0x3164, 0x3164},   {0xfe00, 0xfe0e},  {0xfeff, 0xfeff}, {0xffa0, 0xffa0},
                {0xfff0, 0xfffb}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};
  for (const auto& range : ranges)
    if (code >= range.first && code <= range.last) return true;
  return false;
}

void append_hex(std::string& out, std::uint32_t value, int digits) {
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) out += "0123456789abcdef"[(value >> shift) & 0xf];
}

void append_escape(std::string& out, std::uint32_t code, bool is_byte) {
  if (code == '\n')
    out += "\\n";
  else if (code == '\t')
    out += "\\t";
  else if (code == '\r')
    out += "\\r";
  else if (code == 0x1b)
    out += "\\e";
  else if (is_byte || code < 0x80)
    out += "\\x", append_hex(out, code, 2);
  else if (code <= 0xffff)
    out += "\\u", append_hex(out, code, 4);
  else
    out += "\\U", append_hex(out, code, 8);
}

bool is_plain_word(std::string_view word) {
  constexpr std::string_view plain = "%+,-./:=@_^";
  return !word.empty() && std::all_of(word.begin(), word.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           plain.find(c) != std::string_view::npos;
  });
}

}  // namespace

std::string visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    std::uint32_t code = 0;
    const std::size_t length = decode(text, code);
    if (length == 0) {
      append_escape(out, static_cast<unsigned char>(text.front()), true);
      text.remove_prefix(1);
      continue;
    }
    if (is_invisible(code))
      append_escape(out, code, false);
    else
      out += text.substr(0, length);
    text.remove_prefix(length);
  }
  return out;
}

std::string shell_quoted(const std::vector<std::string>& argv) {
  std::string out;
  for (const std::string& word : argv) {
    if (!out.empty()) out += ' ';
    if (is_plain_word(word)) {
      out += word;
      continue;
    }
    out += '\'';
    for (const char c : word) {
      if (c == '\'')
        out += "'\\''";
      else
        out += c;
    }
    out += '\'';
  }
  return out;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::string_view nearest_name(std::string_view name, const std::vector<std::string_view>& candidates) {
  std::string_view best;
  if (name.size() > 64) return best;
  std::size_t best_distance = name.size() / 3 + 2;
  for (const std::string_view candidate : candidates) {
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  if (!best.empty() || name.size() < 3) return best;
  // 'network' for 'network_mode' is more than a slip, but as plain.
  const auto extends = [&](std::string_view candidate) {
    return candidate.starts_with(name) && (candidate[name.size()] == '_' || candidate[name.size()] == '-');
  };
  const auto longer = std::find_if(candidates.begin(), candidates.end(),
                                   [&](std::string_view c) { return c.size() > name.size() && extends(c); });
  return longer == candidates.end() ? best : *longer;
}

std::size_t first_invalid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::uint32_t code = 0;
    const std::size_t length = decode(text.substr(at), code);
    if (length == 0) break;
    at += length;
  }
  return at;
}

std::string repaired_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    std::uint32_t code = 0;
    const std::size_t length = decode(text, code);
    if (length == 0)
      out += "\xef\xbf\xbd";
    else
      out += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

std::string shortened(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80) --limit;
  return std::string(text.substr(0, limit)) + "…";
}

}  // namespace vg
