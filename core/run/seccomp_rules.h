// SPDX-License-Identifier: Apache-2.0
/// The seccomp baselines as rows. A row refuses; what no row names is allowed, so that new system calls of libraries
/// keep working: each row needs its reason.
/// Source for the choice: the Linux manual pages named per group; the system calls container engines withhold.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <string_view>

namespace vg {

enum class SyscallGroup : std::uint8_t {
  kernel,      ///< changes the kernel or the machine: module, kexec, reboot, clock, swap, accounting
  introspect,  ///< reads the kernel or other users' keys: bpf, perf, keyrings, lookup_dcookie
  memory,      ///< opens attack surface that nothing here needs: userfaultfd
  handles,     ///< opens files by number, past every mount: open_by_handle_at(2), "shocker"
  mounts,      ///< mount API; refused by the kernel too, where no namespace of one's own can be made
  namespaces,  ///< unshare, setns, clone with namespace flags, and what one may do in a namespace of one's own
  async,       ///< io_uring: system calls no filter sees; ENOSYS makes libraries fall back
  newer,       ///< clone3: flags behind a pointer no filter can read; ENOSYS makes libc use clone
  devices,     ///< raw I/O ports, NUMA page moving
};

struct SyscallRow {
  SyscallGroup group;
  std::string_view name;
  int refusal;  ///< errno
};

inline constexpr std::array syscall_rows{
    SyscallRow{SyscallGroup::kernel, "acct", EPERM},
    SyscallRow{SyscallGroup::kernel, "adjtimex", EPERM},
    SyscallRow{SyscallGroup::kernel, "clock_adjtime", EPERM},
    SyscallRow{SyscallGroup::kernel, "clock_settime", EPERM},
    SyscallRow{SyscallGroup::kernel, "create_module", EPERM},
    SyscallRow{SyscallGroup::kernel, "delete_module", EPERM},
    SyscallRow{SyscallGroup::kernel, "finit_module", EPERM},
    SyscallRow{SyscallGroup::kernel, "get_kernel_syms", EPERM},
    SyscallRow{SyscallGroup::kernel, "init_module", EPERM},
    SyscallRow{SyscallGroup::kernel, "kexec_file_load", EPERM},
    SyscallRow{SyscallGroup::kernel, "kexec_load", EPERM},
    SyscallRow{SyscallGroup::kernel, "nfsservctl", EPERM},
    SyscallRow{SyscallGroup::kernel, "query_module", EPERM},
    SyscallRow{SyscallGroup::kernel, "quotactl", EPERM},
    SyscallRow{SyscallGroup::kernel, "quotactl_fd", EPERM},
    SyscallRow{SyscallGroup::kernel, "reboot", EPERM},
    SyscallRow{SyscallGroup::kernel, "settimeofday", EPERM},
    SyscallRow{SyscallGroup::kernel, "swapoff", EPERM},
    SyscallRow{SyscallGroup::kernel, "swapon", EPERM},
    SyscallRow{SyscallGroup::kernel, "syslog", EPERM},
    SyscallRow{SyscallGroup::kernel, "uselib", EPERM},
    SyscallRow{SyscallGroup::kernel, "vhangup", EPERM},
    SyscallRow{SyscallGroup::introspect, "add_key", EPERM},
    SyscallRow{SyscallGroup::introspect, "bpf", EPERM},
    SyscallRow{SyscallGroup::introspect, "fanotify_init", EPERM},
    SyscallRow{SyscallGroup::introspect, "keyctl", EPERM},
    SyscallRow{SyscallGroup::introspect, "lookup_dcookie", EPERM},
    SyscallRow{SyscallGroup::introspect, "perf_event_open", EPERM},
    SyscallRow{SyscallGroup::introspect, "request_key", EPERM},
    SyscallRow{SyscallGroup::memory, "userfaultfd", EPERM},
    SyscallRow{SyscallGroup::handles, "open_by_handle_at", EPERM},
    SyscallRow{SyscallGroup::mounts, "fsconfig", EPERM},
    SyscallRow{SyscallGroup::mounts, "fsmount", EPERM},
    SyscallRow{SyscallGroup::mounts, "fsopen", EPERM},
    SyscallRow{SyscallGroup::mounts, "fspick", EPERM},
    SyscallRow{SyscallGroup::mounts, "mount", EPERM},
    SyscallRow{SyscallGroup::mounts, "mount_setattr", EPERM},
    SyscallRow{SyscallGroup::mounts, "move_mount", EPERM},
    SyscallRow{SyscallGroup::mounts, "open_tree", EPERM},
    SyscallRow{SyscallGroup::mounts, "pivot_root", EPERM},
    SyscallRow{SyscallGroup::mounts, "umount", EPERM},
    SyscallRow{SyscallGroup::mounts, "umount2", EPERM},
    SyscallRow{SyscallGroup::namespaces, "setdomainname", EPERM},
    SyscallRow{SyscallGroup::namespaces, "sethostname", EPERM},
    SyscallRow{SyscallGroup::namespaces, "setns", EPERM},
    SyscallRow{SyscallGroup::namespaces, "unshare", EPERM},
    SyscallRow{SyscallGroup::async, "io_uring_enter", ENOSYS},
    SyscallRow{SyscallGroup::async, "io_uring_register", ENOSYS},
    SyscallRow{SyscallGroup::async, "io_uring_setup", ENOSYS},
    SyscallRow{SyscallGroup::newer, "clone3", ENOSYS},
    SyscallRow{SyscallGroup::devices, "ioperm", EPERM},
    SyscallRow{SyscallGroup::devices, "iopl", EPERM},
    SyscallRow{SyscallGroup::devices, "migrate_pages", EPERM},
    SyscallRow{SyscallGroup::devices, "move_pages", EPERM},
};

/// What strict adds: ways into other processes and their memory, and a source of kernel bugs.
inline constexpr std::array strict_rows{
    SyscallRow{SyscallGroup::introspect, "kcmp", EPERM},
    SyscallRow{SyscallGroup::introspect, "name_to_handle_at", EPERM},
    SyscallRow{SyscallGroup::introspect, "process_vm_readv", EPERM},
    SyscallRow{SyscallGroup::introspect, "process_vm_writev", EPERM},
    SyscallRow{SyscallGroup::introspect, "ptrace", EPERM},
    SyscallRow{SyscallGroup::kernel, "chroot", EPERM},
    SyscallRow{SyscallGroup::memory, "modify_ldt", EPERM},
};

/// Families a payload may make sockets of. AF_VSOCK reaches the hypervisor through every network namespace, AF_ALG and
/// AF_PACKET are kernel surface. Source: socket(2), address_families(7).
inline constexpr std::array<int, 4> socket_families{AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};
static_assert(socket_families[0] < socket_families[1] && socket_families[1] < socket_families[2] &&
              socket_families[2] < socket_families[3]);

/// Execution domains that change nothing but the name: PER_LINUX, PER_LINUX32 (setarch), with UNAME26, and the query.
/// ADDR_NO_RANDOMIZE and READ_IMPLIES_EXEC undo hardening. Source: personality(2).
inline constexpr std::array<std::uint32_t, 5> personalities{0x0, 0x8, 0x20000, 0x20008, 0xffffffff};

/// Terminal requests that type or paste into the terminal as if the person did. Compared under a 32-bit mask, as the
/// kernel reads them (a 64-bit compare can be evaded by setting upper bits). Source: ioctl_tty(2), TIOCSTI, TIOCLINUX.
inline constexpr std::array<std::uint32_t, 2> terminal_requests{0x5412, 0x541c};

/// CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET, NEWTIME. Source: clone(2).
inline constexpr std::uint64_t namespace_flags = 0x7e020080;

}  // namespace vg
