// SPDX-License-Identifier: Apache-2.0
/// What the agent inside a sandbox and the broker outside say to each other, one message per datagram of a SEQPACKET
/// socket. The agent asks and is answered in any order, by number. Neither side believes the other's lengths.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>

#include "core/egress/socket_options.h"

namespace vg {

/// First message, with the sockets of the sandbox on which names are asked for: UDP, then TCP (listening).
struct EgressHello {
  static constexpr std::uint32_t word = 0x76670001;
  std::uint32_t magic = word;
};

struct ConnectRequest {
  std::uint32_t number = 0;
  std::uint32_t address_length = 0;
  std::int32_t domain = 0;       ///< of the socket: AF_INET or AF_INET6
  std::uint16_t local_port = 0;  ///< the program has bound its socket to; host order, 0 for none
  std::uint16_t option_count = 0;
  std::array<char, 16> program{};  ///< name of the thread's program, proc(5) comm
  union {
    sockaddr any;
    sockaddr_in four;
    sockaddr_in6 six;
  } address{};
  std::array<SocketOption, most_socket_options> options{};

  std::size_t size() const { return offsetof(ConnectRequest, options) + option_count * sizeof(SocketOption); }
};

/// Whether every part of a message of `length` bytes is what it says it is.
bool is_well_formed(const ConnectRequest& request, std::size_t length);

/// With `error` 0 or EINPROGRESS a socket comes along.
struct ConnectReply {
  std::uint32_t number = 0;
  std::int32_t error = 0;
};

}  // namespace vg
