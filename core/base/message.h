// SPDX-License-Identifier: Apache-2.0
/// Messages between processes over a SEQPACKET socket, with descriptors. Nothing here allocates, so that a child
/// between clone and exec can use it. Source: unix(7), cmsg(3).
#pragma once

#include <sys/types.h>

#include <cstddef>

namespace vg {

/// Sends `size` bytes and up to two descriptors (-1 for none). Allocates nothing. Out: 0 or errno.
int send_message(int channel, const void* data, std::size_t size, int first = -1, int second = -1);

/// Receives one message and at most two descriptors, close-on-exec; more are closed. `flags` of recvmsg(2).
/// Out: its length, 0 at the end, or -errno; EMSGSIZE where it was longer than `room`.
ssize_t receive_message(int channel, void* data, std::size_t room, int (&descriptors)[2], int flags);

}  // namespace vg
