// SPDX-License-Identifier: Apache-2.0
/// Replays what the fuzz target has been fed with, in every build.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "core/base/file.h"
#include "tests/fuzz/profile_property.h"

TEST_CASE("corpus: seccomp profiles") {
  const char* root = std::getenv("VG_SOURCE_ROOT");
  REQUIRE(root != nullptr);
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(root) + "/tests/fuzz/corpus/profile")) {
    const auto text = vg::read_file(entry.path(), 1 << 20);
    REQUIRE(text);
    CAPTURE(entry.path().string());
    CHECK(vg::test::broken_profile_property(*text) == "");
    ++count;
  }
  CHECK(count >= 20);
}
