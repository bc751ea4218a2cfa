// SPDX-License-Identifier: Apache-2.0
#include "core/trust/key.h"

#include "core/base/digest.h"

namespace vg {

std::string trust_key(const Command& command) {
  return to_hex(sha256(command.canonical()));
}

}  // namespace vg
