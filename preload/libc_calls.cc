// SPDX-License-Identifier: Apache-2.0
#include "preload/libc_calls.h"

#include "preload/libc_imports.h"
#include "preload/shim.h"

namespace vg::preload {
namespace {

[[gnu::noinline]] void repair_process_environment() {
  const Words old = process_environment();
  ChildEnvironment environment(old, shim.memory, true);
  if (&environ == nullptr || !environment.is_changed()) return;
  if (char** block = environment.keep()) replace_process_environment(old, block);
}

}  // namespace

void* prepare_libc_call(const char* name) {
  if (shim.is_active) repair_process_environment();
  return find_next(shim.own_object, name);
}

}  // namespace vg::preload
