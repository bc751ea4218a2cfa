// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/egress/rule.h"

namespace vg {

/// Many rules, asked in time that does not grow with their number.
class EgressRuleSet {
 public:
  EgressRuleSet() = default;
  explicit EgressRuleSet(std::vector<EgressRule> rules);

  bool empty() const { return rules_.empty(); }
  const std::vector<EgressRule>& rules() const { return rules_; }

  /// Instead of a port: a rule for any port will do; only a rule for all ports will do.
  static constexpr int some_port = 0;
  static constexpr int all_ports = -1;

  /// The first rule, in the order given, that names this host.
  const EgressRule* find_host(std::string_view plain_name, int port) const;
  /// The narrowest rule for a network that holds the address.
  const EgressRule* find_network(const Address& address, int port) const;
  const EgressRule* find_anything(int port) const;

 private:
  using Indexes = std::vector<std::uint32_t>;
  const EgressRule* first_with_port(const Indexes& indexes, int port) const;

  std::vector<EgressRule> rules_;
  std::unordered_map<std::string, Indexes> exact_;
  std::unordered_map<std::string, Indexes> below_;
  std::map<unsigned, std::map<Address, Indexes>, std::greater<>> networks_;  ///< by prefix length, longest first
  Indexes anything_;
};

}  // namespace vg
