// SPDX-License-Identifier: Apache-2.0
// DNS messages and egress rules. The first byte chooses; what reads back must be the same.
#include "tests/fuzz/egress_property.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vg::check_egress_input({data, size});
  return 0;
}
