// SPDX-License-Identifier: Apache-2.0
/// Internet addresses as values, and what kind of place an address stands for.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/enum_names.h"

namespace vg {

/// Sixteen bytes; an IPv4 address in its mapped form (::ffff:a.b.c.d), so that every notation of it is one value.
struct Address {
  std::array<std::uint8_t, 16> bytes{};

  static Address v4(std::uint32_t host_order);
  bool is_v4() const;
  std::uint32_t as_v4() const;  ///< is_v4() only; host order
  friend auto operator<=>(const Address&, const Address&) = default;
};

/// The plain notations only: four decimal numbers, or IPv6 without a zone. inet_pton(3)
std::optional<Address> parse_address(std::string_view text);
/// "10.0.0.1", "fd00::1".
std::string address_text(const Address& address);
/// "10.0.0.1:443", "[fd00::1]:443".
std::string destination_text(const Address& address, std::uint16_t port);

struct Endpoint {
  Address address;
  std::uint16_t port = 0;
};
/// Out: nullopt unless it is a whole sockaddr_in or sockaddr_in6.
std::optional<Endpoint> endpoint_of(const sockaddr* socket_address, std::size_t length);

enum class AddressClass : std::uint8_t {
  public_,
  loopback,
  unspecified,  ///< 0.0.0.0/8, ::, which Linux takes for loopback
  private_,     ///< RFC 1918, unique local, shared address space (RFC 6598)
  link_local,
  metadata,  ///< where clouds hand out credentials
  multicast,
  reserved,  ///< documentation, benchmarking, translation and future use
  own,       ///< one of the host's own addresses; found by asking the kernel
};
inline constexpr EnumNames<AddressClass, 9> address_class_names{{{AddressClass::public_, "public address"},
                                                                 {AddressClass::loopback, "loopback"},
                                                                 {AddressClass::unspecified, "unspecified address"},
                                                                 {AddressClass::private_, "private address"},
                                                                 {AddressClass::link_local, "link-local address"},
                                                                 {AddressClass::metadata, "cloud metadata"},
                                                                 {AddressClass::multicast, "multicast"},
                                                                 {AddressClass::reserved, "reserved address"},
                                                                 {AddressClass::own, "this machine"}}};
static_assert(is_complete(address_class_names));

/// An address that carries an IPv4 address (mapped, NAT64, 6to4) is of the class of the one it carries.
AddressClass classify_address(const Address& address);
/// The IPv4 address that an IPv6 one stands for at a translator (NAT64, 6to4).
std::optional<Address> carried_address(const Address& address);

/// Addresses that share their first `bits` bits; of IPv4 bits are counted from 96 on.
struct Network {
  Address base;
  unsigned bits = 128;

  bool contains(const Address& address) const;
};

/// The class that every address of the network has; nullopt where they differ.
/// A network that reaches into a class from outside opens nothing of it.
std::optional<AddressClass> class_of(const Network& network);

/// Keeps the first `bits` bits.
Address masked(const Address& address, unsigned bits);

}  // namespace vg
