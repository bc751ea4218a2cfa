// SPDX-License-Identifier: Apache-2.0
/// Small facts about sockets that connect, and how the agent waits for them.
#pragma once

#include <cstdint>

namespace vg {

/// Keys of the agent's epoll instance behind the numbers of its slots.
inline constexpr std::uint64_t listener_key = 1'000'000;
inline constexpr std::uint64_t channel_key = 1'000'001;

/// Out: TCP_… of <netinet/tcp.h>, or -1.
int tcp_state(int socket);

/// The result of a connection that was begun, as connect(2) gives it once: 0, EISCONN or its error. EAFNOSUPPORT:
/// none was begun. Never begins one.
int harvest_connection(int socket);

/// When a blocking call on this socket gives up (SO_SNDTIMEO, socket(7)). Unit: milliseconds, monotonic; 0 for never.
std::int64_t deadline_of(int socket);

/// Out: 0 or errno.
int watch(int events, int descriptor, std::uint32_t what, std::uint64_t key);

}  // namespace vg
