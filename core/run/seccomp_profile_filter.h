// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/filter.h>

#include <vector>

#include "core/plan/seccomp_profile.h"

namespace vg {

/// The program for a user's profile, for the native architecture; it stands beside the baseline's, and the kernel
/// obeys the stricter of both: seccomp(2). System calls this machine does not have are left out.
/// Errors: libseccomp refused a rule, named; the program is longer than the kernel takes.
Result<std::vector<sock_filter>> build_profile_filter(const SeccompProfile& profile);

}  // namespace vg
