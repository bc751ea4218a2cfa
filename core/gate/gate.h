// SPDX-License-Identifier: Apache-2.0
/// "Certainly harmless?", the one piece of judgement that the shim has. Compiled into libvg.so and into core;
/// freestanding: no library, no allocation, no system call, no state.
///
/// Contract: `harmless` is said only where the full engine (classify, decide) says low risk, host, nothing to record.
/// tests/unit/gate holds it to that over the corpus and over generated commands. Everything else is `ask`, or, for what
/// must not run unjudged even if nobody can be asked, `refuse_unless_asked`.
#pragma once

namespace vg {

enum class GateAnswer : unsigned char {
  harmless,             ///< pass it on to the kernel
  ask,                  ///< `vg` judges; below strict it runs where `vg` cannot be reached
  refuse_unless_asked,  ///< `vg` judges; EACCES where it cannot be reached, at every level
};

struct GateInput {
  const char* path;         ///< file about to be executed, absolute or relative; may be nullptr
  const char* const* argv;  ///< NULL-terminated; may be empty
  const char* execfn;       ///< in a new image: AT_EXECFN, which names the script of a shebang; else nullptr
  const char* const* envp;  ///< may be nullptr
  const char* working_directory = nullptr;  ///< absolute; nullptr where it is not known
  /// Of the user, by the user database and never by the environment; nullptr where it is not known. Only what deletes
  /// files of a project needs it: gate_needs_home().
  const char* home = nullptr;
};

/// Bounded work: past 4,096 words or 128 KiB of them the answer is `ask`.
GateAnswer gate(const GateInput& input) noexcept;

/// Whether a start that is asked about might pass if the gate knew the home directory, which costs the caller a file.
bool gate_needs_home(const GateInput& input) noexcept;

/// Whether the compiled-in table knows a program of that base name. For the test that compares it with the rules.
bool gate_knows(const char* name) noexcept;

}  // namespace vg
