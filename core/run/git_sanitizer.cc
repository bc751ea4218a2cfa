// SPDX-License-Identifier: Apache-2.0
#include "core/run/git_sanitizer.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <string_view>

#include "core/base/file.h"
#include "core/base/file_view.h"
#include "core/base/path.h"
#include "core/base/unique_fd.h"
#include "core/plan/git_config.h"
#include "core/run/kernel_calls.h"

namespace vg {
namespace {

constexpr std::size_t config_limit = 1 << 20;
constexpr std::size_t pointer_limit = 8192;

bool exists(const std::string& path) {
  struct stat facts {};
  return ::lstat(path.c_str(), &facts) == 0;
}

bool is_real_directory(const std::string& path) {
  struct stat facts {};
  return ::lstat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
}

std::string trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(blanks) - begin + 1));
}

/// The directory a file of one path names, links followed; empty where it names none.
std::string named_directory(std::string_view text, const std::string& base) {
  const std::string path = trimmed(text);
  if (path.empty()) return {};
  return HostFileView().resolve(path.front() == '/' ? path : base + "/" + path).value_or("");
}

}  // namespace

void GitSanitizer::clean_directory(const std::string& directory) {
  for (const char* name : {"config", "config.worktree"}) clean_config(directory, name);
  if (const std::string hooks = join_path(directory, "hooks"); !is_known_(hooks)) clean_hooks(hooks);
  if (const std::string path = join_path(directory, "info/attributes"); exists(path) && !is_known_(path))
    held_.take(path);
  check_common(directory);
}

void GitSanitizer::clean_config(const std::string& directory, const std::string& name) {
  const std::string path = join_path(directory, name);
  if (!exists(path) || is_known_(path)) return;
  const UniqueFd parent(open_resolved(AT_FDCWD, directory.c_str(), O_RDONLY | O_DIRECTORY, RESOLVE_NO_SYMLINKS));
  const auto text = read_file(path, config_limit);
  if (!parent || !text) return held_.take(path);
  const GitConfigMerge merge = merge_git_config("", *text, true);
  if (!merge.text || *merge.text == *text) return;
  if (!merge.held.empty()) held_.keep_text(path, *text);
  if (!replace_in_directory(parent.get(), name, *merge.text)) held_.take(path);
}

/// Samples are never run. Source: githooks(5).
void GitSanitizer::clean_hooks(const std::string& hooks) {
  if (!exists(hooks)) return;
  if (!is_real_directory(hooks)) return held_.take(hooks);
  for (const std::string& name : HostFileView().list(hooks))
    if (!name.ends_with(".sample")) held_.take(join_path(hooks, name));
}

/// Only that of a linked worktree, to the repository it lies in, leads to configuration that was looked at.
void GitSanitizer::check_common(const std::string& directory) {
  const std::string path = join_path(directory, "commondir");
  if (!exists(path) || is_known_(path)) return;
  const auto text = read_file(path, pointer_limit);
  const std::string all(dir_name(directory));
  const bool is_worktree = base_name(all) == "worktrees" && directories_.contains(std::string(dir_name(all)));
  if (!text || !is_worktree || named_directory(*text, directory) != dir_name(all)) held_.take(path);
}

void GitSanitizer::check_git_file(const std::string& path) {
  constexpr std::string_view key = "gitdir:";
  if (is_known_(path)) return;
  const auto text = read_file(path, pointer_limit);
  const bool names_one = text && text->starts_with(key);
  const std::string base(dir_name(path));
  if (!names_one || !directories_.contains(named_directory(std::string_view(*text).substr(key.size()), base)))
    held_.take(path);
}

}  // namespace vg
