// SPDX-License-Identifier: Apache-2.0
/// PRODUCT 3.3: whether the terminal of a process is a person's.
#pragma once

#include <string>
#include <vector>

#include "core/base/process_tree.h"

namespace vg {

struct PersonVerdict {
  bool is_person = false;
  std::string why_not;  ///< empty for a person
  std::string agent;    ///< the nearest known agent or editor above, or empty
};

/// In: the requester and its ancestors, nearest first (base/process_tree.h). The session leader is a person's only if
/// it has a terminal, runs without the shim, descends from no guarded process, agent or editor, and none of these
/// stands between it and the requester. Pure.
PersonVerdict judge_person(const std::vector<ProcessFacts>& ancestry);

/// The name of the known agent or editor this process is, or empty.
std::string known_agent(const ProcessFacts& process);

}  // namespace vg
