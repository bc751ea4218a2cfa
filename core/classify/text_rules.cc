// SPDX-License-Identifier: Apache-2.0
// The line as text: characters that hide what it says, and parts that were not understood.
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "core/base/path.h"
#include "core/classify/judge.h"
#include "core/classify/url.h"

namespace vg::rules {
namespace {

constexpr std::size_t address_cost = 60;  // unit: see Work

struct CodePoint {
  char32_t value = 0;
  std::size_t size = 1;
};

CodePoint code_point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u; };
  const unsigned first = byte(0);
  std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  if (size == 1) return {first, 1};
  char32_t value = first & (0xffu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0u) != 0x80u) return {0xfffd, 1};
    value = (value << 6) | (byte(i) & 0x3fu);
  }
  return {value, size};
}

bool hides(char32_t c) {
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||  // direction
         c == 0x200b || c == 0x200e || c == 0x200f || c == 0x2060 || (c >= 0x2061 && c <= 0x2064) || c == 0xfeff ||
         c == 0x00ad || c == 0x180e || (c >= 0xe0000 && c <= 0xe007f) ||  // tags
         c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0;        // fillers
}

bool is_lookalike(char32_t c) {
  return (c >= 0x0370 && c <= 0x03ff) || (c >= 0x0400 && c <= 0x052f) || (c >= 0xff01 && c <= 0xff5e) ||
         (c >= 0x1d400 && c <= 0x1d7ff) || (c >= 0x13a0 && c <= 0x13ff);
}

/// Eight bytes at a time: the first that is not plain is rare.
bool is_plain_ascii(std::string_view text) {
  const auto is_plain = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && (byte >= 0x20 || byte == '\n' || byte == '\t');
  };
  constexpr std::uint64_t each = 0x0101010101010101;
  std::size_t i = 0;
  for (std::uint64_t block = 0; i + sizeof block <= text.size(); i += sizeof block) {
    std::memcpy(&block, text.data() + i, sizeof block);
    // A high bit says: not ASCII, or below a blank.
    const bool may_differ = ((block | ((block - each * 0x20) & ~block)) & each * 0x80) != 0;
    if (may_differ && !std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i),
                                   text.begin() + static_cast<std::ptrdiff_t>(i + sizeof block), is_plain))
      return false;
  }
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(), is_plain);
}

bool has_lookalike(std::string_view word) {
  if (is_plain_ascii(word)) return false;
  for (std::size_t i = 0; i < word.size();) {
    const CodePoint point = code_point_at(word, i);
    if (is_lookalike(point.value)) return true;
    i += point.size;
  }
  return false;
}

/// sed 's/<CR>$//': a carriage return as the text that is looked for. Only the end of a script for sed or tr stands
/// between it and the quote, so what paints over the beginning of the line starts with that and is no command.
bool ends_script(std::string_view behind) {
  constexpr std::size_t longest = 8;
  const std::size_t end = behind.find_first_not_of("/|,%$*+]\\gp");
  if (end == std::string_view::npos || end > longest || (behind[end] != '\'' && behind[end] != '"')) return false;
  return end + 1 == behind.size() || std::string_view(" \n;|)").find(behind[end + 1]) != std::string_view::npos;
}

bool has_operand(const Start& start, std::string_view list) {
  for (const Arg& arg : start.args)
    if (in_list(list, arg.text)) return true;
  return false;
}

}  // namespace

void judge_text(Judge& judge) {
  const std::string_view text = judge.command().text;
  for (const ParseProblem& problem : judge.command().problems)
    judge.add("OB006", problem.span, 0, {{}, {}, problem.what});
  if (is_plain_ascii(text)) return;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    const auto at = static_cast<std::uint32_t>(i);
    const bool escape = point.value == 0x1b || point.value == 0x9b || point.value == 0x08 || point.value == 0x7f;
    // A carriage return in the middle of a line lets its end paint over its beginning.
    const bool overprints =
        point.value == '\r' && i + 1 < text.size() && text[i + 1] != '\n' && !ends_script(text.substr(i + 1));
    // A joiner between emoji is how some of them are written.
    const bool joins =
        (point.value == 0x200d || point.value == 0x200c) && (i == 0 || static_cast<unsigned char>(text[i - 1]) < 0x80);
    if (hides(point.value) || escape || overprints || joins) {
      judge.add("OB005", {at, at + 1}, 0);
      return;
    }
    i += point.size;
  }
}

void judge_lookalikes(Judge& judge, const Start& start) {
  if (start.args.empty()) return;
  if (has_lookalike(start.args[0].text)) judge.add("OB005", start, start.args[0]);
  if (!in_list("curl|wget|git|ssh|scp|http|xh|pip|pip3|npm|wget2|docker|aria2c", start.name)) return;
  // Of git's verbs these take addresses; others take texts.
  const bool takes_addresses =
      start.name != "git" || has_operand(start, "clone|fetch|pull|push|remote|submodule|subtree|ls-remote|archive");
  for (std::size_t i = 1; takes_addresses && i < start.args.size(); ++i) {
    if (!judge.spend(address_cost)) return;
    const Url url = parse_url(start.args[i].text);
    const bool is_address = !url.scheme.empty() || start.name == "curl" || start.name == "wget" ||
                            url.host.find('.') != std::string_view::npos;
    if (!is_address || url.host.find('.') == std::string_view::npos) continue;
    if (has_lookalike(url.host) || (has_lookalike(url.path) && has_lookalike(url.host)))
      judge.add("OB005", start, start.args[i]);
    // http://github.com@evil.example/: the host is what stands behind the @.
    if (!url.scheme.empty() && url.user.find('.') != std::string_view::npos && start.name != "ssh" &&
        start.name != "scp")
      judge.add("OB005", start, start.args[i]);
  }
}

}  // namespace vg::rules
