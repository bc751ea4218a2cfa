// SPDX-License-Identifier: Apache-2.0
#include "core/run/landlock.h"

#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace vg {
namespace {

/// As of ABI 6; the headers of older distributions end before `scoped`.
struct RulesetAttributes {
  std::uint64_t handled_access_fs;
  std::uint64_t handled_access_net;
  std::uint64_t scoped;
};
constexpr std::uint64_t abstract_unix_socket = 1;
constexpr long first_abi = 6;
constexpr std::uint64_t connect_tcp = 2;
constexpr long first_network_abi = 4;

long abi() {
  return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

int restrict_to(const RulesetAttributes& attributes, std::size_t size) {
  const int ruleset = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, size, 0));
  if (ruleset < 0) return errno;
  const int result = ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0 ? 0 : errno;
  ::close(ruleset);
  return result;
}

}  // namespace

bool can_scope_abstract_sockets() {
  return abi() >= first_abi;
}

int scope_abstract_sockets() {
  if (!can_scope_abstract_sockets()) return 0;
  return restrict_to({0, 0, abstract_unix_socket}, sizeof(RulesetAttributes));
}

int deny_tcp_connections() {
  if (abi() < first_network_abi) return 0;
  // Without `scoped`, which came later.
  return restrict_to({0, connect_tcp, 0}, offsetof(RulesetAttributes, scoped));
}

}  // namespace vg
