// SPDX-License-Identifier: Apache-2.0
#include "core/run/program.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <string>

using namespace vg;

namespace {

int failed_start(const std::string& program, const char* path) {
  Plan plan;
  plan.program = program;
  plan.argv = {program};
  if (path != nullptr) plan.environment.set("PATH", path);
  return Program(plan).execute();
}

}  // namespace

TEST_CASE("what cannot be executed says why") {
  CHECK(failed_start("vg-absent", "/bin:/usr/bin") == ENOENT);
  CHECK(failed_start("vg-absent", nullptr) == ENOENT);
  CHECK(failed_start("", "/bin") == ENOENT);
  CHECK(failed_start("/vg/absent", nullptr) == ENOENT);
  CHECK(failed_start("/etc/passwd/x", nullptr) == ENOTDIR);
  CHECK(failed_start("/etc", nullptr) == EACCES);
  CHECK(failed_start("/etc/passwd", nullptr) == EACCES);
  CHECK(failed_start(std::string(300, 'x'), "/bin") == ENOENT);
}

TEST_CASE("a file found without permission counts before none found later") {
  CHECK(failed_start("passwd", "/etc:/vg-absent") == EACCES);
}

TEST_CASE("failures become outcomes") {
  Plan plan;
  plan.program = "tool";
  CHECK(Program::failure(plan, ENOENT).ending == Ending::not_found);
  CHECK(Program::failure(plan, ENOENT).problem == "'tool': command not found");
  CHECK(Program::failure(plan, EACCES).ending == Ending::not_runnable);
  CHECK(Program::failure(plan, EACCES).code == EACCES);
  plan.program = "./tool\x1b[2J";
  CHECK(Program::failure(plan, ENOENT).problem == "'./tool\\e[2J': No such file or directory");
}
