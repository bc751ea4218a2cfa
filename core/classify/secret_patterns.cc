// SPDX-License-Identifier: Apache-2.0
// Patterns that a shell would turn into the name of a well-known secret: ~/.s*h/id_r?a, /etc/sh?dow.
#include <algorithm>
#include <array>
#include <string>

#include "core/base/path.h"
#include "core/classify/location.h"

namespace vg::rules {
namespace {

constexpr auto in_home = std::to_array<std::string_view>({
    ".ssh/id_rsa",
    ".ssh/id_ed25519",
    ".ssh/id_ecdsa",
    ".aws/credentials",
    ".netrc",
    ".npmrc",
    ".pypirc",
    ".git-credentials",
    ".kube/config",
    ".docker/config.json",
    ".config/gh/hosts.yml",
    ".pgpass",
    ".vault-token",
});
constexpr auto absolute =
    std::to_array<std::string_view>({"/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/etc/passwd"});

/// "[ab]" stands for one character.
std::string without_brackets(std::string_view part) {
  std::string out;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const std::size_t close = part[i] == '[' ? part.find(']', i + 2) : std::string_view::npos;
    out += close == std::string_view::npos ? part[i] : '?';
    if (close != std::string_view::npos) i = close;
  }
  return out;
}

/// One component against another. "*" alone says too little, and no pattern finds a leading dot.
bool fits(std::string_view name, std::string_view pattern) {
  if (pattern.find_first_of("*?[") == std::string_view::npos) return name == pattern;
  if (name.starts_with('.') != pattern.starts_with('.')) return false;
  if (pattern.find_first_not_of(".*") == std::string_view::npos) return false;
  return matches_pattern(name, without_brackets(pattern));
}

bool fits_path(std::string_view path, std::string_view pattern) {
  for (;;) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::size_t pattern_end = std::min(pattern.find('/'), pattern.size());
    if (!fits(path.substr(0, end), pattern.substr(0, pattern_end))) return false;
    if (end == path.size() || pattern_end == pattern.size()) return end == path.size() && pattern_end == pattern.size();
    path.remove_prefix(end + 1);
    pattern.remove_prefix(pattern_end + 1);
  }
}

}  // namespace

std::uint32_t kinds_of_pattern(std::string_view pattern, std::string_view home) {
  if (pattern.size() > 128) return kind_none;
  if (fits(".env", base_name(pattern))) return kinds_of(join_path(dir_name(pattern), ".env"), home);
  for (const std::string_view path : absolute)
    if (fits_path(path, pattern)) return kinds_of(path, home);
  if (home.empty() || pattern.size() <= home.size() + 1 || !is_at_or_below(pattern, home)) return kind_none;
  for (const std::string_view path : in_home)
    if (fits_path(path, pattern.substr(home.size() + 1))) return kinds_of(join_path(home, path), home);
  return kind_none;
}

}  // namespace vg::rules
