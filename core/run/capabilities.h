// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace vg {

/// What may ever be kept, whatever the plan says: nothing in it undoes a mount or reaches another process.
/// Source: capabilities(7); the set container engines keep: CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID,
/// SETPCAP, NET_BIND_SERVICE, NET_RAW, SYS_CHROOT, MKNOD, AUDIT_WRITE, SETFCAP.
inline constexpr std::uint64_t keepable_capabilities = 1ULL << 0 | 1ULL << 1 | 1ULL << 3 | 1ULL << 4 | 1ULL << 5 |
                                                       1ULL << 6 | 1ULL << 7 | 1ULL << 8 | 1ULL << 10 | 1ULL << 13 |
                                                       1ULL << 18 | 1ULL << 27 | 1ULL << 29 | 1ULL << 31;
static_assert((keepable_capabilities & (1ULL << 21 | 1ULL << 19 | 1ULL << 24 | 1ULL << 12 | 1ULL << 16)) == 0,
              "SYS_ADMIN, SYS_PTRACE, SYS_RESOURCE, NET_ADMIN and SYS_MODULE lead out");

/// CAP_SYS_PTRACE, for the sandbox's init alone where it looks after the payload's connections.
inline constexpr std::uint64_t look_into_processes = 1ULL << 19;
/// CAP_NET_BIND_SERVICE.
inline constexpr std::uint64_t bind_low_ports = 1ULL << 10;

/// Reduces bounding, permitted, effective, inheritable and ambient sets to `kept`; with none kept, root gains none by
/// executing either (securebits). `for_init` stays with this thread besides, and goes with the next program it
/// executes. Runs in the child, allocates nothing. Out: 0 or errno.
int reduce_capabilities(std::uint64_t kept, std::uint64_t for_init = 0);

/// Gives up what is left but for these. Out: 0 or errno.
int keep_only(std::uint64_t capabilities);

}  // namespace vg
