// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/request.h"

namespace vg {

/// What /proc says of one process.
struct ProcessFacts {
  ProcessId id;
  pid_t parent = 0;
  pid_t session = 0;
  int terminal = 0;                    ///< device number of the controlling terminal, 0 for none
  std::string name;                    ///< comm, at most 15 bytes
  std::string executable;              ///< target of /proc/PID/exe, empty where it cannot be read
  std::vector<std::string> arguments;  ///< first four of cmdline: agents often run as `node …/cli.js`
  bool has_shim = false;               ///< libvg.so is mapped
};

/// Errors as nullopt: the process is gone or /proc is not readable.
std::optional<ProcessFacts> read_process(pid_t pid);

/// The process and its ancestors, nearest first, at most 64. The shim is looked for where it decides about a person
/// (decide/person.h): in a terminal's session, from its leader upwards. Elsewhere has_shim stays false.
std::vector<ProcessFacts> ancestry_of(pid_t pid);

/// This process.
ProcessId own_process_id();

}  // namespace vg
