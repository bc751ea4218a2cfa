// SPDX-License-Identifier: Apache-2.0
#include "core/run/resource_limits.h"

#include <sched.h>

#include <cerrno>

namespace vg {

int lower_limit(__rlimit_resource resource, rlim_t value) {
  rlimit limit{};
  if (::getrlimit(resource, &limit) != 0) return errno;
  if (limit.rlim_max > value) limit.rlim_max = value;
  if (limit.rlim_cur > value) limit.rlim_cur = value;
  return ::setrlimit(resource, &limit) == 0 ? 0 : errno;
}

int keep_to_cpus(std::uint32_t count) {
  cpu_set_t allowed;
  cpu_set_t chosen;
  CPU_ZERO(&chosen);
  if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return 0;
  const int first = ::sched_getcpu();
  for (int i = 0; i < CPU_SETSIZE && count > 0; ++i) {
    const int cpu = (first + i) % CPU_SETSIZE;
    if (cpu < 0 || !CPU_ISSET(cpu, &allowed)) continue;
    CPU_SET(cpu, &chosen);
    --count;
  }
  return ::sched_setaffinity(0, sizeof chosen, &chosen) == 0 ? 0 : errno;
}

}  // namespace vg
