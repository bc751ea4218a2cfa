// SPDX-License-Identifier: Apache-2.0
#include "cli/agent_check.h"

#include <doctest/doctest.h>

using namespace vg;
using cli::AgentFile;

namespace {

ProgramFile dynamic_program() {
  ProgramFile program;
  program.kind = ProgramKind::dynamic_image;
  program.bits = 64;
  program.is_native = true;
  program.loader = "/lib64/ld-linux-x86-64.so.2";
  program.needed = {"libc.so.6"};
  return program;
}

struct Row {
  const char* what;
  void (*change)(AgentFile& file);
  bool loads_shim;
  bool all_starts_seen;
};

}  // namespace

TEST_CASE("how far libvg.so goes with a program") {
  for (const Row& row : std::initializer_list<Row>{
           {"dynamic", [](AgentFile&) {}, true, true},
           {"musl", [](AgentFile& f) { f.program.loader = "/lib/ld-musl-x86_64.so.1"; }, true, true},
           {"static", [](AgentFile& f) { f.program.kind = ProgramKind::static_image; }, false, false},
           {"32-bit", [](AgentFile& f) { f.program.bits = 32; }, false, false},
           {"another processor", [](AgentFile& f) { f.program.is_native = false; }, false, false},
           {"privileged", [](AgentFile& f) { f.gains_privileges = true; }, false, false},
           {"sanitizer", [](AgentFile& f) { f.program.needed.insert(f.program.needed.begin(), "libasan.so.8"); }, false,
            false},
           {"Go with C", [](AgentFile& f) { f.program.is_go = true; }, true, false},
           {"no program", [](AgentFile& f) { f.program = {}; }, false, false}}) {
    AgentFile file{"/a", dynamic_program(), false};
    row.change(file);
    const auto check = cli::check_agent({file});
    CHECK_MESSAGE(check.loads_shim == row.loads_shim, row.what);
    CHECK_MESSAGE(check.all_starts_seen == row.all_starts_seen, row.what);
    CHECK_MESSAGE(check.remarks.empty() == row.all_starts_seen, row.what);
  }
}

TEST_CASE("a script is as its interpreter") {
  ProgramFile script;
  script.kind = ProgramKind::script;
  CHECK(cli::check_agent({{"/s", script, false}, {"/bin/sh", dynamic_program(), false}}).all_starts_seen);
  CHECK_FALSE(cli::check_agent({{"/s", script, false}, {"/bin/sh", dynamic_program(), true}}).loads_shim);
}
