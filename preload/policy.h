// SPDX-License-Identifier: Apache-2.0
/// The compiled policy: the little of the configuration that the shim must know to judge without `vg`. It can only make
/// the shim ask more; without it (missing, foreign, truncated) the compiled-in gate decides alone.
///
/// Where the constructor of libvg.so looks, the first that is the user's or root's, not writable by others and whole:
///   /run/user/UID/vectra-guard/policy
///   /dev/shm/vectra-guard-UID.policy    for systems without a login manager: the home directory is known only to
///                                       /etc/passwd, and reading that would cost more than the policy itself
/// Other users may take the second name first; the shim then ignores their file and `vg` reports that it cannot write.
///
/// Layout: PolicyHeader, then `size - sizeof(PolicyHeader)` bytes of NUL-terminated absolute directory names.
/// Freestanding: this header is compiled into libvg.so and into `vg`.
#pragma once

namespace vg::preload {

inline constexpr unsigned policy_abi = 1;
inline constexpr char policy_magic[8] = {'v', 'g', '-', 'p', 'o', 'l', 'i', '\n'};
/// Unit: bytes, header included. `vg` sets policy_ask_everything where the directories need more.
inline constexpr unsigned policy_limit = 4096;

enum PolicyFlag : unsigned {
  policy_ask_everything = 1,  ///< no start is harmless: `vg` judges all of them (guard level paranoid, mode always)
  policy_strict = 2,          ///< what `vg` cannot judge is refused, not only the candidates of the gate
};
inline constexpr unsigned policy_known_flags = policy_ask_everything | policy_strict;

struct PolicyHeader {
  char magic[8];
  unsigned abi;
  unsigned size;                  ///< Unit: bytes, the whole file
  unsigned long long generation;  ///< counts changes; for `vg doctor`
  unsigned flags;
  unsigned reserved;  ///< 0
};
static_assert(sizeof(PolicyHeader) == 32, "the layout is read by libvg.so of the same installation");

}  // namespace vg::preload
