// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>

namespace vg {

/// The caller's user and group under the same numbers inside: user_namespaces(7). Nobody else exists there.
struct IdentityMap {
  IdentityMap(uid_t uid, gid_t gid)
      : users(std::to_string(uid) + ' ' + std::to_string(uid) + " 1"),
        groups(std::to_string(gid) + ' ' + std::to_string(gid) + " 1") {}
  std::string users;
  std::string groups;
};

/// Writes the map of the user namespace this process has just entered. Allocates nothing. Out: 0 or errno.
int write_identity_map(const IdentityMap& map);

/// No user namespace can be made below this one from now on, or only `one_more`. `processes`: a descriptor of a
/// writable /proc. Source: namespaces(7), /proc/sys/user. Allocates nothing. Out: 0 or errno.
int limit_user_namespaces(int processes, bool one_more);

/// Enters one more user namespace: capabilities kept there mean nothing to mounts made before. Out: 0 or errno.
int enter_second_user_namespace(const IdentityMap& map);

/// Brings the loopback interface of this network namespace up. Source: netdevice(7). Out: 0 or errno.
int bring_loopback_up();

}  // namespace vg
