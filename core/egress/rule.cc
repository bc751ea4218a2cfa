// SPDX-License-Identifier: Apache-2.0
#include "core/egress/rule.h"

#include <algorithm>
#include <charconv>

#include "core/base/text.h"

namespace vg {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

template <typename Number>
std::optional<Number> whole_number(std::string_view text, Number most) {
  Number out = 0;
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size() || out > most) return std::nullopt;
  return out;
}

/// A rule on its way: what stands before the port.
struct Parts {
  std::string_view place;  ///< without brackets
  std::string_view bits;   ///< behind the slash
  std::string_view port;
  bool has_bits = false;
  bool has_port = false;
};

tl::unexpected<Error> wrong(std::string_view text, const std::string& why) {
  return fail("'" + visible(shortened(text, 80)) + "' " + why);
}

void split_bits(Parts& parts) {
  const std::size_t slash = parts.place.find('/');
  if (slash == std::string_view::npos) return;
  parts.bits = parts.place.substr(slash + 1);
  parts.place = parts.place.substr(0, slash);
  parts.has_bits = true;
}

/// "[v6]/bits:port", "[v6/bits]:port", "v6/bits", and "name/bits:port".
std::optional<Parts> split(std::string_view text) {
  Parts parts;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    parts.place = text.substr(1, end - 1);
    std::string_view rest = text.substr(end + 1);
    const std::size_t colon = rest.find(':');
    parts.has_port = colon != std::string_view::npos;
    if (parts.has_port) parts.port = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
    split_bits(parts);
    if (rest.empty()) return parts;
    if (!rest.starts_with('/') || parts.has_bits) return std::nullopt;
    parts.bits = rest.substr(1);
    parts.has_bits = true;
    return parts;
  }
  parts.place = text;
  if (std::count(text.begin(), text.end(), ':') == 1) {
    const std::size_t colon = text.find(':');
    parts.place = text.substr(0, colon);
    parts.port = text.substr(colon + 1);
    parts.has_port = true;
  }
  split_bits(parts);
  return parts;
}

/// What the resolver of libc would take for an address: "127.1", "0x7f000001", "2130706433".
bool looks_like_a_number(std::string_view host) {
  const std::string_view last = host.substr(host.rfind('.') + 1);
  return !last.empty() && (is_digit(last.front()) || last.starts_with("0x"));
}

Result<void> take_network(EgressRule& rule, const Address& address, const Parts& parts) {
  const unsigned width = address.is_v4() ? 32 : 128;
  unsigned bits = width;
  if (parts.has_bits) {
    const auto number = whole_number<unsigned>(parts.bits, width);
    if (!number) return wrong(rule.text, "needs a prefix length from 0 to " + std::to_string(width));
    bits = *number;
  }
  const Network network{address, bits + (128 - width)};
  const Address base = masked(address, network.bits);
  if (base != address)
    return wrong(rule.text,
                 "has bits behind its prefix: did you mean '" + address_text(base) + "/" + std::to_string(bits) + "'?");
  rule.network = network;
  return {};
}

Result<void> take_host(EgressRule& rule, std::string_view text) {
  if (text == "*") {
    rule.anything = true;
    return {};
  }
  rule.below = text.starts_with("*.");
  if (rule.below) text.remove_prefix(2);
  if (text.find('*') != std::string_view::npos)
    return wrong(rule.text, "has a '*' that is not the whole first label, as in '*.example.com'");
  if (std::any_of(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; }))
    return wrong(rule.text, "has letters beyond ASCII: write the name as it stands in the DNS (xn--…)");
  auto host = plain_host_name(text);
  if (!host) return wrong(rule.text, "is no host name, address or network");
  if (looks_like_a_number(*host))
    return wrong(rule.text, "is no address in plain notation (four decimal numbers, or IPv6)");
  rule.host = std::move(*host);
  return {};
}

}  // namespace

std::optional<std::string> plain_host_name(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() > 253) return std::nullopt;
  std::string out;
  out.reserve(text.size());
  std::size_t label = 0;
  for (const char c : text) {
    if (c == '.') {
      if (label == 0) return std::nullopt;
      label = 0;
      out += c;
      continue;
    }
    const bool is_upper = c >= 'A' && c <= 'Z';
    if (!is_upper && !is_digit(c) && !(c >= 'a' && c <= 'z') && c != '-' && c != '_') return std::nullopt;
    if (++label > 63) return std::nullopt;
    out += is_upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return label == 0 ? std::nullopt : std::optional<std::string>(std::move(out));
}

Result<EgressRule> parse_egress_rule(std::string_view text) {
  EgressRule rule;
  rule.text = text;
  if (text.find("://") != std::string_view::npos) return wrong(text, "is a URL: write its host, or host:port");
  const auto parts = split(text);
  if (!parts) return wrong(text, "has brackets that do not match: write '[v6 address]:port'");
  if (parts->has_port) {
    const auto port = whole_number<unsigned>(parts->port, 65535);
    if (!port || *port == 0) return wrong(text, "needs a port from 1 to 65535 behind the colon");
    rule.port = static_cast<std::uint16_t>(*port);
  }
  const bool is_v6_text = text.starts_with('[') || parts->place.find(':') != std::string_view::npos;
  if (const auto address = parse_address(parts->place)) {
    VG_CHECK(take_network(rule, *address, *parts));
  } else if (is_v6_text) {
    return wrong(text, "is no IPv6 address");
  } else if (parts->has_bits) {
    return wrong(text, "is no network: an address stands before the '/'");
  } else {
    VG_CHECK(take_host(rule, parts->place));
  }
  return rule;
}

}  // namespace vg
