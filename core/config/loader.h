// SPDX-License-Identifier: Apache-2.0
/// YAML text as a tree. The only place that knows a YAML library, and the only one that catches its exceptions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace vg {

struct YamlNode {
  enum class Kind { null, scalar, sequence, mapping };
  Kind kind = Kind::null;
  std::string text;                ///< scalar only
  bool quoted = false;             ///< scalar in quotes or a block: text, whatever it looks like
  std::vector<YamlNode> children;  ///< items; of a mapping: key, value, key, value …
  int line = 1;                    ///< counted from 1
  int column = 1;                  ///< Unit: bytes, counted from 1
};

/// "NAME:LINE:COLUMN", the name free of control characters.
std::string yaml_place(std::string_view name, int line, int column);

/// One document without anchors, aliases, tags, merge keys and duplicate keys; an empty text is a null node.
/// In: `name` stands in front of error messages.
/// Errors: everything else, with its place: not UTF-8 text, a byte order mark, tabs for indentation, several documents,
/// deep nesting, syntax.
Result<YamlNode> read_yaml(std::string_view text, std::string_view name);

}  // namespace vg
