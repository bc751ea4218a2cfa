// SPDX-License-Identifier: Apache-2.0
/// What every subcommand starts from: who asks, where state is, which configuration holds here.
#pragma once

#include <memory>

#include "cli/arguments.h"
#include "core/base/process_tree.h"
#include "core/base/request.h"
#include "core/base/result.h"
#include "core/base/state_paths.h"
#include "core/classify/classify.h"
#include "core/config/layers.h"

namespace vg::cli {

/// The exit status of errors that are the user's to mend in a file or on the command line.
inline constexpr int usage_status = 2;
inline constexpr int guard_failed_status = 125;

class Session {
 public:
  /// Reads /proc, the user database and every configuration layer; options such as `--level` are the last layer.
  /// Errors: configuration (exit 2), or no home for this user (exit 125); see failure_status.
  static Result<Session> open(const Arguments& arguments);

  /// Exit status for the error of a failed open().
  static int failure_status(const Error& error);

  const StatePaths& paths() const { return paths_; }
  const LoadedConfig& loaded() const { return loaded_; }
  const Config& config() const { return loaded_.config; }
  /// The rules of the configuration; nullptr where it has none.
  const std::shared_ptr<const RuleSet>& rules() const { return rules_; }
  const Requester& requester() const { return requester_; }
  const std::vector<ProcessFacts>& ancestry() const { return ancestry_; }
  std::vector<ProcessId> ancestors() const;  ///< of this process, nearest first, itself included
  std::string trust_store_path() const;

  /// Tells the shim what it must know of this configuration (hook/policy_file.h): whether nothing is harmless, here or
  /// everywhere. Errors: the policy must say something and cannot be written.
  Result<void> publish_policy() const;

  /// A request with everything but the command itself filled in.
  Request request(EntryPoint entry) const;
  /// Moves `request` to another directory, and to the workspace there. In: absolute; symlinks are followed.
  void place_in(Request& request, const std::string& directory) const;

 private:
  StatePaths paths_;
  LoadedConfig loaded_;
  bool has_flags_ = false;  ///< options of this run are part of the configuration
  std::shared_ptr<const RuleSet> rules_;
  Requester requester_;
  std::vector<ProcessFacts> ancestry_;
  std::shared_ptr<const FileView> files_;
  std::string working_directory_;
  std::string workspace_;
  Environment environment_;
};

/// Prints "vg: MESSAGE" on stderr and returns `status`.
int report(const Error& error, int status);

/// Opens a session or reports why not: `status` is then what the command should exit with.
std::unique_ptr<Session> open_or_report(const Arguments& arguments, int& status);

}  // namespace vg::cli
