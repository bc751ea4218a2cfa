// SPDX-License-Identifier: Apache-2.0
/// Counters of what passed through `vg`, and the last hundred runs: ~/.vectra-guard/metrics.json.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/record/event.h"

namespace vg {

inline constexpr std::size_t metrics_history_length = 100;

/// One run, as the history keeps it.
struct MetricsItem {
  std::int64_t time = 0;  ///< Unit: seconds since the epoch
  std::string command;    ///< secrets masked, at most 200 bytes
  Risk risk = Risk::low;
  Place place = Place::host;
  std::string runtime;
  bool cached = false;
  std::int64_t duration_ms = 0;
  Ending ending = Ending::exited;
  int code = 0;
};

/// total = host + sandbox + blocked + failed.
struct MetricsTotals {
  std::uint64_t total = 0;
  std::uint64_t host = 0;
  std::uint64_t sandbox = 0;
  std::uint64_t cached = 0;       ///< of the sandboxed ones
  std::uint64_t blocked = 0;      ///< refused
  std::uint64_t failed = 0;       ///< the guard could not do its work
  std::uint64_t timed = 0;        ///< runs whose end was seen: those that duration_us adds up
  std::uint64_t duration_us = 0;  ///< Unit: microseconds
  std::array<std::uint64_t, risk_names.size()> by_risk{};
  std::map<std::string, std::uint64_t> by_runtime;

  void add(const Event& event);
};

struct Metrics {
  MetricsTotals totals;
  std::vector<MetricsItem> history;  ///< oldest first
};

/// Counts one event. Exact under any number of writers and kill -9: the file is locked, read again, replaced.
/// A file that is not believed is kept aside and counting starts anew. Out: that news, for the user; mostly empty.
/// Errors: the file is no regular file, or cannot be written.
Result<std::string> count_event(const std::string& path, const Event& event);

/// What was counted; all zero where there is no file. Errors: the file is not believed.
Result<Metrics> read_metrics(const std::string& path);

/// All counters to zero, the history empty. Out: as count_event.
Result<std::string> reset_metrics(const std::string& path, std::int64_t now);

/// The text of metrics.json (one item of the history on each line), and back.
std::string metrics_to_json(const Metrics& metrics);
Result<Metrics> metrics_from_json(std::string_view text);

/// The text of `vg metrics show`.
std::string metrics_text(const Metrics& metrics);

}  // namespace vg
