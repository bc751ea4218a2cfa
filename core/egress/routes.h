// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/unique_fd.h"
#include "core/egress/address.h"

namespace vg {

/// The kernel's routing table, asked where an address leads. Source: rtnetlink(7), RTM_GETROUTE.
class Routes {
 public:
  Routes();

  /// Whether a packet to it would come back to this machine. What cannot be told counts as own.
  bool is_own(const Address& address) const;

 private:
  UniqueFd socket_;
};

/// Whether this machine has a way to the Internet over IPv6. No packet is sent.
bool has_ipv6_route();

}  // namespace vg
