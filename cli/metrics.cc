// SPDX-License-Identifier: Apache-2.0
/// `vg metrics show|reset`.
#include "core/record/metrics.h"

#include <cstdio>
#include <ctime>

#include "cli/commands.h"
#include "cli/session.h"
#include "core/base/json.h"
#include "core/base/state_file.h"
#include "core/record/audit.h"
#include "core/record/recorder.h"

namespace vg::cli {
namespace {

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void write_item(JsonWriter& json, const MetricsItem& item) {
  json.begin_object();
  json.field("time", rfc3339(item.time)).field("command", item.command);
  json.field("risk", name_in(risk_names, item.risk)).field("place", name_in(place_names, item.place));
  json.field("runtime", item.runtime).field("cached", item.cached).field("duration_ms", item.duration_ms);
  json.field("ending", name_in(ending_names, item.ending)).field("code", item.code);
  json.end_object();
}

std::string metrics_json(const Metrics& metrics) {
  const MetricsTotals& totals = metrics.totals;
  const double timed = totals.timed == 0 ? 1.0 : static_cast<double>(totals.timed);
  JsonWriter json(JsonWriter::Style::indented);
  json.begin_object();
  json.field("total", totals.total).field("host", totals.host).field("sandbox", totals.sandbox);
  json.field("cached", totals.cached).field("blocked", totals.blocked).field("failed", totals.failed);
  json.field("average_duration_ms", static_cast<double>(totals.duration_us) / 1000.0 / timed);
  json.key("by_risk").begin_object();
  for (const auto& row : risk_names) json.field(row.name, totals.by_risk[static_cast<std::size_t>(row.value)]);
  json.end_object().key("by_runtime").begin_object();
  for (const auto& [runtime, count] : totals.by_runtime) json.field(runtime, count);
  json.end_object().key("history").begin_array();
  for (const MetricsItem& item : metrics.history) write_item(json, item);
  return json.end_array().end_object().text() + "\n";
}

}  // namespace

int run_metrics_show(const Arguments& arguments) {
  int status = 0;
  const auto session = open_or_report(arguments, status);
  if (!session) return status;
  const auto metrics = read_metrics(metrics_path(session->paths().state));
  if (!metrics) return report(metrics.error(), guard_failed_status);
  print(arguments.has("json") ? metrics_json(*metrics) : metrics_text(*metrics));
  return 0;
}

int run_metrics_reset(const Arguments& arguments) {
  int status = 0;
  const auto session = open_or_report(arguments, status);
  if (!session) return status;
  const std::int64_t now = std::time(nullptr);
  const auto news = reset_metrics(metrics_path(session->paths().state), now);
  if (!news) return report(news.error(), guard_failed_status);
  if (!news->empty()) report({*news, "", 0}, 0);
  const auto kept = append_audit(
      audit_path(session->paths().state),
      AuditNote{
          .kind = AuditKind::policy, .time = now, .action = "metrics reset", .agent = session->requester().agent});
  if (!kept) return report(kept.error(), guard_failed_status);
  print("Metrics reset.\n");
  return 0;
}

}  // namespace vg::cli
