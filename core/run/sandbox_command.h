// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>

#include "core/base/unique_fd.h"
#include "core/plan/plan.h"
#include "core/run/memory_watch.h"
#include "core/run/stage.h"
#include "core/run/supervise.h"

namespace vg {

/// A sandbox as its supervisor sees it: the reports and the end of its PID 1.
class SandboxCommand final : public Supervised {
 public:
  SandboxCommand(const Plan& plan, pid_t init, UniqueFd init_handle, UniqueFd reports)
      : plan_(plan), init_(init), handle_(std::move(init_handle)), reports_(std::move(reports)) {}

  int news() const override { return reports_are_over_ ? -1 : reports_.get(); }
  Event next_event(Outcome& outcome) override;
  void relay(int signal) override;
  void end(bool first_time) override;
  std::chrono::milliseconds tick_interval() const override;
  void tick() override;
  bool use_spare_time() override;

  /// The stage that failed, if one did: then nothing was executed.
  const std::optional<Report>& failure() const { return failure_; }

 private:
  std::optional<Report> receive();
  void take(const Report& report);
  void keep(const Report& report, UniqueFd descriptor);
  void give_positions_back() const;
  void conclude(Outcome& outcome, int init_status) const;

  const Plan& plan_;
  pid_t init_;
  UniqueFd handle_;  ///< pidfd of PID 1
  UniqueFd reports_;
  bool reports_are_over_ = false;
  bool is_distrusted_ = false;  ///< it said what the sandbox's init never says
  int stopped_by_ = 0;
  std::optional<Report> failure_;
  std::optional<int> exec_error_;
  std::optional<int> status_;
  std::optional<MemoryWatch> memory_;
  std::array<UniqueFd, 3> inputs_;
  std::vector<std::string> notes_;
};

}  // namespace vg
