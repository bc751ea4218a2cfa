// SPDX-License-Identifier: Apache-2.0
#include "core/classify/path_pattern.h"

#include <algorithm>

#include "core/base/path.h"
#include "core/classify/location.h"

namespace vg::rules {
namespace {

using Parts = std::vector<std::string_view>;

Parts parts_of(std::string_view path) {
  Parts parts;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (end > 0 && path.substr(0, end) != ".") parts.push_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

/// Whether a name that fits pattern `a` could fit pattern `b`. Errs to yes: what is known in front of the first and
/// behind the last pattern character must agree.
bool could_meet(std::string_view a, std::string_view b) {
  constexpr NameList special = "*?[";
  const std::size_t first_a = std::min(a.find_first_of(special), a.size());
  const std::size_t first_b = std::min(b.find_first_of(special), b.size());
  const std::size_t front = std::min(first_a, first_b);
  if (a.substr(0, front) != b.substr(0, front)) return false;
  const auto tail = [&](std::string_view text, std::size_t first) {
    const std::size_t last = text.find_last_of("*?[]");
    return first == text.size() ? text : text.substr(last + 1);
  };
  const std::string_view end_a = tail(a, first_a);
  const std::string_view end_b = tail(b, first_b);
  const std::size_t back = std::min(end_a.size(), end_b.size());
  return end_a.substr(end_a.size() - back) == end_b.substr(end_b.size() - back);
}

bool part_fits(std::string_view part, std::string_view pattern, bool is_glob) {
  if (is_glob && part.find_first_of("*?[") != std::string_view::npos) return could_meet(part, pattern);
  return matches_pattern(part, pattern);
}

}  // namespace

PathPattern::PathPattern(std::string_view text) {
  if (text == "~" || text.starts_with("~/")) {
    root_ = Root::home;
    text.remove_prefix(1);
  } else if (!text.starts_with('/')) {
    root_ = Root::project;
  }
  bool is_literal = true;
  for (const std::string_view part : parts_of(text)) {
    parts_.emplace_back(part);
    is_literal = is_literal && part.find_first_of("*?") == std::string_view::npos;
    if (is_literal) literal_.append("/").append(part);
  }
  size_ = text.size();
}

std::optional<std::string_view> PathPattern::root_of(const Request& request) const {
  std::string_view root;
  if (root_ == Root::home) root = request.home;
  if (root_ == Root::project) root = request.workspace.empty() ? request.working_directory : request.workspace;
  if (root_ != Root::absolute && root.empty()) return std::nullopt;
  return root == "/" ? std::string_view() : root;
}

bool PathPattern::differs_early(std::string_view path, bool is_glob, std::string_view root) const {
  if (is_glob) path = path.substr(0, path.find_first_of("*?["));
  if (path == "/") return false;
  const std::size_t in_root = std::min(path.size(), root.size());
  if (path.substr(0, in_root) != root.substr(0, in_root)) return true;
  path.remove_prefix(in_root);
  const std::size_t in_literal = std::min(path.size(), literal_.size());
  return path.substr(0, in_literal) != std::string_view(literal_).substr(0, in_literal);
}

PathFit PathPattern::fit(std::string_view path, bool is_glob, const Request& request, Work& work) const {
  const auto root = root_of(request);
  if (path.empty() || !root || !work.spend(32) || differs_early(path, is_glob, *root)) return PathFit::none;
  Parts pattern = parts_of(*root);
  // Names of the root are no patterns, whatever characters are in them.
  const std::size_t plain = pattern.size();
  pattern.insert(pattern.end(), parts_.begin(), parts_.end());
  if (!work.spend((path.size() + 1) * (size_ + 8 * plain + 8))) return PathFit::none;

  // fits[j]: the path so far fits the first j parts of the pattern.
  std::vector<bool> fits(pattern.size() + 1);
  fits[0] = true;
  const auto skip_any = [&] {
    for (std::size_t j = 0; j < pattern.size(); ++j)
      if (fits[j] && j >= plain && pattern[j] == "**") fits[j + 1] = true;
  };
  skip_any();
  if (fits.back()) return PathFit::at;
  for (const std::string_view part : parts_of(path)) {
    std::vector<bool> next(pattern.size() + 1);
    for (std::size_t j = 0; j < pattern.size(); ++j) {
      if (!fits[j]) continue;
      const bool any = j >= plain && pattern[j] == "**";
      if (any) next[j] = true;
      if (!any && (j < plain ? part == pattern[j] || (is_glob && could_meet(part, pattern[j]))
                             : part_fits(part, pattern[j], is_glob)))
        next[j + 1] = true;
    }
    fits = std::move(next);
    skip_any();
    if (fits.back()) return PathFit::at;
  }
  return std::find(fits.begin(), fits.end(), true) == fits.end() ? PathFit::none : PathFit::above;
}

}  // namespace vg::rules
