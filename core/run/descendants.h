// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <vector>

namespace vg {

/// The pid at the start of `text`, as in names below /proc; 0 where there is none.
pid_t leading_pid(const char* text);

/// All processes below `root`, itself not included.
/// Source: proc(5), /proc/PID/stat field 4.
std::vector<pid_t> descendants_of(pid_t root);

/// Makes this process the new parent of orphans below it while it lives, so that none escapes a timeout by
/// double-forking: PR_SET_CHILD_SUBREAPER, prctl(2).
class OrphanCollector {
 public:
  explicit OrphanCollector(bool wanted);
  ~OrphanCollector();
  OrphanCollector(const OrphanCollector&) = delete;
  OrphanCollector& operator=(const OrphanCollector&) = delete;

  bool is_wanted() const { return wanted_; }
  /// Processes below this one now that were not there when this object was made.
  std::vector<pid_t> newcomers() const;

 private:
  bool wanted_ = false;
  int before_ = 0;
  std::vector<pid_t> known_;
};

}  // namespace vg
