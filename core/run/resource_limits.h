// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/resource.h>

#include <cstdint>

namespace vg {

/// The hard limit goes down for good; one that is lower already stays. Allocates nothing. Out: 0 or errno.
int lower_limit(__rlimit_resource resource, rlim_t value);

/// Keeps this thread and its children to `count` CPUs, the current one first. Allocates nothing. Out: 0 or errno.
int keep_to_cpus(std::uint32_t count);

}  // namespace vg
