// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "core/record/metrics.h"

namespace vg {
namespace {

constexpr std::size_t value_column = 21;

/// "  - Host:            89 (62.7%)", the value in its column.
void add_line(std::string& out, std::string label, const std::string& value) {
  if (label.size() < value_column) label.resize(value_column, ' ');
  out += label + value + "\n";
}

std::string with_share(std::uint64_t count, std::uint64_t total) {
  char text[64];
  const double share = total == 0 ? 0.0 : 100.0 * static_cast<double>(count) / static_cast<double>(total);
  std::snprintf(text, sizeof text, "%llu (%.1f%%)", static_cast<unsigned long long>(count), share);
  return text;
}

std::string average(const MetricsTotals& totals) {
  const double us =
      totals.timed == 0 ? 0.0 : static_cast<double>(totals.duration_us) / static_cast<double>(totals.timed);
  char text[64];
  if (us < 999'500.0)
    std::snprintf(text, sizeof text, us < 10'000.0 ? "%.1fms" : "%.0fms", us / 1e3);
  else if (us < 60e6)
    std::snprintf(text, sizeof text, "%.1fs", us / 1e6);
  else
    std::snprintf(text, sizeof text, "%dm%ds", static_cast<int>(us / 60e6), static_cast<int>(us / 1e6) % 60);
  return text;
}

}  // namespace

std::string metrics_text(const Metrics& metrics) {
  const MetricsTotals& totals = metrics.totals;
  std::string out = "Vectra Guard Sandbox Metrics\n===============================\n";
  add_line(out, "Total Executions:", std::to_string(totals.total));
  add_line(out, "  - Host:", with_share(totals.host, totals.total));
  add_line(out, "  - Sandbox:", with_share(totals.sandbox, totals.total));
  add_line(out, "  - Cached:", with_share(totals.cached, totals.total));
  if (totals.blocked > 0) add_line(out, "  - Blocked:", with_share(totals.blocked, totals.total));
  if (totals.failed > 0) add_line(out, "  - Failed:", with_share(totals.failed, totals.total));
  out += "\n";
  add_line(out, "Average Duration:", average(totals));
  if (totals.total == 0) return out;
  out += "\nBy Risk Level:\n";
  for (const auto& row : risk_names) {
    const std::uint64_t count = totals.by_risk[static_cast<std::size_t>(row.value)];
    if (count > 0) out += "  - " + std::string(row.name) + ": " + with_share(count, totals.total) + "\n";
  }
  if (totals.by_runtime.empty()) return out;
  out += "\nBy Runtime:\n";
  for (const auto& [runtime, count] : totals.by_runtime)
    out += "  - " + runtime + ": " + with_share(count, totals.total) + "\n";
  return out;
}

}  // namespace vg
