// SPDX-License-Identifier: Apache-2.0
#include "core/keep/obeyed_paths.h"

#include <algorithm>
#include <array>

#include "core/plan/guarded_entries.h"

namespace vg {
namespace {

/// Besides those of a project (plan/guarded_entries.h). What lies below one of that name counts as well.
constexpr std::array<std::string_view, 17> obeyed_names{
    ".bash_login", ".bash_logout", ".bash_profile", ".bashrc", ".git",      ".gitconfig",
    ".profile",    ".ssh",         ".xinitrc",      ".zlogin", ".zprofile", ".zshenv",
    ".zshrc",      "autostart",    "cron.d",        "crontab", "sudoers.d"};
static_assert(std::is_sorted(obeyed_names.begin(), obeyed_names.end()));

}  // namespace

bool is_obeyed_outside(std::string_view path) {
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view name = path.substr(0, slash);
    path.remove_prefix(std::min(slash + 1, path.size()));
    if (std::binary_search(obeyed_names.begin(), obeyed_names.end(), name)) return true;
    if (!name.empty() && is_guarded_name(name)) return true;
  }
  return false;
}

}  // namespace vg
