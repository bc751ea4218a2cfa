// SPDX-License-Identifier: Apache-2.0
#include "core/record/metrics_lines.h"

#include <cstdint>
#include <cstring>

namespace vg {
namespace {

constexpr std::string_view head_end = ",\"history\":[\n";
constexpr std::string_view tail_begin = "\n],\"check\":\"";
constexpr std::string_view tail_end = "\"}\n";
constexpr std::size_t digits = 16;

/// Against accidents (torn writes, bad disks), not against forgery; twenty times as fast as SHA-256 for this size.
/// The multiplier is the 64-bit golden ratio.
std::string check_of(std::string_view bytes) {
  std::uint64_t state = bytes.size();
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    const std::size_t size = bytes.size() < sizeof word ? bytes.size() : sizeof word;
    std::memcpy(&word, bytes.data(), size);
    state = (state ^ word) * 0x9e3779b97f4a7c15u;
    state ^= state >> 32;
    bytes.remove_prefix(size);
  }
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[(state >> shift) & 0xf];
  return text;
}

}  // namespace

std::optional<MetricsLines> split_metrics(std::string_view text) {
  constexpr std::size_t tail_size = tail_begin.size() + digits + tail_end.size();
  if (text.size() < tail_size || !text.ends_with(tail_end)) return std::nullopt;
  const std::string_view tail = text.substr(text.size() - tail_size);
  std::string_view body = text.substr(0, text.size() - tail_size);
  if (!tail.starts_with(tail_begin)) return std::nullopt;
  if (tail.substr(tail_begin.size(), digits) != check_of(body)) return std::nullopt;

  MetricsLines lines;
  const std::size_t head = body.find(head_end);
  if (head == std::string_view::npos) return std::nullopt;
  lines.totals = std::string(body.substr(0, head)) + "}";
  body.remove_prefix(head + head_end.size());
  while (!body.empty()) {
    const std::size_t end = std::min(body.find('\n'), body.size());
    std::string_view line = body.substr(0, end);
    if (line.ends_with(',')) line.remove_suffix(1);
    lines.history.push_back(line);
    body.remove_prefix(std::min(end + 1, body.size()));
  }
  return lines;
}

std::string join_metrics(std::string_view totals, const std::vector<std::string_view>& history) {
  std::string text(totals.substr(0, totals.size() - 1));
  text += head_end;
  const std::size_t first = history.size() > metrics_history_length ? history.size() - metrics_history_length : 0;
  for (std::size_t i = first; i < history.size(); ++i) {
    if (i > first) text += ",\n";
    text += history[i];
  }
  const std::string check = check_of(text);
  text += tail_begin;
  text += check;
  text += tail_end;
  return text;
}

}  // namespace vg
