// SPDX-License-Identifier: Apache-2.0
#include "core/record/recorder.h"

#include <utility>

#include "core/base/path.h"
#include "core/record/metrics.h"

namespace vg {

std::string metrics_path(const std::string& state_directory) {
  return join_path(state_directory, "metrics.json");
}
std::string audit_path(const std::string& state_directory) {
  return join_path(state_directory, "audit.jsonl");
}

Result<void> FileRecorder::record(const Event& event) {
  // The audit line first: it is the one that must not be missing, and it is written even where counting fails.
  Result<void> audited;
  if (!event.decision.is_plain()) audited = append_audit(audit_path(state_directory_), event);
  if (enable_metrics_) {
    auto news = count_event(metrics_path(state_directory_), event);
    if (news && !news->empty()) warnings_.push_back(std::move(*news));
    if (!news && audited) return tl::unexpected<Error>(std::move(news.error()));
  }
  return audited;
}

Result<void> FileRecorder::record(const AuditNote& note) {
  return append_audit(audit_path(state_directory_), note);
}

std::vector<std::string> FileRecorder::take_warnings() {
  return std::exchange(warnings_, {});
}

}  // namespace vg
