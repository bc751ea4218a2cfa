// SPDX-License-Identifier: Apache-2.0
/// What somebody asks to run, with everything the judging stages need to know about the world.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/enum_names.h"
#include "core/base/environment.h"
#include "core/base/file_view.h"

namespace vg {

enum class Dialect { bash, sh, zsh, fish };
inline constexpr EnumNames<Dialect, 4> dialect_names{
    {{Dialect::bash, "bash"}, {Dialect::sh, "sh"}, {Dialect::zsh, "zsh"}, {Dialect::fish, "fish"}}};
static_assert(is_complete(dialect_names));

enum class EntryPoint { exec, shim, hook, library };
inline constexpr EnumNames<EntryPoint, 4> entry_point_names{{{EntryPoint::exec, "exec"},
                                                             {EntryPoint::shim, "shim"},
                                                             {EntryPoint::hook, "hook"},
                                                             {EntryPoint::library, "library"}}};
static_assert(is_complete(entry_point_names));

/// A process that cannot be mistaken for a later one with the same number.
struct ProcessId {
  pid_t pid = 0;
  std::uint64_t start_time = 0;  ///< Unit: clock ticks since boot. Source: proc(5), /proc/PID/stat field 22
  friend bool operator==(const ProcessId&, const ProcessId&) = default;
};

/// Who asks. Filled from /proc, never from the environment.
struct Requester {
  ProcessId process;
  ProcessId session;          ///< session leader; start_time 0 where it is gone
  bool has_terminal = false;  ///< a controlling terminal exists
  bool is_person = false;     ///< that terminal is a person's (PRODUCT 3.3)
  std::string why_not;        ///< why it is not, for `vg doctor` and refusals
  std::string agent;          ///< name of the nearest known agent or editor above, or empty
};

struct Request {
  EntryPoint entry = EntryPoint::exec;
  /// Exactly one of the two is given. An argv may hold any bytes, empty strings included.
  std::string line;
  std::vector<std::string> argv;
  /// argv only: the file to execute, where the caller has already chosen it (shim); else searched on PATH.
  std::string program;

  Dialect dialect = Dialect::bash;
  std::string working_directory;  ///< absolute and resolved; empty where it was deleted
  Environment environment;
  std::string home;       ///< of the user, from the user database
  std::string workspace;  ///< root of the workspace (plan/workspace.h), resolved; empty where there is none
  uid_t uid = 0;
  std::int64_t now = 0;  ///< Unit: seconds since 1970-01-01 UTC
  Requester requester;
  std::shared_ptr<const FileView> files;
  /// How many times the work may be spent on it that one line may take: 1 where somebody waits for a command, more for
  /// files. See core/parse/work.h.
  std::uint32_t patience = 1;

  bool is_argv() const { return !argv.empty(); }
};

}  // namespace vg
