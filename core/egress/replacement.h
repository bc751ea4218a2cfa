// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/egress/caller.h"
#include "core/egress/listener.h"

namespace vg {

/// Puts `socket` in the place of the caller's: under the number it named, under every other number of the same table
/// that stands for the same socket, and where an epoll instance watches one of them. Allocates nothing.
/// Out: 0 or errno; on an error the caller may have it under some numbers and must be given that error.
int replace_socket(const NotifyListener& listener, const Caller& caller, int socket);

}  // namespace vg
