// SPDX-License-Identifier: Apache-2.0
// Bytes become an argv, split at newlines: whatever the gate lets pass, the engine must find nothing above low in.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/unit/gate/asking.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::vector<std::string> argv(1);
  for (std::size_t i = 0; i < size; ++i) {
    if (bytes[i] == '\n')
      argv.emplace_back();
    else if (bytes[i] != '\0')
      argv.back() += static_cast<char>(bytes[i]);
  }
  if (argv.front().empty()) return 0;
  if (vg::asking::breaks_promise(argv)) std::abort();
  return 0;
}
