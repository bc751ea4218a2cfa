// SPDX-License-Identifier: Apache-2.0
/// What holds for any text given as a seccomp profile; shared by the fuzz target and the replay of its corpus.
#pragma once

#include <linux/audit.h>
#include <sys/syscall.h>

#include <string>
#include <string_view>

#include "core/run/filter_reach.h"
#include "core/run/seccomp_profile_filter.h"

namespace vg::test {

#if defined(__x86_64__)
inline constexpr std::uint32_t native_architecture = AUDIT_ARCH_X86_64;
#else
inline constexpr std::uint32_t native_architecture = AUDIT_ARCH_AARCH64;
#endif

/// Empty where all holds, else what does not.
inline std::string broken_profile_property(std::string_view text) {
  const std::string name = "p.json";
  const auto profile = parse_seccomp_profile(text, name, {1, "amd64", 6, 1});
  if (!profile)
    return profile.error().what.empty() || !profile.error().where.starts_with(name + ":") ? "an error without a place"
                                                                                          : "";
  for (const SyscallRule& rule : profile->rules) {
    if (rule.names.empty()) return "a rule without names";
    for (std::size_t i = 0; i < rule.names.size() && i < 8; ++i)
      if (!name_place(text, name, rule, i).starts_with(name + ":")) return "a name without a place";
  }
  const auto filter = build_profile_filter(*profile, text, name);
  if (!filter) return filter.error().what.empty() ? "an error without text" : "";
  if (filter->program.empty()) return "no program";
  if (!may_pass(filter->program, native_architecture, SYS_execve)) return "nothing could start";
  return {};
}

}  // namespace vg::test
