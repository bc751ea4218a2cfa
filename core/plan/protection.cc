// SPDX-License-Identifier: Apache-2.0
#include "core/plan/protection.h"

#include <algorithm>

#include "core/base/path.h"
#include "core/plan/guarded_entries.h"

namespace vg {
namespace {

constexpr std::size_t config_limit = 1 << 20;
constexpr int most_layers = 16;

}  // namespace

/// A link would have its target covered, and itself could be replaced: what is covered is covered under its real name.
bool Protection::is_plain(const std::string& path) const {
  return files_.facts(path).has_value() && files_.resolve(path) == path;
}

void Protection::cover_read_only(const std::string& path, const char* label) {
  sandbox_.mounts.push_back(
      {.kind = MountKind::bind, .source = path, .target = path, .read_only = true, .optional = true, .label = label});
  sandbox_.aftercare.known.push_back(path);
}

/// A link stays, and so does what it leads to inside the tree.
void Protection::cover_link(const std::string& path, const std::string& root) {
  sandbox_.mounts.push_back({.kind = MountKind::bind,
                             .source = path,
                             .target = path,
                             .read_only = true,
                             .optional = true,
                             .itself = true,
                             .label = "protected"});
  sandbox_.aftercare.known.push_back(path);
  const auto real = files_.resolve(path);
  if (real && *real != root && is_at_or_below(*real, root) && files_.facts(*real)) cover_read_only(*real, "protected");
}

void Protection::cover_by_layer(const std::string& path) {
  // Each is a few directories on the host; packages are full of editor settings that nobody generates anew.
  if (++layers_ > most_layers) return cover_read_only(path, "protected");
  sandbox_.mounts.push_back({.kind = MountKind::layer, .target = path, .optional = true, .label = "protected"});
  sandbox_.aftercare.known.push_back(path);
}

void Protection::cover_config(const std::string& path) {
  const auto text = files_.read(path, config_limit);
  if (!text) return cover_read_only(path, "protected");
  const std::size_t index = sandbox_.aftercare.configs.size();
  sandbox_.mounts.push_back({.kind = MountKind::link,
                             .source = std::string(shadow_place) + "/" + std::to_string(index) + "/config",
                             .target = path,
                             .optional = true,
                             .label = "protected copy"});
  sandbox_.aftercare.configs.push_back(path);
  sandbox_.aftercare.known.push_back(path);
}

/// Hooks under a name of the project's own choice.
void Protection::cover_hooks_path(const std::string& config, const std::string& worktree) {
  const auto text = files_.read(config, config_limit);
  const std::string path = text ? hooks_path_in(*text, worktree) : std::string();
  const auto facts = path.empty() ? std::nullopt : files_.facts(path);
  if (!facts || !facts->is_directory || !is_plain(path) || path == worktree) return;
  const auto& roots = sandbox_.aftercare.roots;
  const bool is_inside =
      std::any_of(roots.begin(), roots.end(), [&](const std::string& root) { return is_at_or_below(path, root); });
  // Husky keeps its directory below the one that is covered by its name.
  const auto& known = sandbox_.aftercare.known;
  const bool is_covered =
      std::any_of(known.begin(), known.end(), [&](const std::string& one) { return is_at_or_below(path, one); });
  if (is_inside && !is_covered) cover_by_layer(path);
}

void Protection::cover_git_directory(const std::string& directory, const std::string& worktree, bool writable) {
  for (const std::string_view name : leading_git_entries) {
    const std::string path = join_path(directory, name);
    if (!is_plain(path)) continue;
    if (name == "config")
      cover_config(path);
    else if (name == "hooks" && files_.facts(path)->is_directory)
      cover_by_layer(path);
    else
      cover_read_only(path, "protected");
  }
  cover_hooks_path(join_path(directory, "config"), worktree);
  if (writable) sandbox_.aftercare.roots.push_back(directory);
}

void Protection::cover_tree(const std::string& root) {
  sandbox_.aftercare.roots.push_back(root);
  // A mount point of its own cannot be renamed away, and with it what is covered below.
  const std::string own = join_path(root, ".git");
  if (const auto facts = files_.facts(own); facts && facts->is_directory && is_plain(own))
    sandbox_.mounts.push_back(
        {.kind = MountKind::bind, .source = own, .target = own, .optional = true, .label = "git directory"});
  GuardedEntries found = find_guarded(files_, root);
  for (const std::string& path : found.others) {
    const auto facts = files_.facts(path);
    if (!facts || files_.resolve(path) != path)
      cover_link(path, root);
    else if (facts->is_directory)
      cover_by_layer(path);
    else
      cover_read_only(path, "protected");
  }
  for (const std::string& path : found.dotenv_files)
    if (const auto facts = files_.facts(path); hides_dotenv_ && facts && facts->is_regular)
      sandbox_.mounts.push_back(
          {.kind = MountKind::empty_file, .target = path, .optional = true, .label = "env_protection"});
  for (const std::string& path : found.git_files) cover_read_only(path, "git directory");
  for (const std::string& path : found.git_directories) {
    const bool is_named = base_name(path) == ".git";
    cover_git_directory(path, is_named ? std::string(dir_name(path)) : path, false);
  }
}

void attach_shadows(SandboxPlan& sandbox) {
  if (sandbox.aftercare.configs.empty()) return;
  sandbox.mounts.push_back({.kind = MountKind::bind,
                            .source = join_path(sandbox.aftercare.directory, "git"),
                            .target = shadow_place,
                            .label = "git configurations"});
}

}  // namespace vg
