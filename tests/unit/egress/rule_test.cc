// SPDX-License-Identifier: Apache-2.0
#include "core/egress/rule.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string_view>

#include "core/egress/rule_set.h"

namespace vg {
namespace {

struct Good {
  std::string_view text;
  std::string_view host;
  std::string_view network;
  unsigned bits;
  unsigned port;
};

constexpr Good good[] = {
    {"example.com", "example.com", "", 0, 0},
    {"Example.COM.", "example.com", "", 0, 0},
    {"example.com:443", "example.com", "", 0, 443},
    {"*.example.com", "example.com", "", 0, 0},
    {"*.example.com:8443", "example.com", "", 0, 8443},
    {"_srv.example.com", "_srv.example.com", "", 0, 0},
    {"localhost", "localhost", "", 0, 0},
    {"xn--bcher-kva.example", "xn--bcher-kva.example", "", 0, 0},
    {"*", "", "", 0, 0},
    {"*:443", "", "", 0, 443},
    {"10.0.0.0/8", "", "10.0.0.0", 104, 0},
    {"10.0.0.0/8:5432", "", "10.0.0.0", 104, 5432},
    {"10.1.2.3", "", "10.1.2.3", 128, 0},
    {"10.1.2.3:22", "", "10.1.2.3", 128, 22},
    {"fd00::/8", "", "fd00::", 8, 0},
    {"fd00::1", "", "fd00::1", 128, 0},
    {"[fd00::1]:443", "", "fd00::1", 128, 443},
    {"[fd00::]/8:443", "", "fd00::", 8, 443},
    {"[fd00::/8]:443", "", "fd00::", 8, 443},
    {"::ffff:10.0.0.1", "", "10.0.0.1", 128, 0},
    {"0.0.0.0/0", "", "0.0.0.0", 96, 0},
};

constexpr std::string_view bad[] = {
    "",
    ":443",
    "example.com:",
    "example.com:0",
    "example.com:65536",
    "example.com:http",
    "example.com:-1",
    "example..com",
    ".example.com",
    "exa mple.com",
    "*example.com",
    "a.*.com",
    "*.",
    "**",
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/-1",
    "10.0.0.0/8x",
    "10.0.0.1/8",
    "fd00::1/8",
    "fd00::/129",
    "[fd00::1",
    "fd00::1]:443",
    "[example.com]:1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "1.2.3.4.5",
    "256.1.1.1",
    "example.com/8",
    "https://example.com",
    "b\xc3\xbc"
    "cher.example",
    "[::1]x:1",
    "[::/8]/8",
    "a.b:1:2",
    "example.com:443:",
    "::1%lo",
};

TEST_CASE("rules are read") {
  for (const Good& row : good) {
    CAPTURE(row.text);
    const auto rule = parse_egress_rule(row.text);
    REQUIRE(rule);
    CHECK(rule->text == row.text);
    CHECK(rule->host == row.host);
    CHECK(rule->below == row.text.starts_with("*."));
    CHECK(rule->anything == (row.text.front() == '*' && !rule->below));
    CHECK(rule->network.has_value() == !row.network.empty());
    CHECK(rule->port == row.port);
    if (!rule->network) continue;
    CHECK(address_text(rule->network->base) == row.network);
    CHECK(rule->network->bits == row.bits);
  }
}

TEST_CASE("what is no rule is an error that names it") {
  for (const std::string_view text : bad) {
    CAPTURE(text);
    const auto rule = parse_egress_rule(text);
    CHECK(!rule);
    if (!rule) CHECK(rule.error().what.starts_with("'"));
  }
  CHECK(parse_egress_rule("10.0.0.1/8").error().what.find("'10.0.0.0/8'") != std::string::npos);
  CHECK(!parse_egress_rule(std::string(300, 'a') + ".example"));
  CHECK(!parse_egress_rule(std::string(64, 'a') + ".example"));
  CHECK(parse_egress_rule(std::string(63, 'a') + ".example"));
}

EgressRuleSet set_of(std::initializer_list<std::string_view> texts) {
  std::vector<EgressRule> rules;
  for (const std::string_view text : texts) rules.push_back(*parse_egress_rule(text));
  return EgressRuleSet(std::move(rules));
}

TEST_CASE("a set finds hosts, networks and ports") {
  const EgressRuleSet set =
      set_of({"example.com:443", "*.example.com", "10.0.0.0/8:22", "10.1.0.0/16", "fd00::/8", "*:53"});
  const auto host = [&](std::string_view name, int port) {
    const EgressRule* rule = set.find_host(name, port);
    return rule == nullptr ? "" : rule->text;
  };
  CHECK(host("example.com", 443) == "example.com:443");
  CHECK(host("example.com", 80).empty());
  CHECK(host("example.com", EgressRuleSet::some_port) == "example.com:443");
  CHECK(host("example.com", EgressRuleSet::all_ports).empty());
  CHECK(host("a.b.example.com", 80) == "*.example.com");
  CHECK(host("a.example.com", EgressRuleSet::all_ports) == "*.example.com");
  CHECK(host("notexample.com", 443).empty());
  CHECK(host("com", 443).empty());
  const auto network = [&](std::string_view address, int port) {
    const EgressRule* rule = set.find_network(*parse_address(address), port);
    return rule == nullptr ? "" : rule->text;
  };
  CHECK(network("10.1.2.3", 22) == "10.1.0.0/16");
  CHECK(network("10.2.2.3", 22) == "10.0.0.0/8:22");
  CHECK(network("10.2.2.3", 23).empty());
  CHECK(network("fd12::1", 1) == "fd00::/8");
  CHECK(network("11.0.0.1", 22).empty());
  CHECK(set.find_anything(53) != nullptr);
  CHECK(set.find_anything(54) == nullptr);
}

TEST_CASE("ten thousand rules are read and asked in no time") {
  std::vector<EgressRule> rules;
  const auto begin = std::chrono::steady_clock::now();
  for (unsigned i = 0; i < 5000; ++i) {
    rules.push_back(*parse_egress_rule("host" + std::to_string(i) + ".example.com:443"));
    rules.push_back(*parse_egress_rule("10." + std::to_string(i / 256) + "." + std::to_string(i % 256) + ".0/24"));
  }
  const EgressRuleSet set(std::move(rules));
  unsigned found = 0;
  for (unsigned i = 0; i < 100'000; ++i) {
    found += set.find_host("host4999.example.com", 443) != nullptr ? 1 : 0;
    found += set.find_network(Address::v4(0x0a010203 + i), 443) != nullptr ? 1 : 0;
  }
  CHECK(found == 200'000);
  // Sanitizers and a busy machine included.
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
}

}  // namespace
}  // namespace vg
