// SPDX-License-Identifier: Apache-2.0
#include "core/record/metrics.h"

#include <algorithm>
#include <cerrno>
#include <memory>

#include "core/base/masking.h"
#include "core/base/state_file.h"
#include "core/base/text.h"
#include "core/record/metrics_lines.h"

namespace vg {
namespace {

constexpr std::size_t file_limit = 4 << 20;  ///< Unit: bytes
constexpr std::size_t command_limit = 200;   ///< Unit: bytes

bool was_refused(const Event& event) {
  return event.outcome.ending == Ending::refused || event.decision.verdict == Verdict::refuse;
}

MetricsItem item_of(const Event& event) {
  MetricsItem item;
  item.time = event.time;
  item.command = shown_command(event.command, command_limit - 3);  // room for "…"
  item.risk = event.decision.risk;
  item.place = event.decision.place;
  item.runtime = shortened(visible(event.runtime), 64);
  item.cached = event.cached;
  item.duration_ms = std::chrono::duration_cast<std::chrono::milliseconds>(event.outcome.duration).count();
  item.ending = event.outcome.ending;
  item.code = event.outcome.code;
  return item;
}

/// What the next text is made of: totals, and the history as lines of JSON.
struct Base {
  std::shared_ptr<const std::string> text =
      std::make_shared<std::string>();  // stays where it is: `history` points into it
  std::vector<std::string> rewritten;
  MetricsTotals totals;
  std::vector<std::string_view> history;
};

/// Errors: the text is no metrics file.
Result<Base> base_of(std::string text) {
  Base base;
  base.text = std::make_shared<std::string>(std::move(text));
  if (auto lines = split_metrics(*base.text)) {
    base.totals = VG_TRY(metrics_totals_from(lines->totals));
    base.history = std::move(lines->history);
    return base;
  }
  const Metrics metrics = VG_TRY(metrics_from_json(*base.text));
  base.totals = metrics.totals;
  for (const MetricsItem& item : metrics.history) base.rewritten.push_back(metrics_item_text(item));
  base.history.assign(base.rewritten.begin(), base.rewritten.end());
  return base;
}

/// Keeps a file aside that is not believed. Out: the news for the user.
Result<std::string> start_anew(const std::string& path, const std::string& problem, bool may_be_set_aside,
                               std::int64_t now) {
  if (!may_be_set_aside) return fail("cannot count: " + problem);
  const std::string kept = VG_TRY(set_aside(path, now));
  return problem + "; kept as " + kept + ", counting starts anew";
}

}  // namespace

void MetricsTotals::add(const Event& event) {
  ++total;
  ++by_risk[static_cast<std::size_t>(event.decision.risk)];
  if (was_refused(event)) {
    ++blocked;
    return;
  }
  if (event.outcome.ending == Ending::guard_failed) {
    ++failed;
    return;
  }
  ++(event.decision.place == Place::host ? host : sandbox);
  if (event.decision.place == Place::sandbox && event.cached) ++cached;
  ++by_runtime[shortened(visible(event.runtime), 64)];
  if (event.outcome.ending == Ending::handed_over) return;  // nobody saw the end
  ++timed;
  duration_us += static_cast<std::uint64_t>(std::max<std::int64_t>(event.outcome.duration.count(), 0)) / 1000;
}

Result<std::string> count_event(const std::string& path, const Event& event) {
  const std::string line = metrics_item_text(item_of(event));
  const FileLock lock = VG_TRY(lock_state_file(path));
  StateFile file = read_state_file(path, file_limit);
  std::string news;
  Base base;
  if (!file.is_believed()) {
    news = VG_TRY(start_anew(path, file.problem, file.may_be_set_aside, event.time));
  } else if (file.exists) {
    auto read = base_of(std::move(file.text));
    if (read)
      base = std::move(*read);
    else
      news = VG_TRY(start_anew(path, path + ": " + read.error().message(), read.error().errnum != ENOTSUP, event.time));
  }
  base.totals.add(event);
  base.history.push_back(line);
  VG_CHECK(exchange_file(path, join_metrics(metrics_totals_text(base.totals), base.history), 0600));
  return news;
}

Result<Metrics> read_metrics(const std::string& path) {
  StateFile file = read_state_file(path, file_limit);
  if (!file.is_believed()) return fail(file.problem);
  if (!file.exists) return Metrics{};
  auto metrics = metrics_from_json(file.text);
  if (!metrics) {
    // Two commands that ended meanwhile may have written over what was being read.
    const auto lock = lock_state_file(path);
    file = read_state_file(path, file_limit);
    if (file.is_believed()) metrics = metrics_from_json(file.text);
  }
  if (!metrics) return fail(metrics.error().message(), path);
  return metrics;
}

Result<std::string> reset_metrics(const std::string& path, std::int64_t now) {
  const FileLock lock = VG_TRY(lock_state_file(path));
  const StateFile file = read_state_file(path, file_limit);
  std::string news;
  if (!file.is_believed()) {
    news = VG_TRY(start_anew(path, file.problem, file.may_be_set_aside, now));
  } else if (file.exists) {
    const auto metrics = metrics_from_json(file.text);
    if (!metrics)
      news = VG_TRY(start_anew(path, path + ": " + metrics.error().message(), metrics.error().errnum != ENOTSUP, now));
  }
  remove_leftovers(path);
  VG_CHECK(replace_file(path, metrics_to_json(Metrics{}), 0600));
  return news;
}

}  // namespace vg
