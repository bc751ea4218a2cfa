// SPDX-License-Identifier: Apache-2.0
#include "core/run/seccomp_profile_filter.h"

#include <linux/bpf_common.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "core/base/text.h"
#include "core/base/unique_fd.h"

namespace vg {
namespace {

constexpr const char* cannot = "cannot build the filter of the seccomp profile";

std::uint32_t action_of(SyscallAction action, std::optional<unsigned> error) {
  const auto number = static_cast<std::uint16_t>(error.value_or(EPERM));
  switch (action) {
    case SyscallAction::allow: return SCMP_ACT_ALLOW;
    case SyscallAction::errno_: return SCMP_ACT_ERRNO(number);
    case SyscallAction::kill_process: return SCMP_ACT_KILL_PROCESS;
    case SyscallAction::kill_thread:
    case SyscallAction::kill: return SCMP_ACT_KILL_THREAD;
    case SyscallAction::log: return SCMP_ACT_LOG;
    // Nobody listens and nobody traces: both are ENOSYS for the caller.
    case SyscallAction::notify: return SCMP_ACT_NOTIFY;
    case SyscallAction::trace: return SCMP_ACT_TRACE(number);
    case SyscallAction::trap: return SCMP_ACT_TRAP;
  }
  return SCMP_ACT_KILL_PROCESS;
}

scmp_compare comparison_of(Comparison op) {
  switch (op) {
    case Comparison::equal: return SCMP_CMP_EQ;
    case Comparison::greater_equal: return SCMP_CMP_GE;
    case Comparison::greater: return SCMP_CMP_GT;
    case Comparison::less_equal: return SCMP_CMP_LE;
    case Comparison::less: return SCMP_CMP_LT;
    case Comparison::masked_equal: return SCMP_CMP_MASKED_EQ;
    case Comparison::not_equal: return SCMP_CMP_NE;
  }
  return SCMP_CMP_EQ;
}

std::vector<scmp_arg_cmp> comparisons_of(const SyscallRule& rule) {
  std::vector<scmp_arg_cmp> out;
  for (const ArgumentRule& argument : rule.arguments)
    out.push_back({argument.index, comparison_of(argument.op), argument.value, argument.second});
  return out;
}

/// Several conditions on one argument are alternatives, as the engines read them; libseccomp takes one at a time.
bool names_an_argument_twice(const SyscallRule& rule) {
  unsigned seen = 0;
  for (const ArgumentRule& argument : rule.arguments) {
    if ((seen >> argument.index & 1) != 0) return true;
    seen |= 1U << argument.index;
  }
  return false;
}

int add_rule(scmp_filter_ctx context, std::uint32_t action, int syscall, const SyscallRule& rule) {
  const std::vector<scmp_arg_cmp> comparisons = comparisons_of(rule);
  if (!names_an_argument_twice(rule))
    return seccomp_rule_add_array(context, action, syscall, static_cast<unsigned>(comparisons.size()),
                                  comparisons.data());
  for (const scmp_arg_cmp& comparison : comparisons)
    if (const int result = seccomp_rule_add_array(context, action, syscall, 1, &comparison)) return result;
  return 0;
}

Result<void> add_rules(scmp_filter_ctx context, const SeccompProfile& profile, std::uint32_t fallback) {
  for (const SyscallRule& rule : profile.rules) {
    const std::uint32_t action = action_of(rule.action, rule.error);
    if (action == fallback) continue;  // libseccomp refuses what changes nothing
    for (const std::string& name : rule.names) {
      const int syscall = seccomp_syscall_resolve_name(name.c_str());
      if (syscall == __NR_SCMP_ERROR) continue;
      const int result = add_rule(context, action, syscall, rule);
      if (result != 0 && result != -EDOM && result != -EEXIST)
        return fail(std::string(cannot) + ": rule for '" + visible(name) + "'", {}, -result);
    }
  }
  return {};
}

}  // namespace

Result<std::vector<sock_filter>> build_profile_filter(const SeccompProfile& profile) {
  const std::uint32_t fallback = action_of(profile.default_action, profile.default_error);
  const std::unique_ptr<void, void (*)(void*)> context(seccomp_init(fallback), seccomp_release);
  if (!context) return fail(cannot, {}, ENOMEM);
  seccomp_attr_set(context.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);
  // Other architectures are the baseline's business, which ends their programs.
  seccomp_attr_set(context.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  VG_CHECK(add_rules(context.get(), profile, fallback));
  const UniqueFd memory(::memfd_create("vg-profile", MFD_CLOEXEC));
  const int result = memory ? seccomp_export_bpf(context.get(), memory.get()) : -errno;
  if (result != 0) return fail(cannot, {}, -result);
  const off_t size = ::lseek(memory.get(), 0, SEEK_END);
  std::vector<sock_filter> filter(static_cast<std::size_t>(size) / sizeof(sock_filter));
  if (filter.size() > BPF_MAXINSNS) return fail(std::string(cannot) + ": it is too long for the kernel");
  if (::pread(memory.get(), filter.data(), static_cast<std::size_t>(size), 0) != size) return fail_errno(cannot);
  return filter;
}

}  // namespace vg
