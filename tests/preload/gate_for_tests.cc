// SPDX-License-Identifier: Apache-2.0
/// A gate by name, so that these tests say nothing about the real table: a program whose file is called candidate… is
/// refused unless asked about, one called unknown… is asked about, one called homely… unless the home is known;
/// everything else is harmless.
#include "core/gate/gate.h"

namespace vg {
namespace {

bool starts_with(const char* text, const char* prefix) {
  while (*prefix != '\0')
    if (*text++ != *prefix++) return false;
  return true;
}

const char* name_of(const GateInput& input) {
  const char* name = input.path;
  for (const char* p = input.path; *p != '\0'; ++p)
    if (*p == '/') name = p + 1;
  return name;
}

}  // namespace

bool gate_needs_home(const GateInput& input) noexcept {
  return starts_with(name_of(input), "homely");
}

GateAnswer gate(const GateInput& input) noexcept {
  const char* name = name_of(input);
  if (starts_with(name, "homely")) return input.home != nullptr ? GateAnswer::harmless : GateAnswer::ask;
  if (starts_with(name, "candidate")) return GateAnswer::refuse_unless_asked;
  if (starts_with(name, "unknown") || starts_with(name, "memfd:")) return GateAnswer::ask;
  return GateAnswer::harmless;
}

}  // namespace vg
