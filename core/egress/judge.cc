// SPDX-License-Identifier: Apache-2.0
#include "core/egress/judge.h"

namespace vg {
namespace {

/// Nothing that a name stands for may be one of these, whoever wrote the name.
bool is_never_by_name(AddressClass is) {
  return is == AddressClass::metadata || is == AddressClass::unspecified || is == AddressClass::multicast ||
         is == AddressClass::link_local;
}

/// A rule for a network opens public addresses in it; of another class only if it is about nothing else, and this
/// machine's own addresses only one by one.
bool opens(const EgressRule& rule, const Address& address, AddressClass is) {
  if (is == AddressClass::public_) return true;
  if (is == AddressClass::own) return rule.network->bits == 128;
  return class_of(*rule.network) == is || (rule.network->bits == 128 && rule.network->base == address);
}

std::string listing(const char* key, const std::string& entry) {
  return std::string(key) + ": [\"" + entry + "\"]";
}

}  // namespace

EgressJudge::EgressJudge(EgressPolicy policy)
    : allow_(std::move(policy.allow)), deny_(std::move(policy.deny)), known_(std::move(policy.known)) {}

const EgressRule* EgressJudge::denied_by(std::span<const std::string> names, const Endpoint& to) const {
  if (const EgressRule* rule = deny_.find_anything(to.port)) return rule;
  if (const EgressRule* rule = deny_.find_network(to.address, to.port)) return rule;
  if (const auto carried = carried_address(to.address))
    if (const EgressRule* rule = deny_.find_network(*carried, to.port)) return rule;
  for (const std::string& name : names)
    if (const EgressRule* rule = deny_.find_host(name, to.port)) return rule;
  return nullptr;
}

const EgressRule* EgressJudge::opened_by(std::span<const std::string> names, const Endpoint& to,
                                         AddressClass is) const {
  const EgressRule* rule = allow_.find_network(to.address, to.port);
  if (rule != nullptr && opens(*rule, to.address, is)) return rule;
  if (!allow_.empty()) {
    if (is != AddressClass::public_) return nullptr;
    for (const std::string& name : names)
      if (const EgressRule* named = allow_.find_host(name, to.port)) return named;
    return allow_.find_anything(to.port);
  }
  if (is_never_by_name(is)) return nullptr;
  rule = known_.find_network(to.address, to.port);
  if (rule != nullptr && rule->network->bits == 128) return rule;
  for (const std::string& name : names)
    if (const EgressRule* named = known_.find_host(name, to.port)) return named;
  return nullptr;
}

EgressVerdict EgressJudge::decide(std::span<const std::string> names, const Endpoint& to, bool is_own) const {
  EgressVerdict verdict;
  verdict.address_class = classify_address(to.address);
  if (is_own && verdict.address_class != AddressClass::loopback) verdict.address_class = AddressClass::own;
  if (const EgressRule* rule = denied_by(names, to)) {
    verdict.refusal = EgressRefusal::denied;
    verdict.rule = rule->text;
    verdict.setting = "taking '" + rule->text + "' out of network.deny";
    return verdict;
  }
  const EgressRule* rule = opened_by(names, to, verdict.address_class);
  if (rule != nullptr) verdict.rule = rule->text;
  const bool is_public = verdict.address_class == AddressClass::public_;
  if (rule != nullptr || (allow_.empty() && is_public)) {
    verdict.refusal = EgressRefusal::none;
    return verdict;
  }
  verdict.refusal = is_public ? EgressRefusal::not_listed : EgressRefusal::not_public;
  const std::string entry = is_public && !names.empty() ? names.front() + ":" + std::to_string(to.port)
                                                        : destination_text(to.address, to.port);
  verdict.setting = listing("network.allow", entry);
  return verdict;
}

EgressVerdict EgressJudge::may_resolve(std::string_view plain_name) const {
  EgressVerdict verdict;
  const EgressRule* rule = deny_.find_host(plain_name, EgressRuleSet::all_ports);
  if (rule == nullptr) rule = deny_.find_anything(EgressRuleSet::all_ports);
  if (rule != nullptr) {
    verdict.refusal = EgressRefusal::denied;
    verdict.rule = rule->text;
    verdict.setting = "taking '" + rule->text + "' out of network.deny";
    return verdict;
  }
  if (allow_.empty() || allow_.find_host(plain_name, EgressRuleSet::some_port) != nullptr ||
      allow_.find_anything(EgressRuleSet::some_port) != nullptr) {
    verdict.refusal = EgressRefusal::none;
    return verdict;
  }
  verdict.refusal = EgressRefusal::not_listed;
  verdict.setting = listing("network.allow", std::string(plain_name));
  return verdict;
}

std::vector<Endpoint> EgressJudge::host_loopback() const {
  std::vector<Endpoint> out;
  const auto take = [&](const EgressRuleSet& set) {
    for (const EgressRule& rule : set.rules())
      if (rule.network && rule.network->bits == 128 && rule.port != 0 &&
          classify_address(rule.network->base) == AddressClass::loopback)
        out.push_back({rule.network->base, rule.port});
  };
  take(allow_);
  if (allow_.empty()) take(known_);
  return out;
}

}  // namespace vg
