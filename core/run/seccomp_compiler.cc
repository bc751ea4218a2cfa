// SPDX-License-Identifier: Apache-2.0
#include "core/run/seccomp_compiler.h"

#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <string>

#include "core/base/unique_fd.h"
#include "core/run/seccomp_rules.h"

namespace vg {
namespace {

class SeccompContext {
 public:
  SeccompContext() : context_(seccomp_init(SCMP_ACT_ALLOW), seccomp_release) {}
  scmp_filter_ctx get() const { return context_.get(); }
  explicit operator bool() const { return context_ != nullptr; }

  /// Collects the first error; the rules after it are not added.
  template <typename... Comparisons>
  void refuse(int errnum, int syscall, Comparisons... comparisons) {
    if (error_ != 0 || syscall == __NR_SCMP_ERROR) return;
    const int result = seccomp_rule_add(get(), SCMP_ACT_ERRNO(static_cast<std::uint16_t>(errnum)), syscall,
                                        sizeof...(comparisons), comparisons...);
    // A system call that this architecture never had needs no rule.
    if (result != 0 && result != -EDOM) error_ = -result;
  }
  int error() const { return error_; }

 private:
  std::unique_ptr<void, void (*)(void*)> context_;
  int error_ = 0;
};

bool is_wanted(SyscallGroup group, bool deny_namespaces) {
  const bool is_about_namespaces =
      group == SyscallGroup::mounts || group == SyscallGroup::namespaces || group == SyscallGroup::newer;
  return deny_namespaces || !is_about_namespaces;
}

void add_row(SeccompContext& context, const SyscallRow& row) {
  context.refuse(row.refusal, seccomp_syscall_resolve_name(std::string(row.name).c_str()));
}

void add_rules(SeccompContext& context, SeccompBaseline baseline, bool deny_namespaces) {
  for (const SyscallRow& row : syscall_rows)
    if (is_wanted(row.group, deny_namespaces)) add_row(context, row);
  if (baseline == SeccompBaseline::strict)
    for (const SyscallRow& row : strict_rows) add_row(context, row);
  if (deny_namespaces)
    for (std::uint64_t flag = 1; flag != 0 && flag <= namespace_flags; flag <<= 1)
      if ((namespace_flags & flag) != 0)
        context.refuse(EPERM, SCMP_SYS(clone), SCMP_A0_64(SCMP_CMP_MASKED_EQ, flag, flag));
  // PID 1 is the sandbox's init: its user may lower its limits, and so end it. prlimit(2)
  context.refuse(EPERM, SCMP_SYS(prlimit64), SCMP_A0_32(SCMP_CMP_EQ, 1), SCMP_A2_64(SCMP_CMP_NE, 0));
  for (const std::uint32_t request : terminal_requests)
    context.refuse(EPERM, SCMP_SYS(ioctl), SCMP_A1_32(SCMP_CMP_MASKED_EQ, 0xffffffffU, request));
}

constexpr std::uint32_t refused_with(int errnum) {
  return SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(errnum);
}

/// "The first argument is one of these, or the call is refused." libseccomp rules compare an argument once and so
/// cannot say that; these instructions stand before its program and fall into it. The lower half of the argument
/// decides: the kernel takes an int or unsigned int from it.
template <typename Values>
void append_allowed_only(std::vector<sock_filter>& filter, int syscall, int errnum, const Values& allowed) {
  const auto count = static_cast<std::uint8_t>(allowed.size());
  constexpr std::uint32_t first_argument = offsetof(seccomp_data, args);  // little endian: the lower half comes first
  static_assert(std::endian::native == std::endian::little);
  filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(syscall), 0,
                            static_cast<std::uint8_t>(count + 3)));
  filter.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, first_argument));
  for (std::uint8_t i = 0; i < count; ++i)
    filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(allowed[i]),
                              static_cast<std::uint8_t>(count - i), 0));
  filter.push_back(BPF_STMT(BPF_RET | BPF_K, refused_with(errnum)));
  filter.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)));
}

/// For the native architecture only; the program behind checks the architecture itself.
std::vector<sock_filter> argument_checks(std::uint32_t architecture) {
  std::vector<sock_filter> checks;
  append_allowed_only(checks, SCMP_SYS(socket), EAFNOSUPPORT, socket_families);
  append_allowed_only(checks, SCMP_SYS(socketpair), EAFNOSUPPORT, socket_families);
  append_allowed_only(checks, SCMP_SYS(personality), EPERM, personalities);
  std::vector<sock_filter> filter{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 0, static_cast<std::uint8_t>(checks.size() + 1)),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
  filter.insert(filter.end(), checks.begin(), checks.end());
  return filter;
}

Result<std::vector<sock_filter>> exported(const SeccompContext& context) {
  const UniqueFd memory(::memfd_create("vg-seccomp", MFD_CLOEXEC));
  if (!memory) return fail_errno("cannot build the seccomp filter");
  const int result = seccomp_export_bpf(context.get(), memory.get());
  if (result != 0) return fail("cannot build the seccomp filter", {}, -result);
  const off_t size = ::lseek(memory.get(), 0, SEEK_END);
  std::vector<sock_filter> filter = argument_checks(seccomp_arch_native());
  const std::size_t before = filter.size();
  filter.resize(before + static_cast<std::size_t>(size) / sizeof(sock_filter));
  if (::pread(memory.get(), filter.data() + before, static_cast<std::size_t>(size), 0) != size)
    return fail_errno("cannot build the seccomp filter");
  return filter;
}

}  // namespace

Result<std::vector<sock_filter>> build_seccomp_filter(SeccompBaseline baseline, bool deny_namespaces) {
  SeccompContext context;
  if (!context) return fail("cannot build the seccomp filter", {}, ENOMEM);
  // A binary tree: the kernel runs the filter for every system call, and once per number when it is installed.
  seccomp_attr_set(context.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);
  // Foreign architectures have numbers of their own, which these rows say nothing about.
  seccomp_attr_set(context.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  add_rules(context, baseline, deny_namespaces);
  if (context.error() != 0) return fail("cannot build the seccomp filter", {}, context.error());
  return exported(context);
}

}  // namespace vg
