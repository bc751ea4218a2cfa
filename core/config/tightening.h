// SPDX-License-Identifier: Apache-2.0
/// What a layer may do to a key without anybody's trust.
#pragma once

#include "core/config/level_defaults.h"
#include "core/config/schema.h"

namespace vg {

/// The value of a key, and for guard_level.level what `auto` may not fall below.
struct Held {
  Value value;
  GuardLevel at_least = GuardLevel::off;
  friend bool operator==(const Held&, const Held&) = default;
};

/// The value once a layer that is believed has set the key: replaced, or joined for lists.
Held believed(const KeyRow& row, const Held& below, const Value& wanted);

struct Tightened {
  Held held;           ///< as strict as `below` or stricter
  bool waits = false;  ///< some of what was wanted would loosen and is left out
};

/// The strictest part of `wanted`. In: `level` in force below, which stands for unset values.
Tightened tightened(const KeyRow& row, const Held& below, const Value& wanted, Level level);

}  // namespace vg
