// SPDX-License-Identifier: Apache-2.0
#include "core/run/seccomp.h"

#include <doctest/doctest.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstring>
#include <span>

using namespace vg;

namespace {

/// A classic BPF machine for what seccomp programs use.
std::uint32_t evaluate(std::span<const sock_filter> filter, const seccomp_data& call) {
  std::uint32_t a = 0;
  for (std::size_t at = 0; at < filter.size(); ++at) {
    const sock_filter& step = filter[at];
    const auto jump = [&](bool taken) { at += taken ? step.jt : step.jf; };
    switch (step.code) {
      case BPF_LD | BPF_W | BPF_ABS: std::memcpy(&a, reinterpret_cast<const char*>(&call) + step.k, 4); break;
      case BPF_JMP | BPF_JEQ | BPF_K: jump(a == step.k); break;
      case BPF_JMP | BPF_JGT | BPF_K: jump(a > step.k); break;
      case BPF_JMP | BPF_JGE | BPF_K: jump(a >= step.k); break;
      case BPF_JMP | BPF_JA: at += step.k; break;
      case BPF_ALU | BPF_AND | BPF_K: a &= step.k; break;
      case BPF_RET | BPF_K: return step.k;
      default: FAIL("unexpected instruction ", step.code);
    }
  }
  FAIL("ran off the end");
  return 0;
}

#if defined(__x86_64__)
constexpr std::uint32_t native = AUDIT_ARCH_X86_64;
constexpr std::uint32_t foreign = AUDIT_ARCH_I386;
#elif defined(__aarch64__)
constexpr std::uint32_t native = AUDIT_ARCH_AARCH64;
constexpr std::uint32_t foreign = AUDIT_ARCH_ARM;
#endif

std::uint32_t verdict(bool strict, long number, std::uint64_t first = 0, std::uint64_t second = 0) {
  const auto filter = seccomp_filter(strict ? SeccompBaseline::strict : SeccompBaseline::standard, strict);
  seccomp_data call{};
  call.nr = static_cast<int>(number);
  call.arch = native;
  call.args[0] = first;
  call.args[1] = second;
  return evaluate(filter, call);
}

constexpr std::uint32_t refused(int errnum) {
  return SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(errnum);
}
constexpr std::uint32_t allowed = SECCOMP_RET_ALLOW;

}  // namespace

TEST_CASE("ordinary calls pass, dangerous ones are refused with their errno") {
  const struct {
    long number;
    std::uint32_t standard;
    std::uint32_t strict;
  } rows[] = {
      {SYS_read, allowed, allowed},
      {SYS_execve, allowed, allowed},
      {SYS_openat, allowed, allowed},
      {SYS_bpf, refused(EPERM), refused(EPERM)},
      {SYS_keyctl, refused(EPERM), refused(EPERM)},
      {SYS_userfaultfd, refused(EPERM), refused(EPERM)},
      {SYS_open_by_handle_at, refused(EPERM), refused(EPERM)},
      {SYS_io_uring_setup, refused(ENOSYS), refused(ENOSYS)},
      {SYS_mount, allowed, refused(EPERM)},
      {SYS_unshare, allowed, refused(EPERM)},
      {SYS_clone3, allowed, refused(ENOSYS)},
      {SYS_ptrace, allowed, refused(EPERM)},
      {100000, allowed, allowed},
  };
  for (const auto& row : rows) {
    CAPTURE(row.number);
    CHECK(verdict(false, row.number) == row.standard);
    CHECK(verdict(true, row.number) == row.strict);
  }
}

TEST_CASE("socket families are an allow list of 32-bit values") {
  for (const std::uint64_t family : {1ULL, 2ULL, 10ULL, 16ULL}) CHECK(verdict(false, SYS_socket, family) == allowed);
  for (const std::uint64_t family : {0ULL, 3ULL, 9ULL, 15ULL, 17ULL, 29ULL, 38ULL, 40ULL, 44ULL, 0xffffffffULL}) {
    CAPTURE(family);
    CHECK(verdict(false, SYS_socket, family) == refused(EAFNOSUPPORT));
    CHECK(verdict(false, SYS_socketpair, family) == refused(EAFNOSUPPORT));
    // The kernel takes an int: upper bits must not open a way around.
    CHECK(verdict(false, SYS_socket, family | 1ULL << 33) == refused(EAFNOSUPPORT));
  }
}

TEST_CASE("terminal injection is refused whatever the upper bits are") {
  for (const std::uint64_t request : {0x5412ULL, 0x541cULL})
    for (const std::uint64_t dirt : {0ULL, 1ULL << 32, 0xffffffffULL << 32})
      CHECK(verdict(false, SYS_ioctl, 0, request | dirt) == refused(EPERM));
  CHECK(verdict(false, SYS_ioctl, 0, 0x5413) == allowed);
}

TEST_CASE("personalities that undo hardening are refused") {
  for (const std::uint64_t value : {0x0ULL, 0x8ULL, 0x20000ULL, 0x20008ULL, 0xffffffffULL})
    CHECK(verdict(false, SYS_personality, value) == allowed);
  for (const std::uint64_t value : {0x40000ULL, 0x400000ULL, 0x1ULL, 0xfffffffeULL})
    CHECK(verdict(false, SYS_personality, value) == refused(EPERM));
}

TEST_CASE("namespaces cannot be made where the plan denies them") {
  for (const std::uint64_t flag :
       {0x20000ULL, 0x02000000ULL, 0x04000000ULL, 0x08000000ULL, 0x10000000ULL, 0x20000000ULL, 0x40000000ULL}) {
    CAPTURE(flag);
    CHECK(verdict(true, SYS_clone, flag | 17) == refused(EPERM));
    CHECK(verdict(false, SYS_clone, flag | 17) == allowed);
  }
  CHECK(verdict(true, SYS_clone, 0x01200011) == allowed);  // fork
  CHECK(verdict(true, SYS_clone, 0x003d0f00) == allowed);  // a thread
}

TEST_CASE("foreign architectures are killed") {
  const auto filter = seccomp_filter(SeccompBaseline::standard, false);
  seccomp_data call{};
  call.arch = foreign;
  for (call.nr = 0; call.nr < 500; ++call.nr) CHECK(evaluate(filter, call) == SECCOMP_RET_KILL_PROCESS);
#if defined(__x86_64__)
  call.arch = native;
  call.nr = 0x40000000 | SYS_getpid;
  CHECK(evaluate(filter, call) == SECCOMP_RET_KILL_PROCESS);
#endif
}
