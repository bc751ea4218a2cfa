// SPDX-License-Identifier: Apache-2.0
// `vg runs`, `vg apply` and `vg discard`: what contained commands wrote outside the project and was kept aside.
#include <algorithm>
#include <cstdio>
#include <ctime>

#include "cli/commands.h"
#include "cli/kept.h"
#include "core/base/state_file.h"
#include "core/base/text.h"
#include "core/keep/apply.h"
#include "core/record/audit.h"
#include "core/record/recorder.h"

namespace vg::cli {
namespace {

constexpr std::int64_t second = 1'000'000'000;

void print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
}

std::string list_json(const std::vector<KeptRun>& runs) {
  JsonWriter json(JsonWriter::Style::indented);
  json.begin_object().key("runs").begin_array();
  for (const KeptRun& run : runs) {
    json.begin_object().field("id", run.id).field("begun", rfc3339(run.record.begun / second));
    json.field("finished", run.finished).field("changes", run.record.changes).field("bytes", run.record.bytes);
    json.field("command", run.record.command);
    write_path(json, "directory", run.record.directory);
    json.end_object();
  }
  return json.end_array().end_object().text() + "\n";
}

std::string list_text(const std::vector<KeptRun>& runs) {
  if (runs.empty()) return "No run wrote anything outside its project.\n";
  std::string text;
  for (const KeptRun& run : runs) {
    text += run.id + "  " + local_time(run.record.begun) + "  ";
    if (run.finished)
      text += counted(run.record.changes, "change") + ", " + size_text(run.record.bytes) + "  " +
              visible(run.record.command) + "\n    in " + visible(run.record.directory) + "\n";
    else
      text += "its guard was killed\n";
  }
  return text;
}

Result<void> keep_note(const Session& session, const std::string& action, const KeptRun& run,
                       const std::string& detail) {
  return append_audit(audit_path(session.paths().state),
                      AuditNote{.kind = AuditKind::approval,
                                .time = std::time(nullptr),
                                .action = action,
                                .subject = run.record.command,
                                .detail = run.id + ": " + detail,
                                .working_directory = session.request(EntryPoint::exec).working_directory,
                                .agent = session.requester().agent});
}

/// What was done, and on stderr what was not.
struct Tally {
  std::uint64_t applied = 0;
  std::uint64_t left = 0;
  bool conflicts = false;
  bool failed = false;
  std::vector<std::string> obeyed;
};

void say_left(const Applied& result, const std::string& what) {
  std::fprintf(stderr, "vg: not applied: %s: %s\n", visible(result.path).c_str(), what.c_str());
}

Tally tally(const std::vector<Applied>& results) {
  Tally out;
  for (const Applied& result : results) {
    switch (result.end) {
      case ApplyEnd::applied:
        ++out.applied;
        if (!result.why.empty())
          std::fprintf(stderr, "vg: applied %s: %s\n", result.why.c_str(), visible(result.path).c_str());
        continue;
      case ApplyEnd::already: ++out.applied; continue;
      case ApplyEnd::conflict:
        out.conflicts = true;
        say_left(result, result.why);
        break;
      case ApplyEnd::obeyed: out.obeyed.push_back(result.path); break;
      case ApplyEnd::refused: say_left(result, result.why); break;
      case ApplyEnd::failed:
        out.failed = true;
        say_left(result, visible(result.why));
        break;
    }
    ++out.left;
  }
  return out;
}

void say_rest(const Tally& tally, const KeptRun& run) {
  for (const std::string& path : tally.obeyed)
    std::fprintf(stderr, "vg: not applied: %s: programs obey it; name it to apply it\n", visible(path).c_str());
  if (tally.conflicts)
    std::fprintf(stderr, "   `vg diff %s` shows both sides, `vg apply --overwrite %s PATH` takes the run's.\n",
                 run.id.c_str(), run.id.c_str());
}

int apply_run(const Session& session, const KeptRuns& runs, const KeptRun& run, const ApplyWish& wish) {
  auto application = LayerApplication::begin(run);
  if (!application) return report(application.error(), guard_failed_status);
  const auto changes = layer_changes(run.directory);
  if (!changes) return report(changes.error(), guard_failed_status);
  for (const std::string& path : wish.paths) {
    const ApplyWish one{{path}, false};
    if (std::none_of(changes->items.begin(), changes->items.end(),
                     [&](const Change& change) { return is_wished(change, one); }))
      return report(
          {"the run left nothing at '" + visible(path) + "'; `vg diff --stat " + run.id + "` lists what it did", "", 0},
          usage_status);
  }
  const Tally done = tally(application->apply(*changes, wish));
  say_rest(done, run);
  if (!changes->complete) report({"part of what the run left could not be read", run.directory, 0}, 0);
  print(counted(done.applied, "change") + " applied" +
        (done.left != 0 ? ", " + std::to_string(done.left) + " not" : "") + ".\n");
  if (application->finish()) runs.remove(run);
  const auto kept = keep_note(session, "apply", run, counted(done.applied, "change") + " applied");
  if (!kept) return report(kept.error(), guard_failed_status);
  if (done.failed || !changes->complete) return guard_failed_status;
  return done.left == 0 ? 0 : refused_status;
}

}  // namespace

int run_runs(const Arguments& arguments) {
  const auto paths = find_state_paths();
  if (!paths) return report(paths.error(), guard_failed_status);
  const std::vector<KeptRun> runs = kept_runs(*paths).list();
  print(arguments.has("json") ? list_json(runs) : list_text(runs));
  return 0;
}

int run_apply(const Arguments& arguments) {
  int status = 0;
  const auto session = open_or_report(arguments, status);
  if (!session) return status;
  if (!session->requester().is_person) return refuse_nobody(session->requester(), "applying what a run left");
  const KeptRuns runs = kept_runs(session->paths());
  const auto run = runs.read(arguments.positionals().front());
  if (!run) return report(run.error(), usage_status);
  const std::string directory = session->request(EntryPoint::exec).working_directory;
  return apply_run(*session, runs, *run, {paths_from(arguments, 1, directory), arguments.has("overwrite")});
}

int run_discard(const Arguments& arguments) {
  int status = 0;
  const auto session = open_or_report(arguments, status);
  if (!session) return status;
  const KeptRuns runs = kept_runs(session->paths());
  const auto run = runs.find(arguments.positionals().front());
  if (!run) return report(run.error(), usage_status);
  const auto held = hold_run(run->directory);
  if (!held) return report(held.error(), guard_failed_status);
  runs.remove(*run);
  print("Discarded " + run->id + "\n");
  const auto kept = keep_note(*session, "discard", *run, counted(run->record.changes, "change") + " discarded");
  return kept ? 0 : report(kept.error(), guard_failed_status);
}

}  // namespace vg::cli
