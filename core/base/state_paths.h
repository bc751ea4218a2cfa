// SPDX-License-Identifier: Apache-2.0
/// Where the guard keeps its state. Found by user id alone: nothing in the environment selects it (a guarded process
/// owns its environment).
#pragma once

#include <sys/types.h>

#include <string>

#include "core/base/result.h"

namespace vg {

struct StatePaths {
  uid_t uid = 0;
  std::string home;   ///< from /etc/passwd; resolved, absolute
  std::string state;  ///< HOME/.vectra-guard, links followed: trust.json, metrics.json, audit.jsonl, layers/ …
  std::string
      runtime;  ///< /run/user/UID/vectra-guard, or state + "/run" where that does not exist: tickets, passes, policy
  std::string user_config;    ///< HOME/.config/vectra-guard/config.yaml
  std::string system_config;  ///< /etc/vectra-guard/config.yaml
};

/// Paths of the effective user. Errors: no entry in /etc/passwd, or its home is not an absolute path.
/// Source: passwd(5); read directly, because a static glibc cannot load NSS modules.
Result<StatePaths> find_state_paths();

/// The same for a given home, for tests.
StatePaths state_paths_below(const std::string& home, uid_t uid);

/// Creates state and runtime directories (0700) where missing. Errors: read-only home, another user's directory, a
/// file.
Result<void> create_state_directories(const StatePaths& paths);

}  // namespace vg
