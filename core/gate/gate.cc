// SPDX-License-Identifier: Apache-2.0
#include "core/gate/gate.h"

#include "core/gate/judge.h"

namespace vg {
namespace gate_parts {
namespace {

constexpr int most_nesting = 3;

}  // namespace

GateAnswer judge_start(const char* name, Words words, Place place) {
  if (place.nesting > most_nesting) return GateAnswer::ask;
  const char* base = gate_text::base_name(name);
  if (base[0] == '-') ++base;  // a login shell: "-bash"
  GateTool tool;
  if (find_gate_tool(base, tool)) {
    const GateAnswer answer = judge_tool(tool, words, place);
    if (answer != GateAnswer::harmless) return answer;
  } else if (tells_what_it_does(base, words)) {
    return GateAnswer::ask;
  }
  const bool prints = gate_text::is_listed("echo printf true false", base);
  return is_odd_place(name, place) || any_marked(words, prints) ? GateAnswer::ask : GateAnswer::harmless;
}

}  // namespace gate_parts

namespace {

using gate_parts::Place;
using gate_parts::Words;
using gate_text::equal;

const char* value_of(Words environment, const char* name) {
  const gate_text::Size size = gate_text::length(name);
  for (; environment != nullptr && *environment != nullptr; ++environment)
    if (gate_text::starts_with(*environment, name) && (*environment)[size] == '=') return *environment + size + 1;
  return nullptr;
}

GateAnswer worse(GateAnswer a, GateAnswer b) {
  return a < b ? b : a;
}

/// The words from the script on, for a script that was started through its interpreter: [sh, -e, SCRIPT, args].
Words script_words(Words words, const char* script) {
  constexpr int most_options = 3;
  for (int i = 1; i <= most_options && words[i] != nullptr; ++i)
    if (equal(words[i], script)) return words + i;
  return nullptr;
}

}  // namespace

bool gate_knows(const char* name) noexcept {
  GateTool tool;
  return find_gate_tool(name, tool);
}

bool gate_needs_home(const GateInput& input) noexcept {
  if (input.argv == nullptr || input.argv[0] == nullptr || input.working_directory == nullptr) return false;
  return equal(gate_text::base_name(input.path != nullptr ? input.path : input.argv[0]), "rm");
}

GateAnswer gate(const GateInput& input) noexcept {
  const Words words = input.argv;
  if (words == nullptr || words[0] == nullptr) return GateAnswer::ask;
  const Place place{input.working_directory, value_of(input.envp, "TMPDIR"), 0, input.home,
                    value_of(input.envp, "PATH")};
  const char* file = input.path != nullptr ? input.path : words[0];

  GateAnswer answer = gate_parts::judge_start(file, words, place);
  // A program may be called by a name that makes it another: busybox, links of multi-call binaries.
  if (!equal(gate_text::base_name(words[0]), gate_text::base_name(file)))
    answer = worse(answer, gate_parts::judge_start(gate_text::base_name(words[0]), words, place));
  // In a new image the name of a script comes apart from the words, which are its interpreter's.
  if (input.execfn != nullptr && !equal(gate_text::base_name(input.execfn), gate_text::base_name(file))) {
    const Words script = script_words(words, input.execfn);
    answer = worse(answer, gate_parts::judge_start(input.execfn, script != nullptr ? script : words, place));
  }
  // Printed text passes unread, but a rule reads the names of mining protocols wherever they stand.
  if (answer == GateAnswer::harmless)
    for (Words word = words; *word != nullptr; ++word)
      if (gate_text::contains(*word, "stratum+")) return GateAnswer::ask;
  if (answer == GateAnswer::harmless && place.directory != nullptr && gate_parts::is_odd_directory(place.directory))
    return GateAnswer::ask;
  return answer;
}

}  // namespace vg
