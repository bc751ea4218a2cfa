// SPDX-License-Identifier: Apache-2.0
#include "core/run/aftercare.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>

#include "core/base/file.h"
#include "core/base/file_view.h"
#include "core/base/path.h"
#include "core/base/text.h"
#include "core/keep/written_tree.h"
#include "core/plan/git_config.h"
#include "core/plan/guarded_entries.h"
#include "core/run/discarded.h"
#include "core/run/git_sanitizer.h"
#include "core/run/kernel_calls.h"

namespace vg {
namespace {

constexpr std::size_t config_limit = 1 << 20;
constexpr std::size_t record_limit = 64 << 20;
constexpr std::size_t most_named = 3;

/// Paths hold any byte but NUL.
constexpr char separator = '\0';

std::string copy_of(const AftercarePlan& plan, std::size_t index) {
  return plan.directory + "/git/" + std::to_string(index) + "/config";
}

std::string before_of(const AftercarePlan& plan, std::size_t index) {
  return plan.directory + "/before-" + std::to_string(index);
}

/// The payload could write here: nothing is followed.
Result<std::string> read_copy(const std::string& path) {
  const UniqueFd file(open_resolved(AT_FDCWD, path.c_str(), O_RDONLY | O_NONBLOCK, RESOLVE_NO_SYMLINKS));
  if (!file) return fail_errno("cannot read '" + path + "'");
  return read_open_file(file.get(), path, config_limit);
}

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < most_named; ++i) out += (i == 0 ? "" : ", ") + visible(names[i]);
  if (names.size() > most_named) out += " and " + std::to_string(names.size() - most_named) + " more";
  return out;
}

}  // namespace

Result<Aftercare> Aftercare::begin(const AftercarePlan& plan) {
  Aftercare aftercare;
  aftercare.plan_ = plan;
  if (plan.roots.empty()) return aftercare;
  for (const std::string& path : plan.known) aftercare.note_known(path);
  VG_CHECK(make_directories(plan.directory, 0700));
  // Locked before it has its name, under which others look for records that nobody holds.
  const std::string path = plan.directory + "/record";
  const std::string early = path + ".new";
  aftercare.record_.reset(::open(early.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!aftercare.record_ || ::flock(aftercare.record_.get(), LOCK_EX | LOCK_NB) != 0 ||
      ::rename(early.c_str(), path.c_str()) != 0)
    return fail_errno("cannot write '" + path + "'");
  VG_CHECK(aftercare.make_copies());
  VG_CHECK(write_all(aftercare.record_.get(), aftercare.record()));
  return aftercare;
}

void Aftercare::note_known(const std::string& path) {
  struct stat facts {};
  struct stat parent {};
  if (::lstat(path.c_str(), &facts) != 0 || ::lstat(std::string(dir_name(path)).c_str(), &parent) != 0) return;
  known_[path] = {{facts.st_dev, facts.st_ino}, {parent.st_dev, parent.st_ino}};
}

Result<void> Aftercare::make_copies() const {
  for (std::size_t i = 0; i < plan_.configs.size(); ++i) {
    const std::string text = VG_TRY(read_file(plan_.configs[i], config_limit));
    VG_CHECK(make_directories(std::string(dir_name(copy_of(plan_, i))), 0700));
    for (const std::string& path : {copy_of(plan_, i), before_of(plan_, i)}) {
      const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
      if (!file) return fail_errno("cannot write '" + path + "'");
      VG_CHECK(write_all(file.get(), text));
    }
  }
  return {};
}

std::string Aftercare::record() const {
  std::string out;
  const auto add = [&](char kind, const std::string& text) { out += kind + text + separator; };
  for (const std::string& root : plan_.roots) add('r', root);
  for (const std::string& config : plan_.configs) add('c', config);
  for (const auto& [path, identity] : known_) {
    add('k', path);
    std::string numbers;
    for (const std::uint64_t number :
         {identity.itself.first, identity.itself.second, identity.parent.first, identity.parent.second})
      numbers += std::to_string(number) + " ";
    add('i', numbers);
  }
  return out;
}

Aftercare::Known Aftercare::known_from(const std::string& numbers) {
  std::uint64_t values[4] = {};
  const char* at = numbers.data();
  const char* end = at + numbers.size();
  for (std::uint64_t& value : values) {
    at = std::from_chars(at, end, value).ptr;
    if (at != end) ++at;  // the blank
  }
  return {{values[0], values[1]}, {values[2], values[3]}};
}

Result<Aftercare> Aftercare::read_record(const std::string& directory, UniqueFd record) {
  Aftercare aftercare;
  aftercare.plan_.directory = directory;
  const std::string text = VG_TRY(read_open_file(record.get(), directory + "/record", record_limit));
  aftercare.record_ = std::move(record);
  std::string known;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = rest.find(separator);
    if (end == 0 || end == std::string_view::npos) break;  // the writer was killed here, before the sandbox began
    const std::string field(rest.substr(1, end - 1));
    switch (rest.front()) {
      case 'r': aftercare.plan_.roots.push_back(field); break;
      case 'c': aftercare.plan_.configs.push_back(field); break;
      case 'k': known = field; break;
      case 'i': aftercare.known_[known] = known_from(field); break;
      default: break;
    }
    rest.remove_prefix(end + 1);
  }
  return aftercare;
}

