// SPDX-License-Identifier: Apache-2.0
#include "core/run/seccomp_profile_filter.h"

#include <linux/bpf_common.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <memory>

#include "core/base/text.h"
#include "core/base/unique_fd.h"
#include "core/run/filter_reach.h"
#include "core/run/newer_syscalls.h"

namespace vg {
namespace {

constexpr std::size_t most_warnings = 5;
constexpr const char* cannot = "cannot build the filter of the seccomp profile";

struct StartCall {
  const char* name;
  int number;  ///< negative: not one of this architecture
};
/// What a dynamically linked program does before its first own instruction. Source: strace of /bin/true.
constexpr std::array start_calls{
    StartCall{"arch_prctl", SCMP_SYS(arch_prctl)},
    StartCall{"brk", SCMP_SYS(brk)},
    StartCall{"close", SCMP_SYS(close)},
    StartCall{"exit_group", SCMP_SYS(exit_group)},
    StartCall{"mmap", SCMP_SYS(mmap)},
    StartCall{"mprotect", SCMP_SYS(mprotect)},
    StartCall{"openat", SCMP_SYS(openat)},
    StartCall{"read", SCMP_SYS(read)},
};

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

/// How much an action withholds: allowed, refused, ended.
int strictness(SyscallAction action) {
  switch (action) {
    case SyscallAction::allow:
    case SyscallAction::log: return 0;
    case SyscallAction::errno_:
    case SyscallAction::notify:
    case SyscallAction::trace: return 1;
    case SyscallAction::trap: return 2;
    case SyscallAction::kill_process:
    case SyscallAction::kill_thread:
    case SyscallAction::kill: return 3;
  }
  return 3;
}

constexpr int elsewhere = -2;  ///< the system call of another architecture; libseccomp's own numbers begin at -101

/// Its number, libseccomp's for one of another architecture, or __NR_SCMP_ERROR.
int number_of(const std::string& name) {
  const int known = seccomp_syscall_resolve_name(name.c_str());
  if (known != __NR_SCMP_ERROR) return known;
  for (const NewerSyscall& newer : newer_syscalls)
    if (newer.name == name) return newer.number < 0 ? elsewhere : newer.number;
  return __NR_SCMP_ERROR;
}

/// For the message about a mistake, so that it need not be fast.
std::string suggestion(const std::string& name) {
  constexpr int past_all_numbers = 512;  // x32 begins there
  std::vector<std::string> names;
  for (int number = 0; number < past_all_numbers; ++number) {
    const std::unique_ptr<char, void (*)(void*)> known(seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number),
                                                       ::free);
    if (known) names.emplace_back(known.get());
  }
  std::vector<std::string_view> candidates(names.begin(), names.end());
  for (const NewerSyscall& newer : newer_syscalls) candidates.push_back(newer.name);
  const std::string_view nearest = nearest_name(name, candidates);
  return nearest.empty() ? std::string() : ": did you mean '" + std::string(nearest) + "'?";
}

class ProfileBuilder {
 public:
  ProfileBuilder(const SeccompProfile& profile, std::string_view text, const std::string& name)
      : profile_(profile),
        text_(text),
        name_(name),
        fallback_(action_of(profile.default_action, profile.default_error)),
        context_(seccomp_init(fallback_), seccomp_release) {}

  Result<ProfileFilter> build() {
    if (!context_) return fail(cannot, {}, ENOMEM);
    seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);
    // Other architectures are the baseline's business, which ends their programs.
    seccomp_attr_set(context_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    for (const SyscallRule& rule : profile_.rules) VG_CHECK(add(rule));
    VG_CHECK(export_program());
    VG_CHECK(check_start());
    return std::move(out_);
  }

