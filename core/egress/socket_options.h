// SPDX-License-Identifier: Apache-2.0
/// Options that a program set on a socket before it connects: they go over to the socket that takes its place.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace vg {

struct SocketOption {
  std::uint8_t row = 0;  ///< of the table in socket_options.cc: nothing else can be asked for
  std::uint8_t length = 0;
  std::array<std::uint8_t, 16> value{};
};

inline constexpr std::size_t most_socket_options = 40;

/// Options of `socket` that differ from those of a new one like it. Allocates nothing.
/// Out: how many of `out` are filled.
std::size_t changed_options(int socket, int domain, std::span<SocketOption, most_socket_options> out);

/// Sets them; what the kernel refuses is left out. Values that no row knows are passed over.
void set_options(int socket, int domain, std::span<const SocketOption> options);

}  // namespace vg
