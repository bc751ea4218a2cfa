// SPDX-License-Identifier: Apache-2.0
/// How metrics.json is put together from lines, so that one more run costs no reading of the hundred before it:
///
///   {"schema_version":1,"total":…,"by_runtime":{…},"history":[
///   {…},
///   {…}
///   ],"check":"0123456789abcdef"}
///
/// `check` is over all bytes before the line break in front of it. Where it fits, the lines are as this program wrote
/// them and are carried over unread; where it does not (edited by hand), the whole text is read as JSON and must be
/// complete.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/record/metrics.h"

namespace vg {

struct MetricsLines {
  std::string totals;                     ///< the totals as a JSON object
  std::vector<std::string_view> history;  ///< JSON objects, into the text that was split
};

/// nullopt where the check does not fit.
std::optional<MetricsLines> split_metrics(std::string_view text);
/// In: `totals`, a non-empty JSON object.
std::string join_metrics(std::string_view totals, const std::vector<std::string_view>& history);

std::string metrics_item_text(const MetricsItem& item);
std::string metrics_totals_text(const MetricsTotals& totals);
Result<MetricsTotals> metrics_totals_from(std::string_view text);

}  // namespace vg
