// SPDX-License-Identifier: Apache-2.0
/// The functions that compilers call on their own account, also in freestanding code (GCC manual, "Standards"). Hidden
/// by the version script: they must not replace those of the program. Compiled with -fno-tree-loop-distribute-patterns,
/// without which these loops would become calls to themselves.
#include "preload/text.h"

extern "C" {

void* memcpy(void* to, const void* from, vg::preload::Size size) {
  auto* p = static_cast<unsigned char*>(to);
  const auto* q = static_cast<const unsigned char*>(from);
  for (vg::preload::Size i = 0; i < size; ++i) p[i] = q[i];
  return to;
}

void* memmove(void* to, const void* from, vg::preload::Size size) {
  auto* p = static_cast<unsigned char*>(to);
  const auto* q = static_cast<const unsigned char*>(from);
  if (p < q)
    for (vg::preload::Size i = 0; i < size; ++i) p[i] = q[i];
  else
    for (vg::preload::Size i = size; i > 0; --i) p[i - 1] = q[i - 1];
  return to;
}

void* memset(void* to, int value, vg::preload::Size size) {
  auto* p = static_cast<unsigned char*>(to);
  for (vg::preload::Size i = 0; i < size; ++i) p[i] = static_cast<unsigned char>(value);
  return to;
}

int memcmp(const void* a, const void* b, vg::preload::Size size) {
  const auto* p = static_cast<const unsigned char*>(a);
  const auto* q = static_cast<const unsigned char*>(b);
  for (vg::preload::Size i = 0; i < size; ++i)
    if (p[i] != q[i]) return p[i] - q[i];
  return 0;
}

vg::preload::Size strlen(const char* text) {
  return vg::preload::length(text);
}

}  // extern "C"
