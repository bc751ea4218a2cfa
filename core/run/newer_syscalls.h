// SPDX-License-Identifier: Apache-2.0
/// System calls younger than the libseccomp of supported distributions (2.5.4, Linux 5.17), which does not know their
/// names. All architectures that vg runs on number them alike. Source: arch/*/tools/syscall.tbl, scripts/syscall.tbl.
#pragma once

#include <array>
#include <string_view>

namespace vg {

struct NewerSyscall {
  std::string_view name;
  int number;  ///< -1: not one of this architecture
};

#if defined(__x86_64__)
inline constexpr int uprobe_number = 336;
inline constexpr int uretprobe_number = 335;
#else
inline constexpr int uprobe_number = -1;
inline constexpr int uretprobe_number = -1;
#endif
#if defined(__riscv)
inline constexpr int hardware_probe_number = 258;
#else
inline constexpr int hardware_probe_number = -1;
#endif

inline constexpr std::array newer_syscalls{
    NewerSyscall{"cachestat", 451},
    NewerSyscall{"fchmodat2", 452},
    NewerSyscall{"file_getattr", 468},
    NewerSyscall{"file_setattr", 469},
    NewerSyscall{"futex_requeue", 456},
    NewerSyscall{"futex_wait", 455},
    NewerSyscall{"futex_wake", 454},
    NewerSyscall{"getxattrat", 464},
    NewerSyscall{"listmount", 458},
    NewerSyscall{"listns", 470},
    NewerSyscall{"listxattrat", 465},
    NewerSyscall{"lsm_get_self_attr", 459},
    NewerSyscall{"lsm_list_modules", 461},
    NewerSyscall{"lsm_set_self_attr", 460},
    NewerSyscall{"map_shadow_stack", 453},
    NewerSyscall{"mseal", 462},
    NewerSyscall{"open_tree_attr", 467},
    NewerSyscall{"removexattrat", 466},
    NewerSyscall{"riscv_hwprobe", hardware_probe_number},
    NewerSyscall{"set_mempolicy_home_node", 450},
    NewerSyscall{"setxattrat", 463},
    NewerSyscall{"statmount", 457},
    NewerSyscall{"uprobe", uprobe_number},
    NewerSyscall{"uretprobe", uretprobe_number},
};

constexpr bool newer_syscalls_are_sorted() {
  for (std::size_t i = 1; i < newer_syscalls.size(); ++i)
    if (newer_syscalls[i - 1].name >= newer_syscalls[i].name) return false;
  return true;
}
static_assert(newer_syscalls_are_sorted());

}  // namespace vg
