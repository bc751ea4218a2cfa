// SPDX-License-Identifier: Apache-2.0
#include "core/egress/rule_set.h"

namespace vg {

EgressRuleSet::EgressRuleSet(std::vector<EgressRule> rules) : rules_(std::move(rules)) {
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    const EgressRule& rule = rules_[i];
    if (rule.network)
      networks_[rule.network->bits][rule.network->base].push_back(i);
    else if (rule.anything)
      anything_.push_back(i);
    else
      (rule.below ? below_ : exact_)[rule.host].push_back(i);
  }
}

const EgressRule* EgressRuleSet::first_with_port(const Indexes& indexes, int port) const {
  for (const std::uint32_t index : indexes)
    if (port == some_port || rules_[index].port == 0 || rules_[index].port == port) return &rules_[index];
  return nullptr;
}

const EgressRule* EgressRuleSet::find_host(std::string_view plain_name, int port) const {
  const EgressRule* first = nullptr;
  const auto consider = [&](const auto& table, std::string_view name) {
    const auto found = table.find(std::string(name));
    const EgressRule* rule = found == table.end() ? nullptr : first_with_port(found->second, port);
    if (rule != nullptr && (first == nullptr || rule < first)) first = rule;
  };
  consider(exact_, plain_name);
  for (std::size_t dot = plain_name.find('.'); dot != std::string_view::npos; dot = plain_name.find('.', dot + 1))
    consider(below_, plain_name.substr(dot + 1));
  return first;
}

const EgressRule* EgressRuleSet::find_network(const Address& address, int port) const {
  for (const auto& [bits, table] : networks_) {
    const auto found = table.find(masked(address, bits));
    if (found == table.end()) continue;
    const EgressRule* rule = first_with_port(found->second, port);
    if (rule != nullptr && rule->network->contains(address)) return rule;
  }
  return nullptr;
}

const EgressRule* EgressRuleSet::find_anything(int port) const {
  return first_with_port(anything_, port);
}

}  // namespace vg
