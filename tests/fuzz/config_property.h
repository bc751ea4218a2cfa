// SPDX-License-Identifier: Apache-2.0
/// What holds for any text given as a configuration file; shared by the fuzz target and the replay of its corpus.
#pragma once

#include <string>
#include <string_view>

#include "core/base/text.h"
#include "core/classify/classify.h"
#include "core/config/layer.h"
#include "core/config/tightening.h"

namespace vg::test {

/// Empty where all holds, else what does not.
inline std::string broken_config_property(std::string_view text) {
  const auto layer = read_layer(text, "f");
  if (!layer) {
    if (layer.error().what.empty() || !layer.error().where.starts_with("f")) return "an error without text or place";
    if (visible(layer.error().message()) != layer.error().message()) return "an error that acts on the terminal";
    return {};
  }
  for (const LayerEntry& entry : *layer) {
    const KeyRow& row = *entry.row;
    if (const auto* rules = std::get_if<std::vector<RuleDefinition>>(&entry.value)) {
      const auto set = compile_rules(*rules, {});
      if (!set && (set.error().what.empty() || !set.error().where.starts_with("f:"))) return "an error without place";
      if (!set && visible(set.error().message()) != set.error().message()) return "an error that acts on the terminal";
    }
    const std::string written =
        std::string(row.section()) + ":\n  " + std::string(row.name()) + ": " + value_text(row, entry.value) + "\n";
    const auto again = read_layer(written, "f");
    if (!again || again->size() != 1 || again->front().value != entry.value) return "does not read back: " + written;
    for (const auto& level : level_names) {
      const Held below{default_value(row)};
      const Tightened once = tightened(row, below, entry.value, level.value);
      const Tightened twice = tightened(row, once.held, entry.value, level.value);
      if (twice.held != once.held) return "tightens further the second time: " + written;
      if (row.tightening == Tightening::never && once.held != below) return "opens without trust: " + written;
    }
  }
  return {};
}

}  // namespace vg::test
