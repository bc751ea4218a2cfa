// SPDX-License-Identifier: Apache-2.0
/// What a mount cannot prevent is undone when the command has ended: entries that programs outside the sandbox obey,
/// and that it made where none were, are taken out of the tree and reported.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/unique_fd.h"
#include "core/plan/plan.h"
#include "core/run/held_files.h"

namespace vg {

class Aftercare {
 public:
  /// Writes down what is there before the run, and makes the copies of git's configurations. The record is what the
  /// next run goes by if this guard is killed. Errors: the record cannot be written.
  static Result<Aftercare> begin(const AftercarePlan& plan);

  /// No process of the sandbox lives any more. Out: one note for what was held, none where nothing was.
  std::vector<std::string> finish(HeldFiles& held);

  /// What was there before the run is put back by PutBack: that it was replaced is no news.
  void leave_known() { tells_replaced_ = false; }

  /// What guards that were killed left to do. `directory`: the one that holds the records.
  static std::vector<std::string> finish_abandoned(const std::string& directory, HeldFiles& held);

 private:
  using Identity = std::pair<std::uint64_t, std::uint64_t>;
  struct Known {
    Identity itself;
    Identity parent;
  };

  static Known known_from(const std::string& numbers);
  void note_known(const std::string& path);
  static Result<Aftercare> read_record(const std::string& directory, UniqueFd record);
  std::string record() const;
  Result<void> make_copies() const;
  bool is_known(const std::string& path);
  void merge_config(std::size_t index, HeldFiles& held);
  void search_roots(HeldFiles& held);

  AftercarePlan plan_;
  std::map<std::string, Known> known_;
  UniqueFd record_;  ///< locked while this guard lives
  std::vector<std::string> notes_;
  bool tells_replaced_ = true;
};

}  // namespace vg
