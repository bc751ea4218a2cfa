// SPDX-License-Identifier: Apache-2.0
#include "core/trust/hijack.h"

#include <doctest/doctest.h>

#include "tests/unit/trust/requests.h"

using namespace vg;
using namespace vg::test;

namespace {

struct EnvironmentRow {
  const char* name;
  const char* value;
  bool hijacks;
};

constexpr EnvironmentRow environment_rows[] = {
    {"LD_LIBRARY_PATH", "/tmp", true},
    {"LD_AUDIT", "/tmp/x.so", true},
    {"LD_PRELOAD", "/usr/lib/libvg.so", false},
    {"LD_PRELOAD", "/usr/lib/libvg.so:/tmp/x.so", true},
    {"LD_PRELOAD", "/tmp/x.so", true},
    {"LD_PRELOAD", "libvg.so", true},
    {"LD_BIND_NOW", "1", false},
    {"BASH_ENV", "/tmp/x", true},
    {"BASH_ENV", "", false},
    {"BASH_FUNC_ls%%", "() { evil; }", true},
    {"BASH_FUNC_which%%", "() { alias | /usr/bin/which; }", false},
    {"NODE_OPTIONS", "--max-old-space-size=4096", false},
    {"NODE_OPTIONS", "--max-old-space-size=4096 --require=/tmp/x.js", true},
    {"NODE_OPTIONS", "-r /tmp/x.js", true},
    {"npm_config_script_shell", "/tmp/sh", true},
    {"npm_config_cache", "/home/ann/.npm", false},
    {"PYTHONPATH", "/tmp", true},
    {"PYTHONWARNINGS", "ignore", false},
    {"PYTHONWARNINGS", "error::evil.Warning", true},
    {"GIT_SSH_COMMAND", "sh -c evil", true},
    {"GIT_CONFIG_COUNT", "1", true},
    {"GIT_PAGER", "cat", false},
    {"GIT_PAGER", "sh -c evil", true},
    {"PAGER", "less -FRX", false},
    {"EDITOR", "vim -c :!evil", true},
    {"EDITOR", "/tmp/vim", true},
    {"EDITOR", "/usr/bin/../../tmp/vim", true},
    {"VISUAL", "code --wait", false},
    {"LESSOPEN", "|/usr/bin/lesspipe %s", false},
    {"LESSOPEN", "|/tmp/lesspipe %s", true},
    {"GIT_ASKPASS", "/tmp/ask", false},  // npm does not look at it
    {"GOFLAGS", "-mod=mod", false},
    {"GOFLAGS", "-toolexec=/tmp/x", true},
    {"CC", "gcc", false},
    {"CC", "/tmp/gcc", true},
    {"PATH", "/home/ann/tools/bin:/usr/bin", false},
    {"TERM", "xterm", false},
};

constexpr const char* hijacked_lines[] = {
    "LD_PRELOAD=/usr/lib/libvg.so npm test",
    "NODE_OPTIONS=--max-old-space-size=9 npm test",
    "PATH=/tmp npm test",
    "env PYTHONPATH=x npm test",
    "export NODE_OPTIONS=x; npm test",
    "GIT_SSH=x; npm test",
    "declare -x PATH=/tmp; npm test",
};

}  // namespace

TEST_CASE("variables of the environment") {
  for (const EnvironmentRow& row : environment_rows) {
    World world;
    world.request.environment.set(row.name, row.value);
    const Command command = world.line("npm test");
    CAPTURE(row.name);
    CAPTURE(row.value);
    CHECK(hijacking_variable(command, "") == (row.hijacks ? row.name : ""));
  }
}

TEST_CASE("variables in front of the command") {
  for (const char* line : hijacked_lines) {
    World world;
    const Command command = world.line(line);
    CAPTURE(line);
    CHECK(hijacking_variable(command, "") != "");
  }
  World world;
  const Command command = world.line("CI=1 npm test");
  CHECK(hijacking_variable(command, "") == "");
}

TEST_CASE("only the genuine shim is accepted where it is known") {
  World world;
  world.request.environment.set("LD_PRELOAD", "/usr/lib/libvg.so");
  const Command command = world.line("npm test");
  CHECK(hijacking_variable(command, "/usr/lib/libvg.so") == "");
  CHECK(hijacking_variable(command, "/opt/libvg.so") == "LD_PRELOAD");
}

TEST_CASE("a program that asks for passwords matters to git and ssh") {
  World world;
  world.request.environment.set("GIT_ASKPASS", "/tmp/ask");
  const Command push = world.line("git push");
  CHECK(hijacking_variable(push, "") == "GIT_ASKPASS");
  world.request.environment.set("GIT_ASKPASS", "/usr/share/code/askpass.sh");
  CHECK(hijacking_variable(push, "") == "");
}
