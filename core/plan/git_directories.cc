// SPDX-License-Identifier: Apache-2.0
#include "core/plan/git_directories.h"

#include <array>
#include <optional>

#include "core/base/path.h"

namespace vg {
namespace {

constexpr std::size_t pointer_limit = 8192;  ///< longer than two paths
constexpr std::size_t config_limit = 1 << 20;

constexpr std::array<std::string_view, 3> shared{"logs", "objects", "refs"};

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// The path that a file of one path holds, relative ones against `base`; resolved.
std::optional<std::string> path_in(std::string_view text, const std::string& base, const FileView& files) {
  const std::string_view path = trimmed(text);
  if (path.empty() || path.find_first_of(std::string_view("\n\0", 2)) != std::string_view::npos) return std::nullopt;
  return files.resolve(path.front() == '/' ? std::string(path) : base + "/" + std::string(path));
}

std::optional<std::string> path_in_file(const std::string& file, const std::string& base, const FileView& files) {
  const auto text = files.read(file, pointer_limit);
  return text ? path_in(*text, base, files) : std::nullopt;
}

/// Where the `.git` file of `workspace` points, if that is outside.
std::optional<std::string> git_directory(const FileView& files, const std::string& workspace) {
  const auto text = files.read(join_path(workspace, ".git"), pointer_limit);
  constexpr std::string_view key = "gitdir:";
  if (!text || !text->starts_with(key)) return std::nullopt;
  const auto directory = path_in(std::string_view(*text).substr(key.size()), workspace, files);
  if (!directory || is_at_or_below(*directory, workspace) || is_at_or_below(workspace, *directory)) return std::nullopt;
  return directory;
}

/// The `core.worktree` of a submodule's configuration; git writes it as one plain line.
std::optional<std::string> configured_worktree(const std::string& directory, const FileView& files) {
  const auto config = files.read(join_path(directory, "config"), config_limit);
  if (!config) return std::nullopt;
  for (std::string_view rest = *config; !rest.empty();) {
    const std::string_view line = trimmed(rest.substr(0, rest.find('\n')));
    rest.remove_prefix(
        std::min(rest.size(), rest.find('\n') == std::string_view::npos ? rest.size() : rest.find('\n') + 1));
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || trimmed(line.substr(0, equals)) != "worktree") continue;
    return path_in(line.substr(equals + 1), directory, files);
  }
  return std::nullopt;
}

class GitDirectories {
 public:
  GitDirectories(const FileView& files, SandboxPlan& sandbox, Protection& protection)
      : files_(files), sandbox_(sandbox), protection_(protection) {}

  void open_submodule(const std::string& directory, const std::string& workspace) {
    open(directory, false);
    protection_.cover_git_directory(directory, workspace, true);
  }

  void open_worktree(const std::string& directory, const std::string& common, const std::string& workspace) {
    open(common, true);
    protection_.cover_config(join_path(common, "config"));
    for (const std::string_view name : shared) open(join_path(common, name), false);
    // New worktrees may be added, the others stay as they are.
    const std::string all(dir_name(directory));
    open(all, false);
    for (const std::string& name : files_.list(all))
      if (const std::string other = join_path(all, name); other != directory) open(other, true);
    open(directory, false);
    sandbox_.aftercare.roots.push_back(all);
    protection_.cover_git_directory(directory, workspace, false);
  }

 private:
  void open(const std::string& path, bool read_only) {
    // A link would lead out of the directory that was checked.
    if (!files_.facts(path) || files_.resolve(path) != path) return;
    sandbox_.mounts.push_back({.kind = MountKind::bind,
                               .source = path,
                               .target = path,
                               .read_only = read_only,
                               .optional = true,
                               .label = "git directory"});
    if (read_only) sandbox_.aftercare.known.push_back(path);
  }

  const FileView& files_;
  SandboxPlan& sandbox_;
  Protection& protection_;
};

}  // namespace

OutsideGit find_outside_git(const FileView& files, const std::string& workspace) {
  OutsideGit found;
  const auto directory = git_directory(files, workspace);
  if (!directory) return found;
  found.is_named = true;
  const auto common = path_in_file(join_path(*directory, "commondir"), *directory, files);
  if (!common) {
    if (configured_worktree(*directory, files) == workspace) found.submodule = *directory;
    return found;
  }
  const auto back = path_in_file(join_path(*directory, "gitdir"), *directory, files);
  const bool is_worktree = dir_name(*directory) == join_path(*common, "worktrees");
  if (is_worktree && back == join_path(workspace, ".git") && !is_at_or_below(workspace, *common)) {
    found.worktree = *directory;
    found.common = *common;
  }
  return found;
}

void open_git_directory(const FileView& files, const std::string& workspace, SandboxPlan& sandbox,
                        Protection& protection) {
  const OutsideGit git = find_outside_git(files, workspace);
  GitDirectories directories(files, sandbox, protection);
  if (!git.submodule.empty()) directories.open_submodule(git.submodule, workspace);
  if (!git.worktree.empty()) directories.open_worktree(git.worktree, git.common, workspace);
}

}  // namespace vg
