// SPDX-License-Identifier: Apache-2.0
#include "core/egress/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace vg {
namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

struct ClassRow {
  std::array<std::uint8_t, 16> base;
  std::uint8_t bits;
  AddressClass is;
};

constexpr ClassRow v4_row(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d, unsigned bits,
                          AddressClass is) {
  return {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d}, static_cast<std::uint8_t>(96 + bits), is};
}

/// From the groups at the start; the rest is zero.
constexpr ClassRow v6_row(std::array<std::uint16_t, 8> groups, unsigned bits, AddressClass is) {
  ClassRow row{{}, static_cast<std::uint8_t>(bits), is};
  for (std::size_t i = 0; i < 8; ++i) {
    row.base[2 * i] = static_cast<std::uint8_t>(groups[i] >> 8);
    row.base[2 * i + 1] = static_cast<std::uint8_t>(groups[i] & 0xff);
  }
  return row;
}

using enum AddressClass;

/// The first row that contains an address decides; what none contains is public.
/// Source: the IANA special-purpose address registries; the metadata addresses are those the clouds document (AWS,
/// Google and Azure share the first; ECS, Alibaba, Oracle, and Azure's host have others).
constexpr ClassRow rows[] = {
    v4_row(169, 254, 169, 254, 32, metadata),
    v4_row(169, 254, 169, 253, 32, metadata),
    v4_row(169, 254, 169, 123, 32, metadata),
    v4_row(169, 254, 170, 2, 32, metadata),
    v4_row(169, 254, 170, 23, 32, metadata),
    v4_row(100, 100, 100, 200, 32, metadata),
    v4_row(192, 0, 0, 192, 32, metadata),
    v4_row(168, 63, 129, 16, 32, metadata),
    v4_row(0, 0, 0, 0, 8, unspecified),
    v4_row(10, 0, 0, 0, 8, private_),
    v4_row(100, 64, 0, 0, 10, private_),
    v4_row(127, 0, 0, 0, 8, loopback),
    v4_row(169, 254, 0, 0, 16, link_local),
    v4_row(172, 16, 0, 0, 12, private_),
    v4_row(192, 0, 0, 0, 24, reserved),
    v4_row(192, 0, 2, 0, 24, reserved),
    v4_row(192, 88, 99, 0, 24, reserved),
    v4_row(192, 168, 0, 0, 16, private_),
    v4_row(198, 18, 0, 0, 15, reserved),
    v4_row(198, 51, 100, 0, 24, reserved),
    v4_row(203, 0, 113, 0, 24, reserved),
    v4_row(224, 0, 0, 0, 4, multicast),
    v4_row(240, 0, 0, 0, 4, reserved),
    v6_row({0, 0, 0, 0, 0, 0, 0, 1}, 128, loopback),
    v6_row({}, 128, unspecified),
    v6_row({0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254}, 128, metadata),
    v6_row({0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254}, 128, metadata),
    // IPv4-compatible, translated (SIIT), local NAT64, discard, Teredo and ORCHID: nothing here is a plain server.
    v6_row({}, 96, reserved),
    v6_row({0, 0, 0, 0, 0xffff}, 96, reserved),
    v6_row({0x64, 0xff9b, 1}, 48, reserved),
    v6_row({0x100}, 64, reserved),
    v6_row({0x2001}, 23, reserved),
    v6_row({0x2001, 0xdb8}, 32, reserved),
    v6_row({0x3fff}, 20, reserved),
    v6_row({0x5f00}, 16, reserved),
    v6_row({0xfc00}, 7, private_),
    v6_row({0xfec0}, 10, private_),
    v6_row({0xfe80}, 10, link_local),
    v6_row({0xff00}, 8, multicast),
};

constexpr ClassRow nat64 = v6_row({0x64, 0xff9b}, 96, reserved);
constexpr ClassRow six_to_four = v6_row({0x2002}, 16, reserved);

bool shares_prefix(const std::array<std::uint8_t, 16>& a, const std::array<std::uint8_t, 16>& b, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (std::memcmp(a.data(), b.data(), whole) != 0) return false;
  if (bits % 8 == 0) return true;
  return ((a[whole] ^ b[whole]) >> (8 - bits % 8)) == 0;
}

std::uint32_t word_at(const Address& address, std::size_t place) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < 4; ++i) word = word << 8 | address.bytes[place + i];
  return word;
}

}  // namespace

