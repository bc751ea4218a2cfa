// SPDX-License-Identifier: Apache-2.0
/// All that the shim takes from the libc it meets. Weak and unversioned, so that it loads beside any glibc and musl;
/// default visibility, because a hidden weak symbol resolves to 0 inside a shared object.
#pragma once

#include "preload/system_calls.h"

extern "C" {
[[gnu::weak]] extern char** environ;
[[gnu::weak]] int* __errno_location();
}

namespace vg::preload {

/// The environment of the process as its libc sees it, or nullptr.
inline Words process_environment() {
  return &environ == nullptr ? nullptr : environ;
}

/// Puts `block` in the place of an environment that is still `old`; false where another thread was faster.
inline bool replace_process_environment(Words old, char** block) {
  char** expected = const_cast<char**>(old);
  return __atomic_compare_exchange_n(&environ, &expected, block, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/// Result of a libc function: -1 with errno set for -errno, else the value.
inline long libc_result(long result) {
  if (result >= 0 || result < -4095) return result;
  if (&__errno_location != nullptr) *__errno_location() = static_cast<int>(-result);
  return -1;
}

}  // namespace vg::preload
