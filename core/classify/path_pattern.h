// SPDX-License-Identifier: Apache-2.0
/// Paths of rules that users write.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/request.h"
#include "core/classify/text_pattern.h"

namespace vg::rules {

/// What a path is to a pattern.
enum class PathFit : unsigned char {
  none,
  above,  ///< a directory that may hold what the pattern names
  at,     ///< what the pattern names, or below it
};

class PathPattern {
 public:
  explicit PathPattern(std::string_view text);

  /// In: absolute and normalised; its own "*", "?" and "[" are pattern characters where `is_glob`. A relative pattern
  /// counts from `request`'s workspace, or its directory where there is none.
  PathFit fit(std::string_view path, bool is_glob, const Request& request, Work& work) const;
  std::string_view last_name() const { return parts_.empty() ? std::string_view("/") : parts_.back(); }

 private:
  enum class Root : unsigned char { absolute, home, project };
  Root root_ = Root::absolute;
  std::vector<std::string> parts_;
  std::size_t size_ = 0;
};

}  // namespace vg::rules
