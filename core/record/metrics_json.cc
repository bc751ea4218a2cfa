// SPDX-License-Identifier: Apache-2.0
#include <cerrno>

#include "core/base/json.h"
#include "core/record/metrics.h"
#include "core/record/metrics_lines.h"

namespace vg {
namespace {

constexpr int schema_version = 1;

struct Counter {
  std::string_view name;
  std::uint64_t MetricsTotals::*field;
};
constexpr Counter counters[] = {{"total", &MetricsTotals::total},     {"host", &MetricsTotals::host},
                                {"sandbox", &MetricsTotals::sandbox}, {"cached", &MetricsTotals::cached},
                                {"blocked", &MetricsTotals::blocked}, {"failed", &MetricsTotals::failed},
                                {"timed", &MetricsTotals::timed},     {"duration_us", &MetricsTotals::duration_us}};

Result<std::uint64_t> count_in(const Json& object, std::string_view name) {
  const auto field = object.get(name);
  const auto value = field ? field->integer() : std::nullopt;
  if (!value || *value < 0) return fail("'" + std::string(name) + "' is missing or no count");
  return static_cast<std::uint64_t>(*value);
}

Result<MetricsItem> item_from(const Json& json) {
  const auto text = [&](std::string_view name) {
    const auto field = json.get(name);
    return field ? field->string() : std::nullopt;
  };
  const auto integer = [&](std::string_view name) {
    const auto field = json.get(name);
    return field ? field->integer() : std::nullopt;
  };
  const auto command = text("command"), runtime = text("runtime");
  const auto risk = value_in(risk_names, text("risk").value_or(""));
  const auto place = value_in(place_names, text("place").value_or(""));
  const auto ending = value_in(ending_names, text("ending").value_or(""));
  const auto time = integer("time"), duration = integer("duration_ms"), code = integer("code");
  const auto cached = json.get("cached");
  if (!command || !runtime || !risk || !place || !ending || !time || !duration || !code || !cached ||
      !cached->boolean())
    return fail("an item of the history is incomplete");
  return MetricsItem{
      *time, *command, *risk, *place, *runtime, *cached->boolean(), *duration, *ending, static_cast<int>(*code)};
}

}  // namespace

std::string metrics_item_text(const MetricsItem& item) {
  JsonWriter json;
  json.begin_object();
  json.field("time", item.time).field("command", item.command).field("risk", name_in(risk_names, item.risk));
  json.field("place", name_in(place_names, item.place)).field("runtime", item.runtime).field("cached", item.cached);
  json.field("duration_ms", item.duration_ms).field("ending", name_in(ending_names, item.ending));
  json.field("code", item.code).end_object();
  return json.text();
}

std::string metrics_totals_text(const MetricsTotals& totals) {
  JsonWriter json;
  json.begin_object().field("schema_version", schema_version);
  for (const Counter& counter : counters) json.field(counter.name, totals.*counter.field);
  json.key("by_risk").begin_object();
  for (const auto& row : risk_names) json.field(row.name, totals.by_risk[static_cast<std::size_t>(row.value)]);
  json.end_object().key("by_runtime").begin_object();
  for (const auto& [runtime, count] : totals.by_runtime) json.field(runtime, count);
  json.end_object().end_object();
  return json.text();
}

Result<MetricsTotals> metrics_totals_from(std::string_view text) {
  const Json json = VG_TRY(Json::parse(text));
  const std::uint64_t version = VG_TRY(count_in(json, "schema_version"));
  if (version > static_cast<std::uint64_t>(schema_version)) return fail("was written by a newer version", {}, ENOTSUP);
  MetricsTotals totals;
  for (const Counter& counter : counters) totals.*counter.field = VG_TRY(count_in(json, counter.name));
  const auto by_risk = json.get("by_risk"), by_runtime = json.get("by_runtime");
  if (!by_risk || !by_runtime || !by_runtime->is_object()) return fail("'by_risk' or 'by_runtime' is missing");
  for (const auto& row : risk_names)
    totals.by_risk[static_cast<std::size_t>(row.value)] = VG_TRY(count_in(*by_risk, row.name));
  for (const std::string& runtime : by_runtime->keys())
    totals.by_runtime[runtime] = VG_TRY(count_in(*by_runtime, runtime));
  return totals;
}

std::string metrics_to_json(const Metrics& metrics) {
  std::vector<std::string> lines;
  for (const MetricsItem& item : metrics.history) lines.push_back(metrics_item_text(item));
  return join_metrics(metrics_totals_text(metrics.totals), {lines.begin(), lines.end()});
}

Result<Metrics> metrics_from_json(std::string_view text) {
  Metrics metrics;
  metrics.totals = VG_TRY(metrics_totals_from(text));
  const Json json = VG_TRY(Json::parse(text));
  const auto history = json.get("history");
  if (!history || !history->is_array()) return fail("'history' is missing");
  for (const Json& item : history->items()) metrics.history.push_back(VG_TRY(item_from(item)));
  return metrics;
}

}  // namespace vg
