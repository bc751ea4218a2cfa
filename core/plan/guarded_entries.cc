// SPDX-License-Identifier: Apache-2.0
#include "core/plan/guarded_entries.h"

#include <algorithm>

#include "core/base/path.h"
#include "core/plan/git_config.h"

namespace vg {
namespace {

constexpr std::array<std::string_view, 11> guarded_names{
    ".claude",   ".codex",  ".cursor",           ".envrc",          ".gemini", ".husky", ".idea",
    ".mcp.json", ".vscode", "vectra-guard.yaml", "vectra-guard.yml"};
static_assert(std::is_sorted(guarded_names.begin(), guarded_names.end()));

bool is_dotenv(std::string_view name) {
  if (name == ".env") return true;
  if (!name.starts_with(".env.")) return false;
  for (const std::string_view kind : {"example", "sample", "template", "dist", "defaults", "schema"})
    if (name.ends_with(kind)) return false;
  return true;
}

/// HEAD betrays a git directory under any other name: git takes every directory with HEAD, objects and refs for one.
bool is_sought(std::string_view name) {
  // Called for every name of a tree: nearly all of them are through here.
  if (name.front() != '.' && name.front() != 'H' && name.front() != 'v') return false;
  return name == ".git" || name == "HEAD" || is_guarded_name(name) || is_dotenv(name);
}

bool is_head(std::string_view name) {
  return name == "HEAD";
}

bool is_git_directory(const FileView& files, const std::string& path) {
  const auto has = [&](std::string_view name) { return files.facts(join_path(path, name)).has_value(); };
  return has("HEAD") && (has("commondir") || (has("objects") && has("refs")));
}

class Finder {
 public:
  explicit Finder(const FileView& files) : files_(files) {}

  void search(const std::string& root) {
    TreeSearch search = files_.search(root, is_sought);
    entries_.complete = entries_.complete && search.complete;
    for (const std::string& path : search.found) {
      const std::string_view name = base_name(path);
      if (name == "HEAD")
        add_by_shape(path);
      else if (name == ".git")
        add_git(path);
      else if (is_dotenv(name))
        entries_.dotenv_files.push_back(path);
      else
        entries_.others.push_back(path);
    }
  }

  GuardedEntries take() {
    std::sort(entries_.git_directories.begin(), entries_.git_directories.end());
    return std::move(entries_);
  }

 private:
  void add_by_shape(const std::string& head) {
    const std::string directory(dir_name(head));
    if (is_git_directory(files_, directory)) entries_.git_directories.push_back(directory);
  }

  void add_git(const std::string& path) {
    const auto real = files_.resolve(path);
    const auto facts = files_.facts(path);
    if (real == path && facts && facts->is_directory) {
      entries_.git_directories.push_back(path);
      // Repositories of submodules and linked worktrees; nothing else in a git directory is obeyed by itself.
      for (const std::string_view part : {"modules", "worktrees"}) {
        TreeSearch below = files_.search(join_path(path, part), is_head);
        for (const std::string& head : below.found) add_by_shape(head);
      }
    } else if (real == path) {
      entries_.git_files.push_back(path);
    } else {
      entries_.others.push_back(path);
    }
  }

  const FileView& files_;
  GuardedEntries entries_;
};

}  // namespace

GuardedEntries find_guarded(const FileView& files, const std::string& root) {
  Finder finder(files);
  finder.search(root);
  return finder.take();
}

bool is_guarded_name(std::string_view name) {
  return std::binary_search(guarded_names.begin(), guarded_names.end(), name);
}

std::string hooks_path_in(std::string_view text, const std::string& worktree) {
  std::string path;
  for (const GitSetting& setting : parse_git_config(text).settings)
    if (setting.section == "core" && setting.subsection.empty() && setting.name == "hookspath") path = setting.value;
  if (path.empty() || path.front() == '~' || path.front() == '%') return {};
  return normalize_path(path, worktree);
}

}  // namespace vg
