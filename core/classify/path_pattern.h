// SPDX-License-Identifier: Apache-2.0
/// Paths of rules that users write.
#pragma once

#include <optional>
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
  /// The root of this pattern, without a slash at its end; nullopt where there is none.
  std::optional<std::string_view> root_of(const Request& request) const;
  /// Whether the known beginnings of path and pattern rule each other out: most patterns end here.
  bool differs_early(std::string_view path, bool is_glob, std::string_view root) const;

  Root root_ = Root::absolute;
  std::string literal_;  ///< "/a/b" of "/a/b/*/c", without the root
  std::vector<std::string> parts_;
  std::size_t size_ = 0;
};

}  // namespace vg::rules
