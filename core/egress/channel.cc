// SPDX-License-Identifier: Apache-2.0
#include "core/egress/channel.h"

#include <cstddef>

namespace vg {

bool is_well_formed(const ConnectRequest& request, std::size_t length) {
  if (length < offsetof(ConnectRequest, options) || request.option_count > request.options.size()) return false;
  if (length != request.size() || request.address_length > sizeof request.address) return false;
  if (request.domain != AF_INET && request.domain != AF_INET6) return false;
  return request.address_length >= sizeof(sa_family_t) && request.address.any.sa_family == request.domain;
}

}  // namespace vg
