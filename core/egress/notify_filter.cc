// SPDX-License-Identifier: Apache-2.0
#include "core/egress/notify_filter.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <iterator>

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

namespace vg {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
#else
#error "the filter needs the audit number of this architecture"
#endif
constexpr std::uint32_t x32_bit = 0x40000000;

constexpr std::uint32_t refused_with(int errnum) {
  return SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(errnum);
}
constexpr sock_filter load(std::size_t place) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(place));
}
/// The lower half: the kernel takes an int from it. Little endian.
constexpr sock_filter load_argument(unsigned number) {
  return load(offsetof(seccomp_data, args) + 8 * number);
}
constexpr sock_filter unless(std::uint32_t value, std::uint8_t skip) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip);
}
constexpr sock_filter answer(std::uint32_t what) {
  return BPF_STMT(BPF_RET | BPF_K, what);
}

/// `argument` of the call holds MSG_FASTOPEN: it would connect.
#define VG_FAST_OPEN(number, argument)                                                                  \
  unless(number, 4), load_argument(argument), BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, MSG_FASTOPEN, 0, 1), \
      answer(refused_with(EOPNOTSUPP)), answer(SECCOMP_RET_ALLOW)

constexpr sock_filter program[] = {
    load(offsetof(seccomp_data, arch)),
    unless(architecture, 1),
    BPF_STMT(BPF_JMP | BPF_JA, 1),
    answer(refused_with(ENOSYS)),
    load(offsetof(seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, x32_bit, 0, 1),
    answer(refused_with(ENOSYS)),
    unless(SYS_connect, 1),
    answer(SECCOMP_RET_USER_NOTIF),
    unless(SYS_bind, 1),
    answer(SECCOMP_RET_USER_NOTIF),
    unless(SYS_listen, 1),
    answer(SECCOMP_RET_USER_NOTIF),
    // System calls that no filter sees.
    unless(SYS_io_uring_setup, 1),
    answer(refused_with(ENOSYS)),
    unless(SYS_io_uring_enter, 1),
    answer(refused_with(ENOSYS)),
    unless(SYS_io_uring_register, 1),
    answer(refused_with(ENOSYS)),
    VG_FAST_OPEN(SYS_sendto, 3),
    VG_FAST_OPEN(SYS_sendmsg, 2),
    VG_FAST_OPEN(SYS_sendmmsg, 3),
    unless(SYS_setsockopt, 6),
    load_argument(1),
    unless(IPPROTO_TCP, 4),
    load_argument(2),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TCP_FASTOPEN_CONNECT, 1, 0),
    unless(TCP_FASTOPEN_NO_COOKIE, 1),
    answer(refused_with(ENOPROTOOPT)),
    answer(SECCOMP_RET_ALLOW),
};
#undef VG_FAST_OPEN

}  // namespace

int install_notify_filter() {
  // The kernel takes a pointer to mutable instructions and copies them.
  const sock_fprog filter{static_cast<unsigned short>(std::size(program)), const_cast<sock_filter*>(program)};
  // Without the second flag (before Linux 5.19) a signal takes a call back that is being answered.
  constexpr unsigned long flags[] = {SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
                                     SECCOMP_FILTER_FLAG_NEW_LISTENER};
  for (const unsigned long flag : flags) {
    const long listener = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flag, &filter);
    if (listener >= 0) return static_cast<int>(listener);
    if (errno != EINVAL) break;
  }
  return -errno;
}

}  // namespace vg
