// SPDX-License-Identifier: Apache-2.0
/// Whether a contained command may reach a destination: rules in, verdict out, nothing touched.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/base/enum_names.h"
#include "core/egress/policy.h"
#include "core/egress/rule_set.h"

namespace vg {

enum class EgressRefusal : std::uint8_t {
  none,
  denied,       ///< a rule of `deny`
  not_listed,   ///< `allow` is not empty and holds no rule for it
  not_public,   ///< its address is of a class that needs a rule of its own
  unreachable,  ///< allowed, and the network does not lead there
};
inline constexpr EnumNames<EgressRefusal, 5> egress_refusal_names{{{EgressRefusal::none, "allowed"},
                                                                   {EgressRefusal::denied, "denied"},
                                                                   {EgressRefusal::not_listed, "not listed"},
                                                                   {EgressRefusal::not_public, "not public"},
                                                                   {EgressRefusal::unreachable, "unreachable"}}};
static_assert(is_complete(egress_refusal_names));

struct EgressVerdict {
  EgressRefusal refusal = EgressRefusal::not_listed;
  AddressClass address_class = AddressClass::reserved;
  std::string rule;     ///< the rule that decided, as written; empty where none did
  std::string setting;  ///< refused: the line of configuration that would allow it

  bool is_allowed() const { return refusal == EgressRefusal::none; }
};

class EgressJudge {
 public:
  explicit EgressJudge(EgressPolicy policy);

  /// `names`: plain names for which a resolver answered with this address. `is_own`: it belongs to this machine.
  EgressVerdict decide(std::span<const std::string> names, const Endpoint& to, bool is_own) const;

  /// Whether a question about this plain name may leave the machine, and the verdict if not.
  EgressVerdict may_resolve(std::string_view plain_name) const;

  /// Loopback destinations that a rule opens: they lie on the host, not in the sandbox.
  std::vector<Endpoint> host_loopback() const;

 private:
  const EgressRule* denied_by(std::span<const std::string> names, const Endpoint& to) const;
  const EgressRule* opened_by(std::span<const std::string> names, const Endpoint& to, AddressClass is) const;

  EgressRuleSet allow_;
  EgressRuleSet deny_;
  EgressRuleSet known_;
};

}  // namespace vg
