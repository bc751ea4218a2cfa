// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "tests/fuzz/egress_property.h"

namespace vg {
namespace {

Bytes content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST_CASE("what the fuzzer keeps, and small changes of it") {
  const char* root = std::getenv("VG_SOURCE_ROOT");
  std::mt19937 random(1);
  unsigned files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(root == nullptr ? "." : root) + "/tests/fuzz/corpus/egress")) {
    const Bytes content = content_of(entry.path());
    ++files;
    check_egress_input(content);
    for (int i = 0; i < 2000; ++i) {
      Bytes changed = content;
      for (int change = 0; change < 3; ++change)
        changed[random() % changed.size()] = static_cast<std::uint8_t>(random());
      changed.resize(1 + random() % (changed.size() + 3));
      check_egress_input(changed);
    }
  }
  CHECK(files >= 8);
}

}  // namespace
}  // namespace vg
