// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/unique_fd.h"
#include "core/run/path_access.h"

namespace vg {

/// From now on this thread and its children connect to abstract Unix sockets of each other only. Where the kernel does
/// not have it (before 6.12) nothing changes. Needs no_new_privs; allocates nothing.
/// Source: landlock(7), LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET. Out: 0 or errno.
int scope_abstract_sockets();

/// From now on this thread and its children connect no TCP socket by themselves. Where the kernel does not have it
/// (before 6.7) nothing changes. Needs no_new_privs; allocates nothing.
/// Source: landlock(7), LANDLOCK_ACCESS_NET_CONNECT_TCP. Out: 0 or errno.
int deny_tcp_connections();

/// Whether this kernel has it, and with it all that a sandbox without namespaces needs: rules for truncation, devices
/// and TCP, and signals that stay inside.
bool can_scope_abstract_sockets();

/// A ruleset under which nothing but `rules` can be read or written, no process outside be signalled, and, unless
/// `allow_network`, no TCP connection be made. A path that is gone or that the caller cannot look up gets no rule.
Result<UniqueFd> make_ruleset(const std::vector<PathRule>& rules, bool allow_network);

/// For this thread and its children, for good. Needs no_new_privs; allocates nothing. Out: 0 or errno.
int enter_ruleset(int ruleset);

}  // namespace vg
