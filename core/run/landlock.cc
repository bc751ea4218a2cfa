// SPDX-License-Identifier: Apache-2.0
#include "core/run/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
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
constexpr std::uint64_t signals = 2;
constexpr long first_abi = 6;
constexpr std::uint64_t truncate_files = 1ULL << 14;
constexpr std::uint64_t device_requests = 1ULL << 15;
constexpr std::uint64_t all_files = (1ULL << 16) - 1;
constexpr std::uint64_t connect_tcp = 2;
constexpr std::uint64_t bind_and_connect_tcp = 3;
constexpr long first_network_abi = 4;

constexpr std::uint64_t read_files = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE;
constexpr std::uint64_t write_files = read_files | LANDLOCK_ACCESS_FS_WRITE_FILE | truncate_files;
/// No sockets and no devices: those of the host's kind lead out.
constexpr std::uint64_t write_tree = write_files | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                     LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                     LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                                     LANDLOCK_ACCESS_FS_MAKE_SYM | LANDLOCK_ACCESS_FS_REFER;

std::uint64_t rights(PathAccess access, bool is_directory) {
  switch (access) {
    case PathAccess::none: return 0;
    case PathAccess::read: return is_directory ? read_files | LANDLOCK_ACCESS_FS_READ_DIR : read_files;
    case PathAccess::write: return is_directory ? write_tree : write_files;
    case PathAccess::device: return LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | device_requests;
  }
  return 0;
}

int create_ruleset(const RulesetAttributes& attributes, std::size_t size = sizeof(RulesetAttributes)) {
  return static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, size, 0));
}

long abi() {
  return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

int enter_new_ruleset(const RulesetAttributes& attributes, std::size_t size) {
  const int ruleset = create_ruleset(attributes, size);
  if (ruleset < 0) return errno;
  const int result = enter_ruleset(ruleset);
  ::close(ruleset);
  return result;
}

}  // namespace

bool can_scope_abstract_sockets() {
  return abi() >= first_abi;
}

int scope_abstract_sockets() {
  if (!can_scope_abstract_sockets()) return 0;
  return enter_new_ruleset({0, 0, abstract_unix_socket}, sizeof(RulesetAttributes));
}

int deny_tcp_connections() {
  if (abi() < first_network_abi) return 0;
  // Without `scoped`, which came later.
  return enter_new_ruleset({0, connect_tcp, 0}, offsetof(RulesetAttributes, scoped));
}

Result<UniqueFd> make_ruleset(const std::vector<PathRule>& rules, bool allow_network) {
  UniqueFd ruleset(
      create_ruleset({all_files, allow_network ? 0 : bind_and_connect_tcp, abstract_unix_socket | signals}));
  if (!ruleset) return fail_errno("cannot make a Landlock ruleset");
  for (const PathRule& rule : rules) {
    // A link stands for what it leads to, which has rules of its own.
    const UniqueFd path(::open(rule.path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    struct stat facts {};
    if (!path || ::fstat(path.get(), &facts) != 0 || S_ISLNK(facts.st_mode)) continue;
    landlock_path_beneath_attr beneath{};
    beneath.allowed_access = rights(rule.access, S_ISDIR(facts.st_mode));
    beneath.parent_fd = path.get();
    if (::syscall(SYS_landlock_add_rule, ruleset.get(), LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) != 0)
      return fail_errno("cannot make a Landlock rule for '" + rule.path + "'");
  }
  return ruleset;
}

int enter_ruleset(int ruleset) {
  return ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0 ? 0 : errno;
}

}  // namespace vg
