// SPDX-License-Identifier: Apache-2.0
#include "core/config/presets.h"

#include "embedded_presets.h"

namespace vg {

std::span<const Preset> presets() {
  return embedded_presets;
}

const Preset* find_preset(std::string_view name) {
  for (const Preset& preset : embedded_presets)
    if (preset.name == name) return &preset;
  return nullptr;
}

}  // namespace vg
