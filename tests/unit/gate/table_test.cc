// SPDX-License-Identifier: Apache-2.0
// A program that has a rule is one the gate knows. A builtin of a shell is none that could be started.
#include <doctest/doctest.h>

#include <string>

#include "core/classify/tool.h"
#include "core/gate/gate.h"

namespace vg {
namespace {

TEST_CASE("every tool of the rules stands in the gate's table") {
  for (const rules::Tool& tool : rules::all_tools()) {
    CAPTURE(tool.name);
    if (tool.name == "vg") continue;  // judges its own calls
    CHECK(gate_knows(std::string(tool.name).c_str()));
  }
}

TEST_CASE("names the gate does not know") {
  for (const char* name : {"", "ls", "cc1plus", "no-such-tool", "x", "3", "a.out"}) {
    CAPTURE(name);
    CHECK_FALSE(gate_knows(name));
  }
}

TEST_CASE("versions of a tool are the tool") {
  for (const char* name : {"python3.12", "ruby3.1", "gcc-12", "pip3.11", "mkfs.whatever", "node20", "bash.exe"}) {
    CAPTURE(name);
    CHECK(gate_knows(name));
  }
}

}  // namespace
}  // namespace vg
