// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>

#include "core/base/result.h"

namespace vg {

/// One scalar of a YAML document, with the two keys that lead to it: {"volumes", "web", "./x:/y"} for an element of
/// the sequence `volumes` of the mapping `web`. Keys are empty where there are none.
struct YamlScalar {
  std::string_view key;
  std::string_view parent;
  std::string_view value;
};

/// Calls `visit` for every scalar of every document in `text`, JSON included. Aliases are passed over: what they stand
/// for was visited where it has its name.
/// Errors: it is no YAML, with the line; it is nested too deeply.
Result<void> visit_yaml(std::string_view text, const std::function<void(const YamlScalar&)>& visit);

}  // namespace vg
