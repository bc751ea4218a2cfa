// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <span>

namespace vg {

/// Whether a system call gets through a seccomp program with some arguments: allowed, or only logged.
/// In: a program as the kernel takes it, which jumps forward only; `architecture` is an AUDIT_ARCH.
/// Source: seccomp(2); Documentation/networking/filter.rst for the instructions.
bool may_pass(std::span<const sock_filter> program, std::uint32_t architecture, int syscall);

}  // namespace vg
