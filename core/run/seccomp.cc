// SPDX-License-Identifier: Apache-2.0
#include "core/run/seccomp.h"

#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace vg {
namespace {

// Made by seccomp_generator.cc when vg is built.
#include "core/run/seccomp_baselines.inc"

}  // namespace

std::span<const sock_filter> seccomp_filter(SeccompBaseline baseline, bool deny_namespaces) {
  if (baseline == SeccompBaseline::strict) return strict_without_namespaces;
  if (deny_namespaces) return standard_without_namespaces;
  return standard;
}

int install_seccomp_filter(const sock_filter* filter, std::uint16_t length) {
  // The kernel takes a pointer to mutable instructions and copies them.
  const sock_fprog program{length, const_cast<sock_filter*>(filter)};
  return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0 ? 0 : errno;
}

}  // namespace vg
