// SPDX-License-Identifier: Apache-2.0
#include "core/egress/address.h"

#include <doctest/doctest.h>
#include <netinet/in.h>

#include <string_view>

namespace vg {
namespace {

struct Row {
  std::string_view text;
  std::string_view is;
};

constexpr Row rows[] = {
    {"1.1.1.1", "public address"},
    {"8.8.8.8", "public address"},
    {"2606:4700::1111", "public address"},
    {"127.0.0.1", "loopback"},
    {"127.255.255.254", "loopback"},
    {"::1", "loopback"},
    {"::ffff:127.0.0.1", "loopback"},
    {"0.0.0.0", "unspecified address"},
    {"0.1.2.3", "unspecified address"},
    {"::", "unspecified address"},
    {"::ffff:0.0.0.0", "unspecified address"},
    {"10.255.0.1", "private address"},
    {"172.15.255.255", "public address"},
    {"172.16.0.0", "private address"},
    {"172.31.255.255", "private address"},
    {"172.32.0.0", "public address"},
    {"192.168.1.1", "private address"},
    {"::ffff:192.168.1.1", "private address"},
    {"100.64.0.1", "private address"},
    {"100.128.0.1", "public address"},
    {"fd00::1", "private address"},
    {"fc00::1", "private address"},
    {"fec0::1", "private address"},
    {"169.254.1.1", "link-local address"},
    {"fe80::1", "link-local address"},
    {"febf::1", "link-local address"},
    {"169.254.169.254", "cloud metadata"},
    {"::ffff:169.254.169.254", "cloud metadata"},
    {"::ffff:a9fe:a9fe", "cloud metadata"},
    {"169.254.170.2", "cloud metadata"},
    {"100.100.100.200", "cloud metadata"},
    {"168.63.129.16", "cloud metadata"},
    {"fd00:ec2::254", "cloud metadata"},
    {"64:ff9b::169.254.169.254", "cloud metadata"},
    {"64:ff9b::1.1.1.1", "public address"},
    {"64:ff9b::10.0.0.1", "private address"},
    {"64:ff9b::127.0.0.1", "loopback"},
    {"64:ff9b:1::1.1.1.1", "reserved address"},
    {"2002:7f00:1::", "loopback"},
    {"2002:a9fe:a9fe::1", "cloud metadata"},
    {"2002:101:101::", "public address"},
    {"::127.0.0.1", "reserved address"},
    {"::ffff:0:127.0.0.1", "reserved address"},
    {"2001::1", "reserved address"},
    {"2001:db8::1", "reserved address"},
    {"192.0.2.1", "reserved address"},
    {"198.18.0.1", "reserved address"},
    {"198.51.100.1", "reserved address"},
    {"203.0.113.1", "reserved address"},
    {"255.255.255.255", "reserved address"},
    {"240.0.0.1", "reserved address"},
    {"224.0.0.1", "multicast"},
    {"ff02::1", "multicast"},
};

TEST_CASE("each address is of one class") {
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto address = parse_address(row.text);
    REQUIRE(address);
    CHECK(name_in(address_class_names, classify_address(*address)) == row.is);
  }
}

TEST_CASE("only plain notations are addresses") {
  for (const std::string_view text : {"", "1", "127.1", "0x7f.0.0.1", "0177.0.0.1x", "2130706433", "1.2.3.4.5",
                                      "1.2.3.256", "fe80::1%lo", "[::1]", "::1 ", " ::1", "g::1", "1.2.3.4/8"}) {
    CAPTURE(text);
    CHECK(!parse_address(text));
  }
  CHECK(!parse_address(std::string_view("1.2.3.4\0", 8)));
  CHECK(address_text(*parse_address("::ffff:1.2.3.4")) == "1.2.3.4");
  CHECK(destination_text(*parse_address("fd00::1"), 443) == "[fd00::1]:443");
}

TEST_CASE("a network has a class only where all of it has") {
  const auto text_of = [](std::string_view base, unsigned bits) -> std::string_view {
    const Address address = *parse_address(base);
    const auto is = class_of({address, address.is_v4() ? bits + 96 : bits});
    return is ? name_in(address_class_names, *is) : "mixed";
  };
  CHECK(text_of("10.0.0.0", 8) == "private address");
  CHECK(text_of("10.1.0.0", 16) == "private address");
  CHECK(text_of("8.0.0.0", 6) == "mixed");
  CHECK(text_of("0.0.0.0", 0) == "mixed");
  CHECK(text_of("::", 0) == "mixed");
  CHECK(text_of("1.1.1.0", 24) == "public address");
  CHECK(text_of("169.254.0.0", 16) == "link-local address");
  CHECK(text_of("169.254.169.254", 32) == "cloud metadata");
  CHECK(text_of("127.0.0.0", 8) == "loopback");
  CHECK(text_of("fc00::", 7) == "private address");
  CHECK(text_of("2002:a00::", 24) == "private address");
}

TEST_CASE("a network holds addresses of its own family only") {
  const Network all_v6{*parse_address("::"), 0};
  CHECK(all_v6.contains(*parse_address("2606::1")));
  CHECK(!all_v6.contains(*parse_address("1.1.1.1")));
  const Network all_v4{Address::v4(0), 96};
  CHECK(all_v4.contains(*parse_address("1.1.1.1")));
  CHECK(!all_v4.contains(*parse_address("2606::1")));
  const Network odd{*parse_address("10.64.0.0"), 96 + 10};
  CHECK(odd.contains(*parse_address("10.127.255.255")));
  CHECK(!odd.contains(*parse_address("10.128.0.0")));
}

TEST_CASE("socket addresses are read whole or not at all") {
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  six.sin6_port = htons(443);
  six.sin6_addr.s6_addr[15] = 1;
  const auto* address = reinterpret_cast<const sockaddr*>(&six);
  CHECK(endpoint_of(address, sizeof six)->port == 443);
  CHECK(endpoint_of(address, 24)->address == *parse_address("::1"));
  CHECK(!endpoint_of(address, 23));
  CHECK(!endpoint_of(address, 1));
  sockaddr_in four{};
  four.sin_family = AF_INET;
  four.sin_addr.s_addr = htonl(0x01020304);
  CHECK(address_text(endpoint_of(reinterpret_cast<sockaddr*>(&four), sizeof four)->address) == "1.2.3.4");
  CHECK(!endpoint_of(reinterpret_cast<sockaddr*>(&four), sizeof four - 1));
  four.sin_family = AF_UNIX;
  CHECK(!endpoint_of(reinterpret_cast<sockaddr*>(&four), sizeof four));
}

}  // namespace
}  // namespace vg
