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

/// One entry on each line; an entry that still has its line is not written anew.
std::string trust_to_json(const std::vector<TrustEntry>& entries);

/// In: `known`, entries read from an earlier text: those whose lines stand in this one, too, are taken over unread, so
/// that one more entry costs no reading of the thousands before it.
/// Errors: no JSON, no trust store, a field missing or of the wrong type, an enumerator or digest that cannot be;
/// errnum ENOTSUP where a newer version wrote it. One bad entry makes the whole store unbelievable.
Result<std::vector<TrustEntry>> trust_from_json(std::string_view text, std::vector<TrustEntry> known = {});

}  // namespace vg
