// SPDX-License-Identifier: Apache-2.0
/// How far libvg.so goes with a program that is to be guarded: `vg doctor --agent`.
#pragma once

#include <string>
#include <vector>

#include "core/base/program_file.h"

namespace vg::cli {

struct AgentFile {
  std::string path;
  ProgramFile program;
  bool gains_privileges = false;  ///< set-user-ID, set-group-ID or file capabilities
};

struct AgentCheck {
  bool loads_shim = false;       ///< libvg.so is in the process
  bool all_starts_seen = false;  ///< each program it starts is judged, however it starts it
  std::string kind;              ///< one line: what the program is
  std::vector<std::string> remarks;
};

/// In: the program, and behind it the interpreters through which the kernel runs it. The last one is what runs.
AgentCheck check_agent(const std::vector<AgentFile>& files);

/// `vg doctor --agent`: prints the check. Out: 0 where every start is seen, 125 where not, 127 for no such program.
int doctor_agent(const std::string& name, bool json);

}  // namespace vg::cli
