// SPDX-License-Identifier: Apache-2.0
/// Refusals that a person may lift: each has a short code; `vg allow-once CODE` arms it, the next try takes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/request.h"
#include "core/base/result.h"

namespace vg {

/// What was refused, to whom. `session` is the ProcessId under which the requester will try again (its session leader;
/// all zero where that is gone): only it can use the permission.
struct Refusal {
  std::string key;   ///< trust_key() of the command
  std::string text;  ///< the command as given; secrets are masked before it is kept
  std::string working_directory;
  ProcessId session;
  std::string risk;
  std::string why;
};

struct PendingRefusal {
  std::string code;
  Refusal refusal;
  std::int64_t created = 0;      ///< Unit: seconds since the epoch
  std::int64_t armed_until = 0;  ///< 0: not armed

  bool is_armed(std::int64_t now) const;
};

inline constexpr std::int64_t code_armed_seconds = 10L * 60;
inline constexpr std::int64_t code_same_seconds = 10L * 60;  ///< the same refusal keeps its code for so long
inline constexpr std::int64_t code_kept_seconds = 60L * 60;
inline constexpr std::size_t most_pending = 200;

/// The file STATE/pending.json. Every change locks it, reads it again and replaces it. A file that is not believed
/// holds nothing (so nothing is armed) and is kept aside by the next change.
class PendingRefusals {
 public:
  explicit PendingRefusals(std::string path) : path_(std::move(path)) {}

  /// Out: the code of this refusal; the same one where it was refused within the last ten minutes already.
  Result<std::string> register_refusal(const Refusal& refusal, std::int64_t now);
  /// Lets the refused command through once within ten minutes. Errors: no such code (any more).
  Result<PendingRefusal> arm(std::string_view code, std::int64_t now);
  /// Uses up the permission for exactly this command, directory and session. Of any number of callers one gets it.
  Result<std::optional<PendingRefusal>> take(std::string_view key, std::string_view working_directory,
                                             const ProcessId& session, std::int64_t now);
  /// What is waiting, oldest first. Errors: the file is not believed.
  Result<std::vector<PendingRefusal>> list(std::int64_t now) const;

 private:
  template <typename Change>
  Result<void> change(std::int64_t now, Change change);

  std::string path_;
};

}  // namespace vg
