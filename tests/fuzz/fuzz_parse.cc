// SPDX-License-Identifier: Apache-2.0
/// libFuzzer target: any bytes through the parser.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/parse_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string failure = vg::fuzz::check_parse({reinterpret_cast<const char*>(bytes), size});
  if (!failure.empty()) {
    std::fprintf(stderr, "%s\n", failure.c_str());
    std::abort();
  }
  return 0;
}
