// SPDX-License-Identifier: Apache-2.0
/// One configuration file, checked against the schema, before it meets other layers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/config/schema.h"

namespace vg {

struct LayerEntry {
  const KeyRow* row = nullptr;
  Value value;
  std::string place;  ///< "FILE:LINE"
};

using Layer = std::vector<LayerEntry>;

/// Errors: the first thing that is wrong, as "NAME:LINE:COLUMN: …".
Result<Layer> read_layer(std::string_view text, std::string_view name);

}  // namespace vg
