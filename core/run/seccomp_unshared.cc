// SPDX-License-Identifier: Apache-2.0
#include "core/run/seccomp_unshared.h"

#include <linux/fs.h>
#include <linux/fscrypt.h>
#include <linux/fsverity.h>
#include <linux/seccomp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>

#include "core/run/attribute_calls.h"

namespace vg {
namespace {

constexpr std::uint32_t refused = SECCOMP_RET_ERRNO | EPERM;
constexpr std::uint32_t unsupported = SECCOMP_RET_ERRNO | EOPNOTSUPP;
constexpr std::uint32_t no_such_family = SECCOMP_RET_ERRNO | EAFNOSUPPORT;

/// Without an IPC namespace, these lead to other programs of the user: sysvipc(7), mq_overview(7).
constexpr std::array refused_calls{
    SYS_shmget,  SYS_shmat,     SYS_shmctl,     SYS_shmdt,           SYS_msgget,           SYS_msgsnd,
    SYS_msgrcv,  SYS_msgctl,    SYS_semget,     SYS_semop,           SYS_semtimedop,       SYS_semctl,
    SYS_mq_open, SYS_mq_unlink, SYS_ioprio_set, SYS_process_madvise, SYS_process_mrelease,
};
/// Extended attributes and flags can be set on whatever can be looked up: landlock(7). A copy that is told that they
/// are not supported does without.
constexpr int setxattrat = 463;  // these three are younger than the headers; source: newer_syscalls.h
constexpr int removexattrat = 466;
constexpr int file_setattr = 469;
constexpr std::array<long, 9> unsupported_calls{SYS_setxattr,    SYS_lsetxattr,    SYS_fsetxattr,
                                                SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr,
                                                setxattrat,      removexattrat,    file_setattr};

/// "For a process by its number, oneself only": which argument is the number.
struct OwnOnly {
  long number;
  unsigned argument;
};
constexpr std::array own_only_calls{
    OwnOnly{SYS_prlimit64, 0},      OwnOnly{SYS_setpriority, 1},        OwnOnly{SYS_sched_setaffinity, 0},
    OwnOnly{SYS_sched_setparam, 0}, OwnOnly{SYS_sched_setscheduler, 0}, OwnOnly{SYS_sched_setattr, 0},
};

/// What changes a file through a descriptor that may only read. Source: ioctl_iflags(2), Documentation/filesystems
/// fscrypt.rst and fsverity.rst.
constexpr std::array<std::uint32_t, 6> refused_requests{
    FS_IOC_SETFLAGS,     FS_IOC32_SETFLAGS, FS_IOC_FSSETXATTR, FS_IOC_SETVERSION, FS_IOC_SET_ENCRYPTION_POLICY,
    FS_IOC_ENABLE_VERITY};

class Writer {
 public:
  Writer() { load(offsetof(seccomp_data, nr)); }

  void refuse(long number, std::uint32_t how) {
    jump_unless(number, 1);
    add(BPF_STMT(BPF_RET | BPF_K, how));
  }

  /// Refuses unless the low half of the argument, which is what the kernel takes, is one of `allowed`.
  template <typename Values>
  void allow_only(long number, unsigned argument, std::uint32_t mask, const Values& allowed, std::uint32_t how) {
    const auto count = static_cast<std::uint8_t>(allowed.size());
    jump_unless(number, static_cast<std::uint8_t>(count + 4));
    load(static_cast<std::uint32_t>(offsetof(seccomp_data, args) + argument * sizeof(std::uint64_t)));
    add(BPF_STMT(BPF_ALU | BPF_AND | BPF_K, mask));
    for (std::uint8_t i = 0; i < count; ++i)
      add(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(allowed[i]),
                   static_cast<std::uint8_t>(count - i), 0));
    add(BPF_STMT(BPF_RET | BPF_K, how));
    load(offsetof(seccomp_data, nr));
  }

  /// Refuses where the low half of the argument is `value`.
  void refuse_value(long number, unsigned argument, std::uint32_t value) {
    jump_unless(number, 4);
    load(static_cast<std::uint32_t>(offsetof(seccomp_data, args) + argument * sizeof(std::uint64_t)));
    add(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1));
    add(BPF_STMT(BPF_RET | BPF_K, refused));
    load(offsetof(seccomp_data, nr));
  }

  std::vector<sock_filter> finish() {
    add(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    return std::move(filter_);
  }

 private:
  void add(const sock_filter& step) { filter_.push_back(step); }
  void load(std::uint32_t offset) { add(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset)); }
  void jump_unless(long number, std::uint8_t steps) {
    add(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(number), 0, steps));
  }
  std::vector<sock_filter> filter_;
};

}  // namespace

std::vector<sock_filter> unshared_filter(bool allow_network) {
  // Foreign architectures never come here: the baseline's filter ends them.
  Writer out;
  for (const long number : refused_calls) out.refuse(number, refused);
  for (const long number : unsupported_calls) out.refuse(number, unsupported);
  for (const OwnOnly& call : own_only_calls) out.allow_only(call.number, call.argument, ~0U, std::array{0}, refused);
  out.refuse_value(SYS_setpriority, 0, PRIO_USER);
  for (const std::uint32_t request : refused_requests) out.refuse_value(SYS_ioctl, 1, request);
  // A Unix socket that is not one of a connected pair reaches every program of the user by its path; a pair of
  // datagram sockets can be sent elsewhere.
  if (allow_network)
    out.allow_only(SYS_socket, 0, ~0U, std::array{AF_INET, AF_INET6, AF_NETLINK}, no_such_family);
  else
    out.refuse(SYS_socket, no_such_family);
  constexpr std::uint32_t type_mask = 0xf;  // Source: socketpair(2); the rest are flags
  out.allow_only(SYS_socketpair, 1, type_mask, std::array<int, 2>{SOCK_STREAM, SOCK_SEQPACKET}, refused);
  for (const AttributeCall& call : attribute_calls) out.refuse(call.number, SECCOMP_RET_USER_NOTIF);
  return out.finish();
}

int install_notifying_filter(const std::vector<sock_filter>& filter) {
  const sock_fprog program{static_cast<unsigned short>(filter.size()), const_cast<sock_filter*>(filter.data())};
  // A runtime that interrupts its own threads (Go) would ask again and again. Source: seccomp_user_notification; 5.19.
  constexpr unsigned long wait_killable = 1UL << 5;
  const long listener =
      ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER | wait_killable, &program);
  return listener < 0 ? -errno : static_cast<int>(listener);
}

}  // namespace vg
