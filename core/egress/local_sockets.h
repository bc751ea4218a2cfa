// SPDX-License-Identifier: Apache-2.0
/// connect(2) and bind(2) of AF_UNIX sockets by the agent: the path means what it means to the caller.
#pragma once

#include "core/egress/caller.h"

namespace vg {

/// Does not wait: EAGAIN where the listener's queue is full. Out: 0 or errno. The other side sees the agent's process
/// id in SO_PEERCRED, with the caller's user.
int connect_local(const Caller& caller, const SocketAddress& address, std::size_t length);
int bind_local(const Caller& caller, const SocketAddress& address, std::size_t length);

}  // namespace vg
