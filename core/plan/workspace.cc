// SPDX-License-Identifier: Apache-2.0
#include "core/plan/workspace.h"

#include <algorithm>
#include <array>

#include "core/base/path.h"

namespace vg {
namespace {

constexpr std::array<std::string_view, 15> system_directories{"/bin",   "/boot",  "/dev", "/etc",  "/lib",
                                                              "/lib32", "/lib64", "/opt", "/proc", "/run",
                                                              "/sbin",  "/snap",  "/sys", "/usr",  "/var"};
/// Below these people do keep projects.
constexpr std::array<std::string_view, 7> work_below{"/dev/shm", "/opt",     "/usr/local/src", "/usr/src",
                                                     "/var/lib", "/var/tmp", "/var/www"};

bool is_git_root(const FileView& files, const std::string& directory) {
  const auto git = files.facts(join_path(directory, ".git"));
  return git && (git->is_directory || git->is_regular);  // a file in worktrees and submodules
}

bool on_path(const std::string& directory, const Environment& environment) {
  std::string_view path = environment.get("PATH").value_or("");
  while (!path.empty()) {
    const std::string_view entry = path.substr(0, path.find(':'));
    path.remove_prefix(std::min(entry.size() + 1, path.size()));
    if (!entry.empty() && entry.front() == '/' && normalize_path(entry, "/") == directory) return true;
  }
  return false;
}

bool is_system_directory(const std::string& root) {
  for (const std::string_view directory : work_below)
    if (root != directory && is_at_or_below(root, directory)) return false;
  return std::any_of(system_directories.begin(), system_directories.end(),
                     [&](std::string_view directory) { return is_at_or_below(root, directory); });
}

std::string reason_against(const std::string& root, const std::string& home, const Environment& environment) {
  if (root == "/") return "the working directory is the root of the file system";
  if (is_at_or_below(home, root)) return "the working directory is a home directory or above one";
  if (home.size() > 1 && root.starts_with(home + "/.")) return "the working directory is a dot-directory of the home";
  if (root == "/tmp") return "the working directory is /tmp itself";
  if (is_system_directory(root)) return "the working directory is a system directory";
  if (on_path(root, environment)) return "the working directory is on PATH";
  return {};
}

}  // namespace

Workspace find_workspace(const FileView& files, const std::string& working_directory, const std::string& home,
                         const Environment& environment) {
  Workspace workspace;
  if (working_directory.empty()) {
    workspace.why_not = "the working directory no longer exists";
    return workspace;
  }
  workspace.root = working_directory;
  for (std::string directory = working_directory; directory != "/"; directory = dir_name(directory)) {
    if (!is_git_root(files, directory)) continue;
    // A repository that spans HOME (dotfiles) is no project.
    if (reason_against(directory, home, environment).empty()) workspace.root = directory;
    break;
  }
  workspace.why_not = reason_against(workspace.root, home, environment);
  workspace.writable = workspace.why_not.empty();
  return workspace;
}

std::string why_not_a_workspace(const std::string& root, const std::string& home, const Environment& environment) {
  const std::string reason = reason_against(root, home, environment);
  return reason.empty() ? reason : "it" + reason.substr(std::string_view("the working directory").size());
}

}  // namespace vg
