// SPDX-License-Identifier: Apache-2.0
/// The system calls a payload has no business with.
#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <span>

#include "core/plan/plan.h"

namespace vg {

/// The compiled filter for one baseline. `deny_namespaces`: also refuse making namespaces and mounting; at strict that
/// is always so.
std::span<const sock_filter> seccomp_filter(SeccompBaseline baseline, bool deny_namespaces);

/// Installs it for this thread; needs no_new_privs. Allocates nothing. Out: 0 or errno.
int install_seccomp_filter(const sock_filter* filter, std::uint16_t length);

}  // namespace vg
