// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace vg {

/// Installs the filter of a payload: connect, bind and listen wait for whoever holds the listener; what would connect
/// without them is refused. Needs no_new_privs, and the baseline's filter, which keeps foreign architectures and odd
/// socket families out. Allocates nothing. Out: the listener, close-on-exec, or -errno. EBUSY: there is one already
/// (a sandbox in a sandbox, WSL2).
/// Source: seccomp_unotify(2).
int install_notify_filter();

}  // namespace vg
