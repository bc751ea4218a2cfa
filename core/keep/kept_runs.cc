// SPDX-License-Identifier: Apache-2.0
#include "core/keep/kept_runs.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/resolved_open.h"
#include "core/base/text.h"
#include "core/keep/layer_changes.h"
#include "core/keep/written_tree.h"

namespace vg {
namespace {

/// Content is only read to tell a touched file from a changed one: what is larger counts as changed when touched.
constexpr std::uint64_t digest_limit = 1 << 20;
constexpr std::uint64_t digests_limit = 8 << 20;
constexpr std::size_t shortest_name = 2;

UniqueFd open_directory(const std::string& path) {
  return UniqueFd(open_resolved(AT_FDCWD, path.c_str(), O_RDONLY | O_DIRECTORY, RESOLVE_NO_SYMLINKS));
}

std::string record_path(const std::string& directory) {
  return directory + "/record";
}

/// The beginning of the file, whole or not.
Result<RunRecord> read_header_of(const std::string& directory) {
  const UniqueFd file(::open(record_path(directory).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file) return fail_errno("cannot open", record_path(directory));
  std::string text(record_header_limit, '\0');
  const ssize_t length = ::read(file.get(), text.data(), text.size());
  if (length < 0) return fail_errno("cannot read", record_path(directory));
  return read_record_header(std::string_view(text).substr(0, static_cast<std::size_t>(length)));
}

/// When the directory was made, as far as the file system knows.
std::int64_t begin_of(const UniqueFd& directory) {
  struct statx facts {};
  if (::statx(directory.get(), "", AT_EMPTY_PATH, STATX_BTIME | STATX_CTIME, &facts) != 0) return 0;
  const auto& time = (facts.stx_mask & STATX_BTIME) != 0 ? facts.stx_btime : facts.stx_ctime;
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

/// Nothing to see of what still runs.
std::optional<KeptRun> look_at(const std::string& directory, const std::string& name) {
  KeptRun run{name, join_path(directory, name), true, {}};
  const UniqueFd opened = open_directory(run.directory);
  if (!opened) return std::nullopt;
  auto header = read_header_of(run.directory);
  if (header) {
    run.record = std::move(*header);
    return run;
  }
  if (::flock(opened.get(), LOCK_SH | LOCK_NB) != 0) return std::nullopt;
  run.finished = false;
  run.record.begun = run.record.ended = begin_of(opened);
  return run;
}

}  // namespace

std::vector<KeptRun> KeptRuns::list() const {
  std::vector<KeptRun> runs;
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(directory_.c_str()), ::closedir);
  while (const dirent* entry = entries ? ::readdir(entries.get()) : nullptr) {
    if (entry->d_name[0] == '.') continue;
    if (auto run = look_at(directory_, entry->d_name)) runs.push_back(std::move(*run));
  }
  std::sort(runs.begin(), runs.end(), [](const KeptRun& a, const KeptRun& b) {
    return a.record.begun != b.record.begun ? a.record.begun > b.record.begun : a.id > b.id;
  });
  return runs;
}

Result<KeptRun> KeptRuns::find(const std::string& name) const {
  std::vector<KeptRun> runs = list();
  std::erase_if(runs, [&](const KeptRun& run) {
    return run.id != name && (name.size() < shortest_name || !run.id.starts_with(name));
  });
  if (runs.empty()) return fail("no kept run is called '" + visible(name) + "'; `vg runs` lists them");
  if (runs.size() > 1 && runs.front().id != name)
    return fail("'" + visible(name) + "' is the beginning of several kept runs; `vg runs` lists them");
  return std::move(runs.front());
}

Result<KeptRun> KeptRuns::read(const std::string& name) const {
  KeptRun run = VG_TRY(find(name));
  if (!run.finished) return run;
  auto record = read_record(VG_TRY(read_file(record_path(run.directory), record_limit)));
  if (!record) return fail(record.error().message(), record_path(run.directory));
  run.record = std::move(*record);
  return run;
}

void KeptRuns::remove(const KeptRun& run) const {
  // Out of the list at once, however long the rest takes.
  const std::string aside = join_path(directory_, ".discarded-" + run.id);
  const bool moved = ::rename(run.directory.c_str(), aside.c_str()) == 0;
  remove_tree(moved ? aside : run.directory);
}

void KeptRuns::remove_leftovers() const {
  std::vector<std::string> names;
  {
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(directory_.c_str()), ::closedir);
    while (const dirent* entry = entries ? ::readdir(entries.get()) : nullptr)
      if (std::string_view(entry->d_name).starts_with(".discarded-")) names.emplace_back(entry->d_name);
  }
  for (const std::string& name : names) remove_tree(join_path(directory_, name));
}

std::uint64_t KeptRuns::size() const {
  std::uint64_t bytes = 0;
  for (const KeptRun& run : list()) bytes += run.record.bytes;
  return bytes;
}

std::vector<std::string> KeptRuns::prune(const KeepBounds& bounds) const {
  std::vector<std::string> gone;
  std::size_t kept = 0;
  std::uint64_t bytes = 0;
  for (const KeptRun& run : list()) {
    bytes += run.record.bytes;
    if (kept == 0 || (kept < bounds.runs && bytes <= bounds.bytes)) {
      ++kept;
      continue;
    }
    // Somebody applies it just now.
    const auto held = hold_run(run.directory);
    if (!held) continue;
    bytes -= run.record.bytes;
    remove(run);
    gone.push_back(run.id);
  }
  return gone;
}

Result<UniqueFd> hold_run(const std::string& directory) {
  UniqueFd opened = open_directory(directory);
  if (!opened) return fail_errno("cannot open", directory);
  if (::flock(opened.get(), LOCK_EX | LOCK_NB) != 0) return fail("is in use by another process", directory);
  return opened;
}

Result<void> keep_record(const std::string& directory, RunRecord record) {
  const LayerChanges changes = VG_TRY(layer_changes(directory));
  record.ended = file_clock_now();
  record.changes = changes.items.size();
  record.bytes = changes.bytes;
  std::uint64_t left = digests_limit;
  for (const Change& change : changes.items) {
    const FileState facts = state_at(AT_FDCWD, change.path);
    LowerFile lower{facts, {}};
    // What changed while the run lasted is no base to compare with.
    const bool is_base = facts.is_regular() && facts.changed < record.begun && facts.size <= digest_limit;
    if (is_base && facts.size <= left && change.kind == ChangeKind::file) {
      left -= facts.size;
      lower.digest = digest_at(AT_FDCWD, change.path, digest_limit);
    }
    record.lower.insert_or_assign(change.path, std::move(lower));
  }
  return replace_file(record_path(directory), record_text(record), 0600);
}

}  // namespace vg
