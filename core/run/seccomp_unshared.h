// SPDX-License-Identifier: Apache-2.0
/// What the baseline leaves to namespaces, for a payload that has none of its own.
#pragma once

#include <linux/filter.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/unique_fd.h"

namespace vg {

/// The filter that stands beside the baseline's: no sockets but those of the network, if that is allowed; no shared
/// memory and queues of the host; no owner, attribute or priority of what is outside. Calls that set mode and times
/// are notified, because Landlock does not know them.
std::vector<sock_filter> unshared_filter(bool allow_network);

/// Installs it for this thread. Needs no_new_privs; allocates nothing. Out: the descriptor that hears of notified
/// calls, or -errno.
int install_notifying_filter(const std::vector<sock_filter>& filter);

}  // namespace vg
