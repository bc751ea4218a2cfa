// SPDX-License-Identifier: Apache-2.0
/// What must hold for any bytes that reach the egress filter; shared by the fuzz target and the replay of its corpus.
#pragma once

#include <cstdlib>
#include <string>

#include "core/egress/dns_message.h"
#include "core/egress/hosts_file.h"
#include "core/egress/rule.h"

namespace vg {

inline void must(bool holds) {
  if (!holds) std::abort();
}

inline void check_dns_query(ByteView message) {
  const auto query = read_dns_query(message);
  (void)write_dns_format_error(message);
  if (!query) return;
  must(query->name.empty() || plain_host_name(query->name) == query->name);
  // What leaves the machine means the same, and holds nothing else.
  const Bytes sent = write_dns_query(*query, 0x5555);
  const auto again = read_dns_query(sent);
  must(again && again->name == query->name && again->type == query->type && sent.size() <= 12 + 255 + 4 + 11);
  const std::vector<Address> addresses{Address::v4(0x01020304), Address{}};
  const Bytes answer = write_dns_answer(*query, DnsCode::no_error, addresses, 60);
  must(read_dns_answer(answer, *query, query->id).has_value());
}

inline void check_dns_answer(ByteView message) {
  DnsQuery query = dns_query_for("a.example", dns_type_a);
  const std::uint16_t id = message.size() < 2 ? 0 : static_cast<std::uint16_t>(message[0] << 8 | message[1]);
  const auto answer = read_dns_answer(message, query, id);
  if (answer) must(answer->addresses.size() <= 256 && (!answer->is_truncated || answer->addresses.empty()));
}

inline void check_rule(const std::string& text) {
  const auto rule = parse_egress_rule(text);
  if (!rule) return;
  must(rule->network.has_value() + rule->anything + !rule->host.empty() == 1);
  if (rule->network)
    must(rule->network->bits <= 128 && masked(rule->network->base, rule->network->bits) == rule->network->base);
}

inline void check_egress_input(ByteView input) {
  if (input.empty()) return;
  const ByteView rest = input.subspan(1);
  const std::string text(rest.begin(), rest.end());
  switch (input[0] % 4) {
    case 0: return check_dns_query(rest);
    case 1: return check_dns_answer(rest);
    case 2: return check_rule(text);
    default: (void)read_hosts_file(text); must(read_resolver_config(text).servers.size() <= 3);
  }
}

}  // namespace vg