/// Covered entries can be moved with the directory they lie in, and others put under their old path; in a directory
/// that is still the same, only somebody outside can have replaced them, and taken the cover away with that.
bool Aftercare::is_known(const std::string& path) {
  struct stat facts {};
  struct stat parent {};
  if (::lstat(path.c_str(), &facts) != 0) return false;
  const Identity identity{facts.st_dev, facts.st_ino};
  const auto is_same = [&](const auto& entry) { return entry.second.itself == identity; };
  if (std::any_of(known_.begin(), known_.end(), is_same)) return true;
  const auto found = known_.find(path);
  if (found == known_.end() || ::lstat(std::string(dir_name(path)).c_str(), &parent) != 0) return false;
  if (found->second.parent != Identity{parent.st_dev, parent.st_ino}) return false;
  if (tells_replaced_)
    notes_.push_back("'" + visible(path) + "' was replaced while the command ran, perhaps by it: look at it");
  return true;
}

void Aftercare::merge_config(std::size_t index, HeldFiles& held) {
  const std::string& path = plan_.configs[index];
  const auto before = read_file(before_of(plan_, index), config_limit);
  const auto after = read_copy(copy_of(plan_, index));
  if (!before || !after || *before == *after) return;
  GitConfigMerge merge = merge_git_config(*before, *after, false);
  const auto now = read_file(path, config_limit);
  if (merge.text && (!now || *now != *before)) {
    merge.text.reset();
    merge.held.emplace_back("all, because it was changed outside meanwhile");
  }
  const std::string directory(dir_name(path));
  const UniqueFd parent(open_resolved(AT_FDCWD, directory.c_str(), O_RDONLY | O_DIRECTORY, RESOLVE_NO_SYMLINKS));
  if (merge.text && (!parent || !replace_in_directory(parent.get(), std::string(base_name(path)), *merge.text)))
    merge.held.emplace_back("all, because it could not be written");
  if (merge.text) note_known(path);
  if (merge.held.empty()) return;
  held.keep_text(path, *after);
  notes_.push_back("not taken over into " + visible(path) + ": " + listed(merge.held) +
                   " (git would run programs by it outside the sandbox)");
}

void Aftercare::search_roots(HeldFiles& held) {
  const HostFileView files;
  GuardedEntries all;
  std::set<std::string> directories;
  for (const std::string& root : plan_.roots) {
    GuardedEntries found = find_guarded(files, root);
    if (!found.complete) notes_.push_back("part of " + visible(root) + " could not be searched for hooks and settings");
    // Of a linked worktree, the repository's own directory cannot be written and is not searched.
    if (base_name(root) == "worktrees") directories.emplace(dir_name(root));
    directories.insert(found.git_directories.begin(), found.git_directories.end());
    all.git_files.insert(all.git_files.end(), found.git_files.begin(), found.git_files.end());
    all.others.insert(all.others.end(), found.others.begin(), found.others.end());
    all.git_directories.insert(all.git_directories.end(), found.git_directories.begin(), found.git_directories.end());
  }
  GitSanitizer git(
      held, [this](const std::string& path) { return is_known(path); }, directories);
  for (const std::string& path : all.git_directories) git.clean_directory(path);
  for (const std::string& path : all.git_files) git.check_git_file(path);
  for (const std::string& path : all.others)
    if (!is_known(path)) held.take(path);
}

std::vector<std::string> Aftercare::finish(HeldFiles& held) {
  if (plan_.roots.empty()) return {};
  for (std::size_t i = 0; i < plan_.configs.size(); ++i) merge_config(i, held);
  const std::size_t before = held.paths().size();
  search_roots(held);
  const std::vector<std::string> taken(held.paths().begin() + static_cast<std::ptrdiff_t>(before), held.paths().end());
  if (!taken.empty())
    notes_.push_back("held back, because programs outside the sandbox would obey it: " + listed(taken) +
                     " (now below " + held.directory() + ")");
  const DiscardedLayers discarded(join_path(dir_name(dir_name(plan_.directory)), "layers"));
  if (!discarded.take(plan_.directory)) remove_tree(plan_.directory);
  discarded.keep_bounded();
  return std::move(notes_);
}

std::vector<std::string> Aftercare::finish_abandoned(const std::string& directory, HeldFiles& held) {
  std::vector<std::string> notes;
  for (const std::string& name : HostFileView().list(directory)) {
    const std::string own = join_path(directory, name);
    UniqueFd record(::open((own + "/record").c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!record || ::flock(record.get(), LOCK_EX | LOCK_NB) != 0) continue;
    auto aftercare = read_record(own, std::move(record));
    if (!aftercare) continue;
    for (std::string& note : aftercare->finish(held)) notes.push_back("after a run that was killed: " + note);
    remove_tree(own);
  }
  return notes;
}

}  // namespace vg
