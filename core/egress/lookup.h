// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/egress/address.h"

namespace vg {

/// The addresses that the host's table or its resolvers have for a plain name, IPv4 first. Waits for `patience` at
/// most. Errors: nobody answered. A name that does not exist has no addresses.
Result<std::vector<Address>> look_up(const std::string& plain_name,
                                     std::chrono::milliseconds patience = std::chrono::seconds(5));

}  // namespace vg
