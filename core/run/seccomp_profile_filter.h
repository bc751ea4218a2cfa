// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/filter.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/base/outcome.h"
#include "core/plan/plan.h"
#include "core/plan/seccomp_profile.h"

namespace vg {

struct ProfileFilter {
  std::vector<sock_filter> program;   ///< empty: there is no profile
  std::vector<std::string> warnings;  ///< names that nothing knows, in rules that only allow
  std::string withheld;               ///< calls that program starts need and the profile refuses: "brk, mmap"
};

/// The program for a user's profile, for the native architecture; it stands beside the baseline's, and the kernel
/// obeys the stricter of both: seccomp(2). System calls of other architectures are left out; those younger than
/// libseccomp are known by newer_syscalls.h. A name that nobody knows is an error where its rule is stricter than the
/// default, for that rule could not hold; otherwise a warning, because the call then gets the stricter default.
/// In: `text` is what the profile was read from, `name` its file, for messages.
/// Errors: such a name, with FILE:LINE:COLUMN; execve or both ways to exit are refused whatever their arguments;
/// libseccomp refused a rule, named; the program is longer than the kernel takes.
Result<ProfileFilter> build_profile_filter(const SeccompProfile& profile, std::string_view text,
                                           const std::string& name);

/// The filter of the plan's profile, if it has one.
Result<ProfileFilter> profile_filter(const SandboxPlan& plan);

/// What to say of a command that ended so under this filter; empty where the profile had no part in it.
std::string profile_note(const ProfileFilter& filter, const SandboxPlan& plan, const Outcome& outcome);

}  // namespace vg
