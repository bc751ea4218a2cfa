// SPDX-License-Identifier: Apache-2.0
/// The parts of DNS messages that a filter needs: the question of a query, the addresses of an answer. Every byte read
/// comes from somebody who may be hostile; nothing here reads past its input or loops on it.
/// Source: RFC 1035, RFC 6891 (EDNS).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/egress/address.h"

namespace vg {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

enum class DnsCode : std::uint8_t { no_error = 0, format_error = 1, server_failure = 2, no_such_name = 3, refused = 5 };

inline constexpr std::uint16_t dns_type_a = 1;
inline constexpr std::uint16_t dns_type_aaaa = 28;
inline constexpr std::size_t longest_dns_message = 65535;

struct DnsQuery {
  std::uint16_t id = 0;
  std::uint8_t flags = 0;       ///< RD of the third byte
  std::uint8_t more_flags = 0;  ///< AD and CD of the fourth
  std::string name;             ///< plain: lower case, dots, no final one; empty for the root
  Bytes question;               ///< name, type and class as they came
  std::uint16_t type = 0;
  std::uint16_t udp_size = 512;  ///< what the asker can take over UDP
  bool has_edns = false;
  bool wants_dnssec = false;
};

/// Out: nullopt unless it is one plain question of class IN about a host name.
std::optional<DnsQuery> read_dns_query(ByteView message);

/// A question of our own. In: a plain name.
DnsQuery dns_query_for(const std::string& plain_name, std::uint16_t type);

/// The query as it leaves the machine: made anew from what was understood, so that nothing else travels in it.
Bytes write_dns_query(const DnsQuery& query, std::uint16_t id);

struct DnsAnswer {
  DnsCode code = DnsCode::no_error;
  bool is_truncated = false;
  std::vector<Address> addresses;  ///< of the name asked for, its aliases followed
  std::uint32_t lifetime = 0;      ///< Unit: seconds; the least of the records used
};

/// Out: nullopt unless it is a well-formed answer to this very query, sent with `id`.
std::optional<DnsAnswer> read_dns_answer(ByteView message, const DnsQuery& query, std::uint16_t id);

/// An answer of ours without records, or with these addresses.
Bytes write_dns_answer(const DnsQuery& query, DnsCode code, std::span<const Address> addresses = {},
                       std::uint32_t lifetime = 0);

/// What to say to a message that is no query; empty for nothing at all.
Bytes write_dns_format_error(ByteView message);

}  // namespace vg
