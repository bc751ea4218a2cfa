// SPDX-License-Identifier: Apache-2.0
/// The parts of the gate that call each other. Internal to core/gate.
#pragma once

#include "core/gate/gate.h"
#include "core/gate/text.h"
#include "core/gate/tools.h"

namespace vg::gate_parts {

using Words = const char* const*;
using gate_text::Size;

struct Place {
  const char* directory = nullptr;  ///< absolute; nullptr where it is not known
  const char* scratch = nullptr;    ///< value of TMPDIR, or nullptr
  int nesting = 0;
  const char* home = nullptr;         ///< of the user, absolute; nullptr where it is not known
  const char* search_path = nullptr;  ///< value of PATH, or nullptr
};

/// The answer for a program called `name` (a path or a bare name) with these words; words[0] is not looked at.
GateAnswer judge_start(const char* name, Words words, Place place);

/// The answer for one of the tools of the table, without a look at marks and places.
GateAnswer judge_tool(const GateTool& tool, Words words, const Place& place);
GateAnswer judge_git(Words words);
GateAnswer judge_find(Words words);
GateAnswer judge_sed(Words words);
GateAnswer judge_awk(Words words);
/// tar, or unzip.
GateAnswer judge_archive(Words words, bool tar);
GateAnswer judge_curl(Words words);
GateAnswer judge_remove(Words words, const Place& place);

/// Inline code that prints and computes: every call in it is one of a short list.
/// In: `needs_brackets`: a call has brackets, as in Python and JavaScript; else only the printing of one value passes.
bool is_plain_code(const char* code, bool needs_brackets);
/// A line for a shell that was not understood: whether a candidate of the table stands in it.
bool names_candidate(const char* line);

/// A line without characters that mean something to a shell, or a simple list of such.
GateAnswer judge_line(const char* line, const Place& place);

/// Whether any word says something that a rule could look at, or there are too many of them.
/// In: `only_text`: the program prints its words, so that names of files in them mean nothing.
bool any_marked(Words words, bool only_text);

/// A place where downloads and droppers live, or that cannot be told from one.
bool is_odd_place(const char* path, const Place& place);

/// A directory in which plain relative names mean what rules look at: ~/.ssh, /etc, /.
bool is_odd_directory(const char* directory);

/// Whether files with plain names are certainly a project's in here: core/plan/workspace.cc would have it as one.
bool is_project_directory(const Place& place);

inline GateAnswer pass_if(bool harmless) {
  return harmless ? GateAnswer::harmless : GateAnswer::ask;
}

/// Whether a word up to the end of `words` is in the list.
inline bool any_listed(const char* list, Words words) {
  for (; *words != nullptr; ++words)
    if (gate_text::is_listed(list, *words)) return true;
  return false;
}

/// Programs that read, print and change nothing, whatever their words. Those may stand behind a pipe, xargs, -exec.
bool is_filter(const char* name);

}  // namespace vg::gate_parts