 private:
  Result<void> add(const SyscallRule& rule) {
    const std::uint32_t action = action_of(rule.action, rule.error);
    for (std::size_t i = 0; i < rule.names.size(); ++i) {
      const std::string& name = rule.names[i];
      const int syscall = number_of(name);
      if (syscall == __NR_SCMP_ERROR) {
        VG_CHECK(take_unknown(rule, i));
        continue;
      }
      // libseccomp refuses what changes nothing.
      if (action == fallback_ || syscall == elsewhere) continue;
      const int result = add_rule(context_.get(), action, syscall, rule);
      if (result != 0 && result != -EDOM && result != -EEXIST)
        return fail(std::string(cannot) + ": rule for '" + visible(name) + "'", {}, -result);
    }
    return {};
  }

  Result<void> take_unknown(const SyscallRule& rule, std::size_t number) {
    const std::string& name = rule.names[number];
    const std::string place = name_place(text_, name_, rule, number);
    const std::string what = "'" + visible(name) + "' is no system call that is known here" + suggestion(name);
    if (strictness(rule.action) > strictness(profile_.default_action)) return fail(what, place);
    if (out_.warnings.size() < most_warnings) out_.warnings.push_back(place + ": " + what);
    return {};
  }

  Result<void> export_program() {
    const UniqueFd memory(::memfd_create("vg-profile", MFD_CLOEXEC));
    const int result = memory ? seccomp_export_bpf(context_.get(), memory.get()) : -errno;
    if (result != 0) return fail(cannot, {}, -result);
    const off_t size = ::lseek(memory.get(), 0, SEEK_END);
    out_.program.resize(static_cast<std::size_t>(size) / sizeof(sock_filter));
    if (out_.program.size() > BPF_MAXINSNS) return fail(std::string(cannot) + ": it is too long for the kernel");
    if (::pread(memory.get(), out_.program.data(), static_cast<std::size_t>(size), 0) != size)
      return fail_errno(cannot);
    return {};
  }

  bool passes(int syscall) const { return may_pass(out_.program, seccomp_arch_native(), syscall); }

  /// Without these a command ends by a signal before it could say a word.
  Result<void> check_start() {
    if (!passes(SCMP_SYS(execve))) return fail("the seccomp profile refuses execve: no command could start", name_);
    if (!passes(SCMP_SYS(exit_group)) && !passes(SCMP_SYS(exit)))
      return fail("the seccomp profile refuses exit and exit_group: no command could end", name_);
    for (const StartCall& call : start_calls)
      if (call.number >= 0 && !passes(call.number))
        out_.withheld += (out_.withheld.empty() ? "" : ", ") + std::string(call.name);
    return {};
  }

  const SeccompProfile& profile_;
  std::string_view text_;
  const std::string& name_;
  std::uint32_t fallback_;
  std::unique_ptr<void, void (*)(void*)> context_;
  ProfileFilter out_;
};

}  // namespace

Result<ProfileFilter> build_profile_filter(const SeccompProfile& profile, std::string_view text,
                                           const std::string& name) {
  return ProfileBuilder(profile, text, name).build();
}

Result<ProfileFilter> profile_filter(const SandboxPlan& plan) {
  if (plan.seccomp_profile_text.empty()) return ProfileFilter();
  const std::string name = visible(plan.seccomp_profile);
  const SeccompProfile profile =
      VG_TRY(parse_seccomp_profile(plan.seccomp_profile_text, name, conditions_here(plan.kept_capabilities)));
  return build_profile_filter(profile, plan.seccomp_profile_text, name);
}

std::string profile_note(const ProfileFilter& filter, const SandboxPlan& plan, const Outcome& outcome) {
  if (filter.program.empty()) return {};
  const std::string profile = "the seccomp profile " + visible(plan.seccomp_profile);
  const bool is_signal = outcome.ending == Ending::signaled;
  if (is_signal && outcome.code == SIGSYS) return "a system call was refused by a signal: look into " + profile;
  // A dynamic linker that cannot work ends itself by a signal, or with status 127.
  const bool could_not_start = (is_signal && (outcome.code == SIGSEGV || outcome.code == SIGABRT)) ||
                               (outcome.ending == Ending::exited && outcome.code == 127);
  if (!could_not_start || filter.withheld.empty()) return {};
  return profile + " refuses what programs need to start: " + filter.withheld;
}

}  // namespace vg
