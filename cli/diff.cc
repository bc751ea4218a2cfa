// SPDX-License-Identifier: Apache-2.0
// `vg diff RUN`: what a run left, beside what the host has now.
#include <fcntl.h>
#include <unistd.h>

#include <climits>
#include <cstdio>

#include "cli/commands.h"
#include "cli/kept.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/resolved_open.h"
#include "core/base/text.h"
#include "core/keep/apply.h"
#include "core/keep/line_diff.h"

namespace vg::cli {
namespace {

/// What is larger is described, not shown.
constexpr std::size_t shown_bytes = 1 << 20;

struct Shown {
  const Change* change = nullptr;
  FileState host;
  std::string letter;  ///< A, M, D, T (another type), X (never applied)
  std::string conflict;
  std::string before;  ///< contents, where both sides are text
  std::string after;
  bool as_text = false;
};

std::string type_name(const FileState& state) {
  if (!state.exists()) return "nothing";
  if (state.is_regular()) return "file";
  if (state.is_directory()) return "directory";
  if (state.is_link()) return "link";
  return "device, pipe or socket";
}

std::string mode_text(const FileState& state) {
  char text[8];
  std::snprintf(text, sizeof text, "%04o", static_cast<unsigned>(state.mode & 07777));
  return text;
}

std::string side_text(const FileState& state) {
  std::string text = type_name(state);
  if (!state.exists()) return text;
  if (state.is_regular()) text += ", " + std::to_string(state.size) + " bytes";
  return text + ", mode " + mode_text(state) + ", owner " + std::to_string(state.uid) + ":" + std::to_string(state.gid);
}

std::string letter_of(const Change& change, const FileState& host) {
  switch (change.kind) {
    case ChangeKind::removal: return "D";
    case ChangeKind::other:
    case ChangeKind::too_deep: return "X";
    case ChangeKind::replaced_directory: return "R";
    default: break;
  }
  if (!host.exists()) return "A";
  return (host.mode & S_IFMT) == (change.written.mode & S_IFMT) ? "M" : "T";
}

/// A text, or the target of a link; nothing for anything else.
std::optional<std::string> content_at(int directory, const std::string& path, const FileState& state) {
  if (!state.exists()) return std::string();
  if (state.is_link()) {
    char target[PATH_MAX];
    const ssize_t length = ::readlinkat(directory, path.c_str(), target, sizeof target);
    if (length < 0) return std::nullopt;
    return std::string(target, static_cast<std::size_t>(length));
  }
  if (!state.is_regular() || state.size > shown_bytes) return std::nullopt;
  const UniqueFd file(open_resolved(directory, path.c_str(), O_RDONLY | O_NONBLOCK, RESOLVE_NO_SYMLINKS));
  if (!file) return std::nullopt;
  auto text = read_open_file(file.get(), path, shown_bytes);
  if (!text || !is_text(*text)) return std::nullopt;
  return std::move(*text);
}

/// `root`: the host's "/".
Shown look_at(const Change& change, const KeptRun& run, int run_directory, int root) {
  const std::string host_path = change.path.substr(1);
  Shown shown{&change, state_at(root, host_path), {}, {}, {}, {}, false};
  shown.letter = letter_of(change, shown.host);
  if (shown.letter == "X") return shown;
  const bool is_made = change.kind == ChangeKind::directory && shown.host.is_directory();
  if (!is_made) shown.conflict = conflict_at(root, host_path, change, run);
  if (change.kind == ChangeKind::directory || change.kind == ChangeKind::replaced_directory) return shown;
  if (change.kind == ChangeKind::removal && shown.host.is_directory()) return shown;
  const FileState written = change.kind == ChangeKind::removal ? FileState{} : change.written;
  auto before = content_at(root, host_path, shown.host);
  auto after = content_at(run_directory, change.source, written);
  if (!before || !after) return shown;
  shown.before = std::move(*before);
  shown.after = std::move(*after);
  shown.as_text = true;
  return shown;
}

std::string notes_of(const Shown& shown) {
  std::string notes;
  if (!shown.conflict.empty()) notes += "conflict: " + shown.conflict;
  if (shown.change->obeyed) notes += std::string(notes.empty() ? "" : "; ") + "programs obey it: name it to apply it";
  if ((shown.change->written.mode & (S_ISUID | S_ISGID)) != 0 && shown.change->written.is_regular())
    notes += std::string(notes.empty() ? "" : "; ") + "applied without set-user-ID and set-group-ID";
  return notes;
}

std::string stat_line(const Shown& shown) {
  std::string text = shown.letter + "  " + visible(shown.change->path);
  if (shown.as_text) {
    const LineCount count = diff_lines(shown.before, shown.after).count;
    text += "  +" + std::to_string(count.added) + " -" + std::to_string(count.removed);
  } else if (shown.change->kind != ChangeKind::removal) {
    text += "  (" + side_text(shown.change->written) + ")";
  }
  const std::string notes = notes_of(shown);
  return text + (notes.empty() ? "" : "  [" + notes + "]") + "\n";
}

std::string full_text(const Shown& shown) {
  const Change& change = *shown.change;
  const std::string path = visible(change.path);
  const FileState written = change.kind == ChangeKind::removal ? FileState{} : change.written;
  std::string text = "diff " + path + "\n";
  if (const std::string notes = notes_of(shown); !notes.empty()) text += "# " + notes + "\n";
  const bool same_looks = shown.host.mode == written.mode && shown.host.uid == written.uid &&
                          shown.host.gid == written.gid && shown.as_text;
  if (!same_looks) text += "# " + side_text(shown.host) + " -> " + side_text(written) + "\n";
  if (!shown.as_text) return text;
  text += "--- " + (shown.host.exists() ? path : "/dev/null") + "\n";
  text += "+++ " + (written.exists() ? path : "/dev/null") + "\n";
  return text + diff_lines(shown.before, shown.after).hunks;
}

void write_state(JsonWriter& json, std::string_view name, const FileState& state) {
  json.key(name).begin_object().field("type", type_name(state));
  if (state.exists())
    json.field("size", state.size)
        .field("mode", mode_text(state))
        .field("uid", std::uint64_t{state.uid})
        .field("gid", std::uint64_t{state.gid});
  json.end_object();
}

void write_change(JsonWriter& json, const Shown& shown, bool stat) {
  const bool is_removal = shown.change->kind == ChangeKind::removal;
  json.begin_object();
  write_path(json, "path", shown.change->path);
  json.field("change", shown.letter);
  write_state(json, "host", shown.host);
  write_state(json, "run", is_removal ? FileState{} : shown.change->written);
  json.field("conflict", shown.conflict).field("obeyed", shown.change->obeyed);
  if (shown.as_text) {
    const LineDiff diff = diff_lines(shown.before, shown.after);
    json.field("added", std::uint64_t{diff.count.added}).field("removed", std::uint64_t{diff.count.removed});
    if (!stat) json.field("hunks", diff.hunks);
  }
  json.end_object();
}

int show(const KeptRun& run, const LayerChanges& changes, const ApplyWish& wish, bool stat, bool as_json) {
  const UniqueFd directory(open_resolved(AT_FDCWD, run.directory.c_str(), O_RDONLY | O_DIRECTORY, RESOLVE_NO_SYMLINKS));
  const UniqueFd root(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
  JsonWriter json(JsonWriter::Style::indented);
  if (as_json) json.begin_object().field("id", run.id).field("finished", run.finished).key("changes").begin_array();
  for (const Change& change : changes.items) {
    if (!is_wished(change, wish)) continue;
    const Shown shown = look_at(change, run, directory.get(), root.get());
    if (as_json)
      write_change(json, shown, stat);
    else
      std::fputs((stat ? stat_line(shown) : full_text(shown)).c_str(), stdout);
  }
  if (as_json) std::printf("%s\n", json.end_array().field("complete", changes.complete).end_object().text().c_str());
  if (!as_json && !run.finished)
    std::fputs("vg: the guard of this run was killed: what is older than the run counts as unchanged\n", stderr);
  if (changes.complete) return 0;
  return report({"part of what the run left could not be read", run.directory, 0}, guard_failed_status);
}

}  // namespace

int run_diff(const Arguments& arguments) {
  int status = 0;
  const auto session = open_or_report(arguments, status);
  if (!session) return status;
  const auto run = kept_runs(session->paths()).read(arguments.positionals().front());
  if (!run) return report(run.error(), usage_status);
  const auto changes = layer_changes(run->directory);
  if (!changes) return report(changes.error(), guard_failed_status);
  const std::string directory = session->request(EntryPoint::exec).working_directory;
  return show(*run, *changes, {paths_from(arguments, 1, directory), false}, arguments.has("stat"),
              arguments.has("json"));
}

}  // namespace vg::cli
