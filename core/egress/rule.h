// SPDX-License-Identifier: Apache-2.0
/// What `network.allow` and `network.deny` can say.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/egress/address.h"

namespace vg {

/// `host`, `*.host`, an address, a network (CIDR), or `*` for anything; each with or without `:port`.
struct EgressRule {
  std::string text;       ///< as written
  std::string host;       ///< lower case, without "*." and final dot; empty for networks and `*`
  bool below = false;     ///< `*.host`: names below it, not itself
  bool anything = false;  ///< `*`
  std::optional<Network> network;
  std::uint16_t port = 0;  ///< 0: every port
};

/// Errors: what is wrong with the text, in one sentence.
Result<EgressRule> parse_egress_rule(std::string_view text);

/// Lower case, without a final dot. Out: nullopt where this is no host name: a label that is empty or too long, or a
/// byte that is no letter, digit, hyphen or underscore. Source: RFC 1123, RFC 2181.
std::optional<std::string> plain_host_name(std::string_view text);

}  // namespace vg
