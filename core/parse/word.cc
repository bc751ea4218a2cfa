// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/path.h"
#include "core/parse/command.h"

namespace vg {

std::optional<std::string> Word::literal() const {
  std::string value;
  for (const WordPart& part : parts) {
    if (part.kind != PartKind::literal) return std::nullopt;
    value += part.text;
  }
  return value;
}

std::string Word::literal_prefix() const {
  std::string value;
  for (const WordPart& part : parts) {
    if (part.kind != PartKind::literal) break;
    value += part.text;
  }
  return value;
}

bool Word::is_tilde() const {
  return !parts.empty() && parts.front().is_tilde;
}

bool Word::has(PartKind kind) const {
  return std::any_of(parts.begin(), parts.end(), [kind](const WordPart& part) { return part.kind == kind; });
}

std::string Invocation::program_name() const {
  if (words.empty()) return {};
  const std::optional<std::string> value = words.front().literal();
  return value ? std::string(base_name(*value)) : std::string();
}

}  // namespace vg
