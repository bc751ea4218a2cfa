// SPDX-License-Identifier: Apache-2.0
#include "core/keep/obeyed_paths.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/plan/guarded_entries.h"

namespace vg {
namespace {

/// Besides those of a project (plan/guarded_entries.h). What lies below one of that name counts as well; so do
/// programs, under whose names others may be looked up.
constexpr std::array<std::string_view, 46> obeyed_names{
    ".bash_aliases", ".bash_login", ".bash_logout", ".bash_profile", ".bashrc",    ".claude.json",
    ".cshrc",        ".curlrc",     ".emacs",       ".emacs.d",      ".gdbinit",   ".git",
    ".gitconfig",    ".gnupg",      ".inputrc",     ".kshrc",        ".npmrc",     ".pam_environment",
    ".profile",      ".screenrc",   ".ssh",         ".tcshrc",       ".tmux.conf", ".vim",
    ".vimrc",        ".wgetrc",     ".xinitrc",     ".xprofile",     ".xsession",  ".xsessionrc",
    ".yarnrc",       ".yarnrc.yml", ".zlogin",      ".zlogout",      ".zprofile",  ".zshenv",
    ".zshrc",        "autostart",   "bin",          "cron.d",        "crontab",    "environment.d",
    "profile.d",     "sbin",        "sudoers.d",    "systemd"};
static_assert(std::is_sorted(obeyed_names.begin(), obeyed_names.end()));

/// Names that say something in their directory only.
constexpr std::array<std::string_view, 16> obeyed_places{
    ".aws/config",         ".cargo/config",  ".cargo/config.toml",  ".config/Code", ".config/emacs",
    ".config/fish",        ".config/git",    ".config/nvim",        ".config/pip",  ".config/tmux",
    ".docker/config.json", ".gradle/init.d", ".gradle/init.gradle", ".kube/config", ".local/share/applications",
    ".m2/settings.xml"};

bool is_obeyed_place(std::string_view path) {
  const std::string whole = std::string(path) + "/";
  return std::any_of(obeyed_places.begin(), obeyed_places.end(), [&](std::string_view place) {
    return whole.find("/" + std::string(place) + "/") != std::string::npos;
  });
}

}  // namespace

bool is_obeyed_outside(std::string_view path) {
  if (is_obeyed_place(path)) return true;
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
