// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace vg {

/// From now on this thread and its children connect to abstract Unix sockets of each other only. Where the kernel does
/// not have it (before 6.12) nothing changes. Needs no_new_privs; allocates nothing.
/// Source: landlock(7), LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET. Out: 0 or errno.
int scope_abstract_sockets();

/// From now on this thread and its children connect no TCP socket by themselves. Where the kernel does not have it
/// (before 6.7) nothing changes. Needs no_new_privs; allocates nothing.
/// Source: landlock(7), LANDLOCK_ACCESS_NET_CONNECT_TCP. Out: 0 or errno.
int deny_tcp_connections();

/// Whether this kernel can scope them.
bool can_scope_abstract_sockets();

}  // namespace vg
