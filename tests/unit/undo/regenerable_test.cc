// SPDX-License-Identifier: Apache-2.0
#include "core/undo/regenerable.h"

#include <doctest/doctest.h>
#include <fcntl.h>

#include "core/base/unique_fd.h"
#include "tests/unit/scratch_directory.h"

using namespace vg;

TEST_CASE("what tools make again, by name and by what lies beside and in it") {
  const test::ScratchDirectory scratch;
  scratch.write("venv/pyvenv.cfg", "");
  scratch.write("target/CACHEDIR.TAG", "");
  scratch.write("env/data", "");
  const UniqueFd here(::open(scratch.path().c_str(), O_RDONLY | O_DIRECTORY));
  const auto check = [&](std::string_view name, std::vector<std::string> beside) {
    return is_regenerable(name, beside, here.get());
  };
  CHECK(check("__pycache__", {}));
  CHECK(check("node_modules", {"node_modules", "package.json"}));
  CHECK_FALSE(check("node_modules", {"node_modules"}));
  CHECK(check("venv", {}));
  CHECK_FALSE(check("env", {}));
  CHECK(check("target", {"Cargo.toml", "target"}));
  CHECK_FALSE(check("target", {"target"}));
  CHECK_FALSE(check("build", {}));
  CHECK_FALSE(check("src", {}));
}

TEST_CASE("what git may track is never left out") {
  const std::string head("DIRC\0\0\0\2\0\0\0\1", 12);
  CHECK_FALSE(may_be_tracked("", "node_modules"));
  CHECK_FALSE(may_be_tracked(head + "src/file", "node_modules"));
  CHECK(may_be_tracked(head + "node_modules/x", "node_modules"));
  CHECK(may_be_tracked(head + "a/node_modules/x", "node_modules"));
  CHECK(may_be_tracked("garbage that is no index", "node_modules"));
  CHECK(may_be_tracked(std::string("DIRC\0\0\0\4\0\0\0\1src", 15), "node_modules"));
}
