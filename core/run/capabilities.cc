// SPDX-License-Identifier: Apache-2.0
#include "core/run/capabilities.h"

#include <linux/capability.h>
#include <linux/securebits.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace vg {
namespace {

constexpr unsigned long root_gains_nothing = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |
                                             SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED |
                                             SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;

int set_capabilities(std::uint64_t permitted) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct sets[2]{};
  for (unsigned i = 0; i < 2; ++i) {
    sets[i].permitted = static_cast<std::uint32_t>(permitted >> (32 * i));
    sets[i].effective = sets[i].permitted;
  }
  return ::syscall(SYS_capset, &header, sets) == 0 ? 0 : errno;
}

}  // namespace

int reduce_capabilities(std::uint64_t kept, std::uint64_t for_init) {
  kept &= keepable_capabilities;
  for (unsigned long capability = 0; capability < 64; ++capability) {
    if ((kept >> capability & 1) != 0) continue;
    if (::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0) continue;
    if (errno == EINVAL) break;  // behind the last one this kernel knows
    return errno;
  }
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  if (kept == 0 && ::prctl(PR_SET_SECUREBITS, root_gains_nothing) != 0) return errno;
  return set_capabilities(kept | for_init);
}

int keep_only(std::uint64_t capabilities) {
  return set_capabilities(capabilities);
}

}  // namespace vg
