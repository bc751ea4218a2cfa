// SPDX-License-Identifier: Apache-2.0
#include "core/run/landlock.h"

#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
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

}  // namespace

bool can_scope_abstract_sockets() {
  return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION) >= first_abi;
}

int scope_abstract_sockets() {
  if (!can_scope_abstract_sockets()) return 0;
  const RulesetAttributes attributes{0, 0, abstract_unix_socket};
  const int ruleset = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0));
  if (ruleset < 0) return errno;
  const int result = ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0 ? 0 : errno;
  ::close(ruleset);
  return result;
}

}  // namespace vg
