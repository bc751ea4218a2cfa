// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/outcome.h"
#include "core/base/request.h"
#include "core/decide/decision.h"

namespace vg {

/// What is remembered of one request. Plain values: the records outlive the request.
struct Event {
  std::int64_t time = 0;  ///< Unit: seconds since the epoch
  std::string command;    ///< text as given, secrets not yet masked
  std::string working_directory;
  std::string workspace;
  EntryPoint entry = EntryPoint::exec;
  std::string agent;
  pid_t pid = 0;
  Decision decision;
  std::vector<std::string> rules;  ///< of every finding from medium up
  std::string runtime;             ///< "host" or the name of the runtime
  bool cached = false;
  Outcome outcome;
};

/// The seam behind which events are kept.
class Recorder {
 public:
  virtual ~Recorder() = default;
  /// Keeps the event. Errors: what could not be written; the caller warns, or from strict up fails with 125.
  virtual Result<void> record(const Event& event) = 0;
};

}  // namespace vg
