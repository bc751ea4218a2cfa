// SPDX-License-Identifier: Apache-2.0
/// Every input the fuzzer has found worth keeping goes through the parser in the ordinary tests too.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/fuzz/parse_input.h"
#include "tests/unit/parse/rendering.h"

TEST_CASE("the fuzzer's corpus") {
  const char* const root = std::getenv("VG_SOURCE_ROOT");
  REQUIRE(root != nullptr);
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(root) + "/tests/fuzz/corpus/parse")) {
    std::ifstream file(entry.path(), std::ios::binary);
    std::stringstream content;
    content << file.rdbuf();
    CAPTURE(entry.path().string());
    CHECK_EQ(vg::fuzz::check_parse(content.str()), "");
    ++count;
  }
  CHECK_GT(count, 100);
}
