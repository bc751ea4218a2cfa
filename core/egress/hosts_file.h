// SPDX-License-Identifier: Apache-2.0
/// The host's own answers and resolvers: hosts(5), resolv.conf(5).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/egress/address.h"

namespace vg {

/// Address and plain name for each name of each line. Lines that are none of the format are passed over, as libc does.
std::vector<std::pair<Address, std::string>> read_hosts_file(std::string_view text);

struct ResolverConfig {
  std::vector<Endpoint> servers;      ///< at most three, as libc takes
  std::vector<std::uint32_t> scopes;  ///< interface of each server's link-local address, 0 for none
  std::string kept_lines;             ///< the lines that are not about servers: search, options
};
ResolverConfig read_resolver_config(std::string_view text);

}  // namespace vg