Address Address::v4(std::uint32_t host_order) {
  Address out;
  std::copy(mapped_prefix.begin(), mapped_prefix.end(), out.bytes.begin());
  for (std::size_t i = 0; i < 4; ++i) out.bytes[12 + i] = static_cast<std::uint8_t>(host_order >> (24 - 8 * i));
  return out;
}

bool Address::is_v4() const {
  return std::equal(mapped_prefix.begin(), mapped_prefix.end(), bytes.begin());
}

std::uint32_t Address::as_v4() const {
  return word_at(*this, 12);
}

std::optional<Address> parse_address(std::string_view text) {
  char copy[INET6_ADDRSTRLEN + 1];
  if (text.empty() || text.size() >= sizeof copy || text.find('\0') != std::string_view::npos) return std::nullopt;
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = '\0';
  in_addr four{};
  if (::inet_pton(AF_INET, copy, &four) == 1) return Address::v4(ntohl(four.s_addr));
  Address out;
  if (::inet_pton(AF_INET6, copy, out.bytes.data()) == 1) return out;
  return std::nullopt;
}

std::string address_text(const Address& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.is_v4())
    ::inet_ntop(AF_INET, address.bytes.data() + 12, text, sizeof text);
  else
    ::inet_ntop(AF_INET6, address.bytes.data(), text, sizeof text);
  return text;
}

std::string destination_text(const Address& address, std::uint16_t port) {
  const std::string host = address_text(address);
  return (address.is_v4() ? host : "[" + host + "]") + ":" + std::to_string(port);
}

std::optional<Endpoint> endpoint_of(const sockaddr* socket_address, std::size_t length) {
  if (length < sizeof socket_address->sa_family) return std::nullopt;
  if (socket_address->sa_family == AF_INET && length >= sizeof(sockaddr_in)) {
    sockaddr_in four{};
    std::memcpy(&four, socket_address, sizeof four);
    return Endpoint{Address::v4(ntohl(four.sin_addr.s_addr)), ntohs(four.sin_port)};
  }
  // The scope at the end came later: ipv6(7), SIN6_LEN_RFC2133.
  if (socket_address->sa_family == AF_INET6 && length >= offsetof(sockaddr_in6, sin6_scope_id)) {
    Endpoint out;
    sockaddr_in6 six{};
    std::memcpy(&six, socket_address, std::min(length, sizeof six));
    std::memcpy(out.address.bytes.data(), &six.sin6_addr, out.address.bytes.size());
    out.port = ntohs(six.sin6_port);
    return out;
  }
  return std::nullopt;
}

std::optional<Address> carried_address(const Address& address) {
  if (shares_prefix(address.bytes, nat64.base, nat64.bits)) return Address::v4(word_at(address, 12));
  if (shares_prefix(address.bytes, six_to_four.base, six_to_four.bits)) return Address::v4(word_at(address, 2));
  return std::nullopt;
}

AddressClass classify_address(const Address& address) {
  if (const auto carried = carried_address(address)) return classify_address(*carried);
  for (const ClassRow& row : rows)
    if (shares_prefix(address.bytes, row.base, row.bits)) return row.is;
  return public_;
}

Address masked(const Address& address, unsigned bits) {
  Address out = address;
  for (unsigned i = 0; i < 16; ++i) {
    if (8 * i >= bits)
      out.bytes[i] = 0;
    else if (8 * i + 8 > bits)
      out.bytes[i] = static_cast<std::uint8_t>(out.bytes[i] & 0xff << (8 * i + 8 - bits));
  }
  return out;
}

bool Network::contains(const Address& address) const {
  const bool is_for_v4 = bits >= 96 && base.is_v4();
  return is_for_v4 == address.is_v4() && shares_prefix(base.bytes, address.bytes, bits);
}

std::optional<AddressClass> class_of(const Network& network) {
  if (network.bits == 128) return classify_address(network.base);
  if (const auto carried = carried_address(network.base)) {
    const bool is_nat64 = shares_prefix(network.base.bytes, nat64.base, nat64.bits);
    const unsigned before = is_nat64 ? 96 : 16;
    if (network.bits < before) return std::nullopt;
    return class_of({*carried, std::min(128U, 96 + network.bits - before)});
  }
  for (const ClassRow& row : rows) {
    if (row.bits <= network.bits && shares_prefix(network.base.bytes, row.base, row.bits)) return row.is;
    if (row.bits > network.bits && shares_prefix(network.base.bytes, row.base, network.bits)) {
      // A few addresses of another class inside stay closed: only naming one opens it.
      if (row.is == metadata) continue;
      return std::nullopt;
    }
  }
  return public_;
}

}  // namespace vg
