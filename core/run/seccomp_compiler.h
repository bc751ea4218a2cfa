// SPDX-License-Identifier: Apache-2.0
/// From the rows of seccomp_rules.h to a program for the kernel. Runs when vg is built: libseccomp takes about half a
/// millisecond, which every start of a sandbox would wait for.
#pragma once

#include <linux/filter.h>

#include <vector>

#include "core/base/result.h"
#include "core/plan/plan.h"

namespace vg {

/// The filter for one baseline. `deny_namespaces`: also refuse making namespaces and mounting.
/// Errors: libseccomp refused (unknown architecture).
Result<std::vector<sock_filter>> build_seccomp_filter(SeccompBaseline baseline, bool deny_namespaces);

}  // namespace vg
