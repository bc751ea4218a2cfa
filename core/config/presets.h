// SPDX-License-Identifier: Apache-2.0
/// The presets, compiled in so that `--preset NAME` needs no file.
#pragma once

#include <span>
#include <string_view>

namespace vg {

struct Preset {
  std::string_view name;  ///< "developer"
  std::string_view text;  ///< the file presets/NAME.yaml, byte for byte
};

/// In the order developer, ci-cd, production.
std::span<const Preset> presets();

/// nullptr where there is none of that name.
const Preset* find_preset(std::string_view name);

}  // namespace vg
