// SPDX-License-Identifier: Apache-2.0
// `vg undo`, `vg snapshots` and `vg gc`: the way back for what a command did to the project.
#include <fcntl.h>

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "cli/commands.h"
#include "cli/kept.h"
#include "core/base/path.h"
#include "core/base/state_file.h"
#include "core/base/text.h"
#include "core/record/audit.h"
#include "core/record/recorder.h"
#include "core/undo/collect.h"
#include "core/undo/restore.h"

namespace vg::cli {
namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::size_t most_named = 20;

std::string list_json(const std::vector<KeptSnapshot>& all) {
  JsonWriter json(JsonWriter::Style::indented);
  json.begin_object().key("snapshots").begin_array();
  for (const KeptSnapshot& one : all) {
    json.begin_object().field("id", one.id).field("taken", rfc3339(one.snapshot.begun / second));
    write_path(json, "workspace", one.snapshot.workspace());
    json.field("command", one.snapshot.command).field("files", one.snapshot.files).field("bytes", one.snapshot.bytes);
    json.field("bytes_on_disk", one.bytes_on_disk).end_object();
  }
  return json.end_array().end_object().text() + "\n";
}

std::string list_text(const std::vector<KeptSnapshot>& all) {
  if (all.empty()) return "No snapshots.\n";
  std::string text;
  for (const KeptSnapshot& one : all)
    text += one.id + "  " + local_time(one.snapshot.begun) + "  " + counted(one.snapshot.files, "file") + ", " +
            size_text(one.snapshot.bytes) + "  before: " + visible(one.snapshot.command) + "\n    of " +
            visible(one.snapshot.workspace()) + "\n";
  return text;
}

int say_result(const Restored& restored, const KeptSnapshot& kept, const std::string& before) {
  for (std::size_t i = 0; i < restored.failed.size() && i < most_named; ++i) report(restored.failed[i], 0);
  if (restored.failed.size() > most_named)
    std::fprintf(stderr, "vg: and %zu more\n", restored.failed.size() - most_named);
  std::printf("%s restored, %s removed, to %s, before: %s\n`vg undo %s` takes it back.\n",
              counted(restored.written, "change").c_str(), std::to_string(restored.removed).c_str(),
              local_time(kept.snapshot.begun).c_str(), visible(kept.snapshot.command).c_str(), before.c_str());
  return restored.failed.empty() ? 0 : guard_failed_status;
}

Result<void> keep_note(const Session& session, const KeptSnapshot& kept, const std::string& before) {
  return append_audit(audit_path(session.paths().state),
                      AuditNote{.kind = AuditKind::approval,
                                .time = std::time(nullptr),
                                .action = "undo",
                                .subject = kept.snapshot.command,
                                .detail = kept.id + ", and " + before + " takes it back",
                                .working_directory = session.request(EntryPoint::exec).working_directory,
                                .agent = session.requester().agent});
}

/// Whether the snapshot or the project has anything at or below `path`.
bool is_of(const Snapshot& snapshot, const std::string& path) {
  const auto holds = [&](const std::string& root) { return is_at_or_below(path, root); };
  if (std::any_of(snapshot.roots.begin(), snapshot.roots.end(), holds) && state_at(AT_FDCWD, path).exists())
    return true;
  return std::any_of(snapshot.entries.begin(), snapshot.entries.end(), [&](const SnapshotEntry& entry) {
    return is_at_or_below(join_path(snapshot.roots[entry.root], entry.path), path);
  });
}

/// A path where the name of a snapshot is due.
Error no_snapshot(const SnapshotStore& store, const Request& request, const std::string& operand, const Error& error) {
  const auto newest = store.find("", request.workspace);
  if (!newest || !state_at(AT_FDCWD, normalize_path(operand, request.working_directory)).exists()) return error;
  return {"'" + visible(operand) + "' is no snapshot: to take back a path, name the snapshot first, the newest is " +
              newest->id,
          "", 0};
}

}  // namespace

int run_undo(const Arguments& arguments) {
  int status = 0;
  const auto session = open_or_report(arguments, status);
  if (!session) return status;
  const Request request = session->request(EntryPoint::exec);
  const SnapshotStore store(session->paths().state + "/undo");
  const auto& operands = arguments.positionals();
  if (!operands.empty() && operands.front().empty())
    return report({"the name of the snapshot is empty; `vg snapshots` lists them", "", 0}, usage_status);
  const auto kept = store.find(operands.empty() ? "" : operands.front(), request.workspace);
  if (!kept && operands.empty()) return report(kept.error(), usage_status);
  if (!kept) return report(no_snapshot(store, request, operands.front(), kept.error()), usage_status);
  // A guarded program may take back what it did here, and nothing elsewhere.
  if (kept->snapshot.workspace() != request.workspace && !session->requester().is_person)
    return refuse_nobody(session->requester(), "undoing in another project");
  const std::vector<std::string> paths = paths_from(arguments, 1, request.working_directory);
  for (const std::string& path : paths)
    if (!is_of(kept->snapshot, path))
      return report({"there is nothing at '" + visible(path) + "', in the snapshot or the project " +
                         visible(kept->snapshot.workspace()),
                     "", 0},
                    usage_status);
  SnapshotWish wish;
  wish.roots = kept->snapshot.roots;
  wish.command = std::string(undo_command) + kept->id;
  wish.may_link_objects = true;  // restoring replaces files and writes into none
  const auto before = store.take(wish);
  if (!before)
    return report({"nothing was changed, because it could not be taken back: " + before.error().message(), "", 0},
                  guard_failed_status);
  const auto restored = restore(*kept, paths);
  if (!restored) return report(restored.error(), guard_failed_status);
  status = say_result(*restored, *kept, *before);
  (void)store.prune();
  const auto noted = keep_note(*session, *kept, *before);
  return noted ? status : report(noted.error(), guard_failed_status);
}

int run_snapshots(const Arguments& arguments) {
  const auto paths = find_state_paths();
  if (!paths) return report(paths.error(), guard_failed_status);
  const std::vector<KeptSnapshot> all = SnapshotStore(paths->state + "/undo").list();
  std::fputs((arguments.has("json") ? list_json(all) : list_text(all)).c_str(), stdout);
  return 0;
}

int run_gc(const Arguments&) {
  const auto paths = find_state_paths();
  if (!paths) return report(paths.error(), guard_failed_status);
  const KeptRuns runs = kept_runs(*paths);
  const SnapshotStore store(paths->state + "/undo");
  const std::uint64_t before = store.size() + runs.size();
  const std::size_t gone_runs = runs.prune().size();
  const auto gone = store.prune();
  if (!gone) return report(gone.error(), guard_failed_status);
  if (const auto collected = store.collect_all(); !collected) return report(collected.error(), guard_failed_status);
  runs.remove_leftovers();
  const std::uint64_t after = store.size() + runs.size();
  std::printf("%s and %s removed, %s freed, %s in use.\n", counted(gone_runs, "run").c_str(),
              counted(gone->size(), "snapshot").c_str(), size_text(before > after ? before - after : 0).c_str(),
              size_text(after).c_str());
  return 0;
}

}  // namespace vg::cli
