// SPDX-License-Identifier: Apache-2.0
/// The runs whose writes are kept: STATE/layers/RUN. Each is held by flock(2) on its directory while it runs, and while
/// somebody applies it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/unique_fd.h"
#include "core/keep/run_record.h"

namespace vg {

struct KeptRun {
  std::string id;
  std::string directory;
  bool finished = true;  ///< false: its guard was killed, so that nothing was written down
  RunRecord record;      ///< header only in lists; of one that is not finished only `begun`
};

/// What is kept at most; the newest run is, whatever its size.
struct KeepBounds {
  std::size_t runs = 20;
  std::uint64_t bytes = std::uint64_t{2} << 30;
};

class KeptRuns {
 public:
  /// In: STATE/layers.
  explicit KeptRuns(std::string directory) : directory_(std::move(directory)) {}

  /// Newest first, without those that still run.
  std::vector<KeptRun> list() const;

  /// By its name or an unambiguous beginning of it, as list() has it. Errors: none or several.
  Result<KeptRun> find(const std::string& name) const;

  /// The same with the whole record. Errors: it is damaged.
  Result<KeptRun> read(const std::string& name) const;

  /// Removes what is too much, oldest first. Out: the names of what went.
  std::vector<std::string> prune(const KeepBounds& bounds = {}) const;

  void remove(const KeptRun& run) const;

  /// What finished runs set aside and what killed removals left.
  void remove_leftovers() const;

  /// On disk, of the runs that list() has. Unit: bytes.
  std::uint64_t size() const;

 private:
  std::string directory_;
};

/// The run for one writer, until closed. Errors: somebody else has it.
Result<UniqueFd> hold_run(const std::string& directory);

/// Writes down what the layers in `directory` hold and what the host has under these paths. Nothing below `begun` is
/// looked at twice. Errors: it cannot be written; the layers stay all the same.
Result<void> keep_record(const std::string& directory, RunRecord record);

}  // namespace vg
