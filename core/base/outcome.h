// SPDX-License-Identifier: Apache-2.0
/// How a request ended: status × reason, never a bare byte.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/enum_names.h"

namespace vg {

enum class Ending {
  exited,        ///< code = exit status of the command
  signaled,      ///< code = signal number that ended it
  timed_out,     ///< the timeout ended it
  refused,       ///< the decision was not to run it
  not_found,     ///< no such program
  not_runnable,  ///< found, but execve(2) refused it: code = errno
  guard_failed,  ///< the guard could not do its work; `problem` says why
  handed_over,   ///< the guard replaced itself by the command (host, from the shim): nobody is left to see the end
};

inline constexpr EnumNames<Ending, 8> ending_names{{
    {Ending::exited, "exited"},
    {Ending::signaled, "signaled"},
    {Ending::timed_out, "timed_out"},
    {Ending::refused, "refused"},
    {Ending::not_found, "not_found"},
    {Ending::not_runnable, "not_runnable"},
    {Ending::guard_failed, "guard_failed"},
    {Ending::handed_over, "handed_over"},
}};
static_assert(is_complete(ending_names));

/// Something that a contained command wanted to reach, as often as it did.
struct NetworkAttempt {
  std::string name;         ///< the name it was found by; empty where there is none
  std::string destination;  ///< "1.2.3.4:443"; a name where it was not resolved
  std::string program;      ///< of the process that asked, empty for questions about names
  bool allowed = false;
  std::string why;      ///< refused: in a few words
  std::string rule;     ///< that decided, as written; empty where none did
  std::string setting;  ///< refused: what would allow it
  std::uint64_t count = 0;
};

struct Outcome {
  Ending ending = Ending::guard_failed;
  int code = 0;
  std::chrono::nanoseconds duration{0};
  std::string problem;             ///< message and hint for guard_failed, not_found, not_runnable
  std::vector<std::string> notes;  ///< one line each, for the user after the run: limits that killed, writes not kept
  std::string limits_held_by;      ///< "memory: control group, cpu: …"; empty where no limit was asked for
  std::string without_namespaces;  ///< why a contained command had none of its own; empty where it had
  std::vector<NetworkAttempt> network;  ///< bounded; only where connections were filtered
  std::string run_id;                   ///< names the kept writable layer, empty where there is none
};

/// The exit status of `vg` itself. 124 timeout, 125 guard failure, 126 refused or not runnable, 127 not found
/// (the convention of timeout(1), env(1) and docker); 128+n stands for a signal where it cannot be re-raised.
constexpr int exit_status(const Outcome& outcome) {
  switch (outcome.ending) {
    case Ending::exited: return outcome.code;
    case Ending::signaled: return 128 + outcome.code;
    case Ending::timed_out: return 124;
    case Ending::refused:
    case Ending::not_runnable: return 126;
    case Ending::not_found: return 127;
    case Ending::guard_failed: return 125;
    case Ending::handed_over: return 0;
  }
  return 125;
}

}  // namespace vg
