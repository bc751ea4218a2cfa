// SPDX-License-Identifier: Apache-2.0
#include "core/trust/binding.h"

#include <doctest/doctest.h>

#include "core/base/digest.h"
#include "tests/unit/trust/requests.h"

using namespace vg;
using namespace vg::test;

namespace {

/// "path=by path=by …"
std::string shown(const Binding& binding) {
  std::string text;
  for (const BoundFile& file : binding)
    text += (text.empty() ? "" : " ") + file.path + "=" + std::string(name_in(bound_by_names, file.by));
  return text;
}

struct Row {
  const char* line;
  const char* binding;  ///< "" where it cannot be bound
};

constexpr Row rows[] = {
    {"npm test", "/usr/bin/npm=system"},
    {"/usr/bin/npm test", "/usr/bin/npm=system"},
    {"mine", "/home/ann/tools/bin/mine=content"},
    {"nosuch", "nosuch=missing"},
    {"./build.sh", "/home/ann/app/build.sh=content"},
    {"~/app/build.sh", "/home/ann/app/build.sh=content"},
    {"bash build.sh", "/usr/bin/bash=system /home/ann/app/build.sh=content build.sh=missing"},
    {"bash -e -o pipefail ./build.sh arg", "/usr/bin/bash=system /home/ann/app/build.sh=content"},
    {"bash -ec 'npm test'", "/usr/bin/bash=system /usr/bin/npm=system"},
    {"bash < build.sh", "/usr/bin/bash=system /home/ann/app/build.sh=content"},
    {"python3 build.sh data", "/usr/bin/python3=system /home/ann/app/build.sh=content"},
    {"python3 -m build", "/usr/bin/python3=system"},
    {"node -r ./build.sh sub/build.sh",
     "/usr/bin/node=system /home/ann/app/build.sh=content /home/ann/app/sub/build.sh=content"},
    {"node --require=./build.sh gone.js",
     "/usr/bin/node=system /home/ann/app/build.sh=content /home/ann/app/gone.js=missing"},
    {"nice -n 5 npm test", "/usr/bin/nice=system /usr/bin/npm=system"},
    {"cd sub && ./build.sh", "cd=missing /home/ann/app/build.sh=content /home/ann/app/sub/build.sh=content"},
    {"cd /usr && npm test", "cd=missing /usr/bin/npm=system"},
    {"npm test | mine", "/usr/bin/npm=system /home/ann/tools/bin/mine=content"},
    {"$CMD test", ""},
    {"bash $SCRIPT", ""},
    {"bash \"$@\"", ""},
    {"cd $DIR && ./build.sh", ""},
    {"cd - && ./build.sh", ""},
    {"env -C sub ./build.sh", ""},
    {"./build.sh 'unterminated", ""},
};

}  // namespace

TEST_CASE("what a command is bound to") {
  for (const Row& row : rows) {
    World world;
    const Command command = world.line(row.line);
    const auto binding = bind_command(command);
    CAPTURE(row.line);
    CHECK((binding ? shown(*binding) : "") == row.binding);
  }
}

TEST_CASE("content is bound by its digest") {
  World world;
  const Command command = world.line("./build.sh");
  const Binding before = *bind_command(command);
  CHECK(before.at(0).sha256 == to_hex(sha256("echo built")));
  world.files->files["/home/ann/app/build.sh"] = "echo evil";
  const Binding after = *bind_command(command);
  CHECK(after != before);
  CHECK(binding_difference(before, after) == "'/home/ann/app/build.sh' has changed since");
  CHECK(binding_difference(before, before) == "");
}

TEST_CASE("a program that appears earlier on PATH breaks the binding") {
  World world;
  const Command command = world.line("npm test");
  const Binding before = *bind_command(command);
  world.files->files["/home/ann/tools/bin/npm"] = "evil";
  CHECK(binding_difference(before, *bind_command(command)) == "it would now run '/home/ann/tools/bin/npm'");
  world.files->files.erase("/home/ann/tools/bin/npm");
  world.request.environment.set("PATH", "/tmp/bin:/usr/bin");
  world.files->files["/tmp/bin/npm"] = "evil";
  CHECK(*bind_command(command) != before);
}

TEST_CASE("a link into a system directory is bound to what it leads to") {
  World world;
  world.files->links["/home/ann/tools/bin/link"] = "/usr/bin/npm";
  const Command command = world.line("/home/ann/tools/bin/link");
  const Binding before = *bind_command(command);
  CHECK(shown(before) == "/usr/bin/npm=system");
  world.files->links["/home/ann/tools/bin/link"] = "/usr/bin/bash";
  CHECK(*bind_command(command) != before);
}

TEST_CASE("a name relative to a deleted working directory cannot be bound") {
  World world;
  world.request.working_directory.clear();
  const Command relative = world.line("./build.sh");
  CHECK_FALSE(bind_command(relative));
  const Command found = world.line("npm test");
  CHECK(bind_command(found));
}

TEST_CASE("a program chosen by the caller is the one that is bound") {
  World world;
  world.request.program = "/home/ann/tools/bin/mine";
  const Command command = world.argv({"npm", "test"});
  CHECK(shown(*bind_command(command)) == "/home/ann/tools/bin/mine=content");
}
