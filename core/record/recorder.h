// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/record/audit.h"
#include "core/record/event.h"

namespace vg {

std::string metrics_path(const std::string& state_directory);
std::string audit_path(const std::string& state_directory);

/// Keeps events in metrics.json (every one, where metrics are enabled) and audit.jsonl (all but plain low-risk host).
class FileRecorder final : public Recorder {
 public:
  FileRecorder(std::string state_directory, bool enable_metrics)
      : state_directory_(std::move(state_directory)), enable_metrics_(enable_metrics) {}

  Result<void> record(const Event& event) override;
  /// The same for an approval or a change of policy.
  Result<void> record(const AuditNote& note);

  /// News that is no error: a damaged file was kept aside. Cleared by reading.
  std::vector<std::string> take_warnings();

 private:
  std::string state_directory_;
  bool enable_metrics_;
  std::vector<std::string> warnings_;
};

}  // namespace vg
