// SPDX-License-Identifier: Apache-2.0
/// Taking over what a run's layers hold. What is taken over leaves the layer, entry by entry: after a kill -9 the next
/// attempt goes on where this one ended.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/unique_fd.h"
#include "core/keep/kept_runs.h"
#include "core/keep/layer_changes.h"

namespace vg {

enum class ApplyEnd : std::uint8_t {
  applied,
  already,   ///< the host has it so already
  conflict,  ///< the host's file has changed since
  obeyed,    ///< programs obey it: only when named itself
  refused,   ///< nothing that can be applied
  failed,
};

struct Applied {
  std::string path;
  ApplyEnd end = ApplyEnd::applied;
  std::string why;  ///< for people; of `applied` what was left out
};

struct ApplyWish {
  std::vector<std::string> paths;  ///< absolute and normal; empty: all
  bool overwrite = false;          ///< also what has changed on the host
};

/// Whether `change` is meant by `wish`, with what stands in its way.
bool is_wished(const Change& change, const ApplyWish& wish);

/// Why the host's file is not what the run saw; empty where it is. `directory` holds it as `name`.
std::string conflict_at(int directory, const std::string& name, const Change& change, const KeptRun& run);

class LayerApplication {
 public:
  /// Errors: the run is in use, its directory cannot be opened.
  static Result<LayerApplication> begin(const KeptRun& run);

  /// One result per change that is wished.
  std::vector<Applied> apply(const LayerChanges& changes, const ApplyWish& wish);

  /// Drops what holds nothing any more. Out: whether the run is empty now; the caller removes it then.
  bool finish();

 private:
  struct Place {
    std::string path;
    UniqueFd directory;
  };

  explicit LayerApplication(const KeptRun& run) : run_(run) {}

  int host_directory(const std::string& path);
  int layer_directory(const std::string& source);
  Applied apply_one(const Change& change, const ApplyWish& wish);
  Applied apply_directory(const Change& change, int host, const std::string& name);
  Applied apply_entry(const Change& change, int host, const std::string& name, const FileState& expected);
  Applied apply_removal(const Change& change, int host, const std::string& name, const FileState& expected);
  Applied move_new(const Change& change, int layer, int host, const std::string& name, std::string& taken);
  Result<std::string> make_temporary(const Change& change, int layer, int host, const std::string& temporary);
  void clear_directory(const Change& change, int host, const std::string& name, Applied& applied);
  void recover(const Change& change, int host, const std::string& name);
  void set_directory_looks();

  const KeptRun& run_;
  UniqueFd held_;
  bool was_interrupted_ = true;  ///< an earlier attempt may have left something under a temporary name
  Place host_;
  Place layer_;
  std::vector<const Change*> made_directories_;
};

}  // namespace vg
