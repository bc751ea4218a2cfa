// SPDX-License-Identifier: Apache-2.0
/// The text of trust.json.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/trust/store.h"

namespace vg {

inline constexpr int trust_schema_version = 1;

/// One entry on each line.
std::string trust_to_json(const std::vector<TrustEntry>& entries);

/// Errors: no JSON, no trust store, a field missing or of the wrong type, an enumerator or digest that cannot be;
/// errnum ENOTSUP where a newer version wrote it. One bad entry makes the whole store unbelievable.
Result<std::vector<TrustEntry>> trust_from_json(std::string_view text);

}  // namespace vg
