// SPDX-License-Identifier: Apache-2.0
#include "core/plan/home_view.h"

#include <algorithm>
#include <array>

#include "core/base/path.h"

namespace vg {
namespace {

/// Relative to HOME, sorted. What stands here is visible with everything below it; a directory above one of these rows
/// shows these rows only.
constexpr std::array<std::string_view, 59> visible_entries{
    ".asdf",
    ".bun",
    ".bundle/cache",
    ".cabal/bin",
    ".cabal/packages",
    ".cache/bazel",
    ".cache/composer",
    ".cache/gem",
    ".cache/go-build",
    ".cache/node",
    ".cache/pip",
    ".cache/pnpm",
    ".cache/pypoetry",
    ".cache/uv",
    ".cache/yarn",
    ".cargo",
    ".config/fontconfig",
    ".config/git/attributes",
    ".config/git/ignore",
    ".config/go/env",
    ".deno",
    ".dotnet",
    ".fnm",
    ".gem",
    ".ghcup",
    ".gitconfig",
    ".gitignore_global",
    ".goenv",
    ".gradle/caches",
    ".gradle/wrapper",
    ".jenv",
    ".juliaup",
    ".local/bin",
    ".local/include",
    ".local/lib",
    ".local/lib64",
    ".local/opt",
    ".local/pipx",
    ".local/share/fnm",
    ".local/share/gem",
    ".local/share/man",
    ".local/share/mise",
    ".local/share/pipx",
    ".local/share/pnpm",
    ".local/share/pypoetry",
    ".local/share/uv",
    ".local/share/virtualenvs",
    ".m2/repository",
    ".npm",
    ".nvm",
    ".opam",
    ".pnpm-store",
    ".pyenv",
    ".rbenv",
    ".rustup",
    ".venvs",
    ".virtualenvs",
    ".volta",
    ".yarn",
};
static_assert(std::is_sorted(visible_entries.begin(), visible_entries.end()));

/// Source: passwd(5), shadow(5), sudoers(5), sshd(8), krb5_keytab; Debian's ssl-cert.
constexpr std::array<std::string_view, 13> system_secrets{"/etc/gshadow",
                                                          "/etc/gshadow-",
                                                          "/etc/krb5.keytab",
                                                          "/etc/security/opasswd",
                                                          "/etc/shadow",
                                                          "/etc/shadow-",
                                                          "/etc/ssh/ssh_host_dsa_key",
                                                          "/etc/ssh/ssh_host_ecdsa_key",
                                                          "/etc/ssh/ssh_host_ed25519_key",
                                                          "/etc/ssh/ssh_host_rsa_key",
                                                          "/etc/ssl/private",
                                                          "/etc/sudoers",
                                                          "/etc/sudoers.d"};

bool is_visible(std::string_view entry) {
  return std::binary_search(visible_entries.begin(), visible_entries.end(), entry);
}

bool has_visible_below(const std::string& entry) {
  const std::string prefix = entry + "/";
  const auto next = std::lower_bound(visible_entries.begin(), visible_entries.end(), std::string_view(prefix));
  return next != visible_entries.end() && next->starts_with(prefix);
}

MountStep hide(const FileView& files, const std::string& path) {
  const auto facts = files.facts(path);
  return {.kind = facts && facts->is_directory ? MountKind::empty_directory : MountKind::empty_file,
          .target = path,
          .optional = true,
          .label = "private"};
}

void hide_below(const FileView& files, const std::string& home, const std::string& directory,
                std::vector<MountStep>& steps) {
  for (const std::string& name : files.list(directory.empty() ? home : join_path(home, directory))) {
    const std::string entry = directory.empty() ? name : join_path(directory, name);
    if (directory.empty() && !name.starts_with('.')) continue;
    if (is_visible(entry)) continue;
    if (has_visible_below(entry)) {
      hide_below(files, home, entry, steps);
      continue;
    }
    const std::string path = join_path(home, entry);
    // A dangling link shows nothing, and there is nothing to mount over.
    if (files.facts(path)) steps.push_back(hide(files, path));
  }
}

}  // namespace

std::vector<MountStep> hide_private_dot_entries(const FileView& files, const std::string& home) {
  std::vector<MountStep> steps;
  hide_below(files, home, "", steps);
  return steps;
}

std::vector<MountStep> hide_system_secrets(const FileView& files) {
  std::vector<MountStep> steps;
  for (const std::string_view path : system_secrets)
    if (files.facts(std::string(path))) {
      steps.push_back(hide(files, std::string(path)));
      steps.back().label = "secrets";
    }
  return steps;
}

}  // namespace vg
