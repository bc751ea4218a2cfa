// SPDX-License-Identifier: Apache-2.0
/// What shells, agents and the shim rely on. Everything here is stable within one PROTOCOL number.
///
/// Files below StatePaths::runtime (0700, the user's):
///   policy        the compiled policy the shim maps: struct PolicyHeader and directory names (preload/policy.h)
///   pass/PID      one single-use permission for process PID to run what `vg` decided, read and removed by the
///                 constructor of libvg.so
///   ticket/PID    what was decided for the line that shell PID is about to run
///
/// Private entry points of `vg`:
///   vg __exec 1 --exe PATH --via hook|ctor [--execfn PATH] [--argc0] -- ARGV0 ARGV1…
///       from the shim: judge this program start, then become it or run it contained. Same pid, environment and
///       descriptors as the caller would have given it. The shim has become `vg` and cannot watch over it: `vg` keeps
///       its deadline itself (cli/deadline.h).
///   vg __hook 1 line --shell bash|zsh|fish --pid PID -- LINE
///       from a shell hook, before the shell runs anything of LINE. Exit 0: run it as it is. Exit 3: run what is on
///       stdout instead. Exit 4: the line is not complete, ask again with the whole command (bash shows its next line
///       only then). Exit 126: do not run it; the reason is on stderr.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/request.h"
#include "core/base/result.h"
#include "core/decide/decision.h"

namespace vg::hook {

inline constexpr std::string_view protocol = "1";
inline constexpr int rewritten_line_status = 3;
inline constexpr int incomplete_line_status = 4;

/// Lets process `self` (this one, about to execve) start `program` with `argv` without being judged again.
/// Written to pass/PID with pid, start time, dev:ino of the program and SHA-256 of argv.
/// Errors: the runtime directory cannot be written: the caller must not start the program then if the shim would ask
/// again (it would loop), and says so (125).
Result<void> write_pass(const std::string& runtime_directory, const ProcessId& self, const std::string& program,
                        const std::vector<std::string>& argv);

/// How often a pass was written for this process since one was used; more than a few is a loop.
int passes_written(const std::string& runtime_directory, const ProcessId& self);

struct TicketUnit {
  std::string key;  ///< hexadecimal SHA-256 of the canonical encoding of one invocation (parse/command.h)
  Place place = Place::host;
  Because because = Because::ticket;
};

/// Decisions for one line of a shell, valid until its next prompt.
struct Ticket {
  ProcessId shell;
  std::vector<TicketUnit> units;
  std::vector<std::string> lines;  ///< parts of the line that the shell hands over whole: `vg exec --line SHELL.INDEX`
};

Result<void> write_ticket(const std::string& runtime_directory, const Ticket& ticket);
Result<void> remove_ticket(const std::string& runtime_directory, pid_t shell);

/// The decision that the nearest ancestor's ticket holds for an invocation. Found by ancestry, never by environment.
/// In: `ancestors` of the requester, nearest first.
std::optional<TicketUnit> find_in_ticket(const std::string& runtime_directory, const std::vector<ProcessId>& ancestors,
                                         std::string_view key);

/// The text that `vg exec --line NAME` stands for, NAME being SHELL_PID.INDEX of an ancestor's ticket.
/// Errors: no such ticket or line, or that shell is not above this process.
Result<std::string> line_in_ticket(const std::string& runtime_directory, const std::vector<ProcessId>& ancestors,
                                   std::string_view name);

}  // namespace vg::hook
