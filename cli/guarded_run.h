// SPDX-License-Identifier: Apache-2.0
/// One request through the guard with the real seams, from judgement to exit status.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "cli/approver.h"
#include "cli/notices.h"
#include "cli/session.h"
#include "core/guard.h"
#include "core/record/recorder.h"
#include "core/trust/store.h"
#include "core/undo/store.h"

namespace vg::cli {

struct RunOptions {
  bool replace_process = false;  ///< from the shim: on the host, become the program
  bool force_sandbox = false;
  std::optional<std::chrono::seconds> timeout;
};

/// Keeps events, counts the uses of trust entries, and says what it had to set aside.
class CountingRecorder final : public Recorder {
 public:
  CountingRecorder(FileRecorder recorder, TrustStore& store) : recorder_(std::move(recorder)), store_(store) {}
  Result<void> record(const Event& event) override;

 private:
  FileRecorder recorder_;
  TrustStore& store_;
};

/// Snapshots in this user's state.
class SnapshotWayBack final : public WayBack {
 public:
  explicit SnapshotWayBack(const std::string& state);
  Result<std::string> keep(const WayBackPlan& plan) override;

 private:
  SnapshotStore store_;
};

/// A Guard over this user's state, with the notices it needs.
class GuardedSession {
 public:
  GuardedSession(const Session& session, const RunOptions& options);

  Guard& guard() { return guard_; }
  Notices& notices() { return notices_; }

 private:
  TrustStore store_;
  Notices notices_;
  TerminalApprover approver_;
  CountingRecorder recorder_;
  SnapshotWayBack way_back_;
  Guard guard_;
};

/// Runs it and returns the exit status for `vg`; where a signal ended the command, the same signal ends this process.
int run_guarded(const Session& session, const Request& request, const RunOptions& options);

/// Judges, prints the plan on stdout, runs nothing.
int explain_request(const Session& session, const Request& request, const RunOptions& options, bool json);

/// Why no command could be contained as the configuration wants it; empty where one could. Judges, runs nothing.
std::string containment_problem(const Session& session);

/// The request that operands stand for: an argv behind "--", else one shell line.
Request request_from(const Session& session, const Arguments& arguments, EntryPoint entry);

/// Options shared by `exec` and `explain`. Errors: a value that is no number of seconds.
Result<RunOptions> run_options(const Arguments& arguments);

}  // namespace vg::cli
