// SPDX-License-Identifier: Apache-2.0
/// What the gate knows of programs by name. A name that is not here is no tool of any rule.
#pragma once

namespace vg {

enum class GateCheck : unsigned char {
  ask,     ///< always
  refuse,  ///< always a candidate
  verb,    ///< by its first word
  run,     ///< the same, and behind `run` and `exec` stands another program
  reads,   ///< passes where a word of `harmless` is among the first ones and none of `asked` and `refused`
  flags,   ///< passes unless a word of `asked` is there
  git,
  wrapper,      ///< what it runs counts; `refused` names the kind of its options
  shell,        ///< -c LINE: a plain line counts as its words
  interpreter,  ///< a script file passes, inline code is asked about
  find,
  sed,
  awk,
  tar,
  unzip,
  curl,
  remove,  ///< rm: files of a project pass, recursive is a candidate
  kill,
  makes,  ///< mkdir, touch: new names down from here do no harm
};

/// Lists hold words separated by blanks; "*" in a word stands for anything, "a/b" for two words, "a$" for a word that
/// is the last one, "()" for no word at all.
struct GateTool {
  GateCheck check = GateCheck::ask;
  const char* harmless = "";  ///< verb: first words that pass. interpreter: options that pass
  const char* asked = "";     ///< words that, anywhere behind, make it ask
  const char* refused = "";   ///< verb: first words that are candidates; "*": whatever does not pass is one
};

/// Whether the table has the name; `tool` says what is known then.
bool find_gate_tool(const char* name, GateTool& tool) noexcept;

/// For a program that is not in the table: whether its words name another one, or a verb that deletes. Then the rules
/// have something to say about it.
bool tells_what_it_does(const char* program, const char* const* words) noexcept;

}  // namespace vg
