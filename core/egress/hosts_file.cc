// SPDX-License-Identifier: Apache-2.0
#include "core/egress/hosts_file.h"

#include <net/if.h>

#include "core/egress/rule.h"

namespace vg {
namespace {

constexpr std::size_t most_servers = 3;
constexpr std::size_t most_entries = 100'000;

/// Takes the next line off the text, without its comment.
std::string_view next_line(std::string_view& text, std::string_view comment_marks) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line.substr(0, line.find_first_of(comment_marks));
}

std::string_view next_word(std::string_view& line) {
  constexpr std::string_view blank = " \t\r";
  line.remove_prefix(std::min(line.find_first_not_of(blank), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(blank));
  line.remove_prefix(word.size());
  return word;
}

}  // namespace

std::vector<std::pair<Address, std::string>> read_hosts_file(std::string_view text) {
  std::vector<std::pair<Address, std::string>> out;
  while (!text.empty() && out.size() < most_entries) {
    std::string_view line = next_line(text, "#");
    const auto address = parse_address(next_word(line));
    if (!address) continue;
    for (std::string_view word = next_word(line); !word.empty(); word = next_word(line))
      if (auto name = plain_host_name(word)) out.emplace_back(*address, std::move(*name));
  }
  return out;
}

ResolverConfig read_resolver_config(std::string_view text) {
  ResolverConfig out;
  while (!text.empty()) {
    const std::string_view whole = next_line(text, "#;");
    std::string_view line = whole;
    const std::string_view key = next_word(line);
    if (key == "nameserver") {
      std::string_view word = next_word(line);
      const std::size_t percent = word.find('%');
      const auto address = parse_address(word.substr(0, percent));
      if (!address || out.servers.size() == most_servers) continue;
      const std::string zone(percent == std::string_view::npos ? "" : word.substr(percent + 1));
      out.servers.push_back({*address, 53});
      out.scopes.push_back(zone.empty() ? 0 : ::if_nametoindex(zone.c_str()));
    } else if (key == "search" || key == "domain" || key == "options" || key == "sortlist") {
      out.kept_lines += whole;
      out.kept_lines += '\n';
    }
  }
  // resolv.conf(5): without a server, the one of this machine.
  if (out.servers.empty()) {
    out.servers.push_back({Address::v4(0x7f000001), 53});
    out.scopes.push_back(0);
  }
  return out;
}

}  // namespace vg
