// SPDX-License-Identifier: Apache-2.0
/// `vg config show|schema|trust`.
#include <cstdio>
#include <ctime>

#include "cli/commands.h"
#include "cli/session.h"
#include "core/base/digest.h"
#include "core/base/json.h"
#include "core/base/path.h"
#include "core/base/text.h"
#include "core/config/json_schema.h"
#include "core/config/project_trust.h"
#include "core/record/recorder.h"

namespace vg::cli {
namespace {

constexpr int refused_status = 126;

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

std::string origin_text(const Setting& setting) {
  std::string text(name_in(origin_names, setting.origin));
  if (!setting.place.empty()) text += " " + setting.place;
  return text;
}

/// The settings as a configuration file that gives the same values.
std::string as_yaml(const std::vector<Setting>& settings, bool with_origin) {
  std::string text;
  std::string section;
  for (const Setting& setting : settings) {
    const std::size_t dot = setting.key.find('.');
    if (setting.key.substr(0, dot) != section) {
      section = setting.key.substr(0, dot);
      text += section + ":\n";
    }
    const std::string name = setting.key.substr(dot + 1);
    std::string remark = setting.value.empty() ? "" : setting.note;
    if (with_origin) remark += (remark.empty() ? "" : ", ") + origin_text(setting);
    text += setting.value.empty() ? "  # " + name + ": " + setting.note : "  " + name + ": " + setting.value;
    if (!remark.empty()) text += setting.value.empty() ? " (" + remark + ")" : "  # " + remark;
    text += '\n';
  }
  return text;
}

std::string as_json(const LoadedConfig& loaded) {
  JsonWriter json(JsonWriter::Style::indented);
  json.begin_object();
  json.field("project_file", loaded.project_file).field("project_is_trusted", loaded.project_is_trusted);
  json.key("settings").begin_object();
  for (const Setting& setting : loaded.settings) {
    json.key(setting.key).begin_object();
    if (setting.value.empty())
      json.key("value").null();
    else
      json.field("value", setting.value);
    json.field("origin", name_in(origin_names, setting.origin)).field("place", setting.place);
    if (!setting.note.empty()) json.field("note", setting.note);
    json.end_object();
  }
  json.end_object();
  json.key("waiting").begin_array();
  for (const Setting& setting : loaded.waiting)
    json.begin_object()
        .field("key", setting.key)
        .field("value", setting.value)
        .field("place", setting.place)
        .end_object();
  return json.end_array().end_object().text() + "\n";
}

/// Keeps the change in the audit log; that it could not be kept does not undo it.
void note_change(const Session& session, std::string_view action) {
  const LoadedConfig& loaded = session.loaded();
  const auto kept = append_audit(audit_path(session.paths().state),
                                 AuditNote{.kind = AuditKind::policy,
                                           .time = std::time(nullptr),
                                           .action = std::string(action),
                                           .subject = loaded.project_file,
                                           .detail = "sha256 " + to_hex(sha256(loaded.project_text)),
                                           .agent = session.requester().agent});
  if (!kept) report(kept.error(), 0);
}

std::string shown_project(const Session& session) {
  return visible(display_path(session.loaded().project_file, session.paths().home));
}

int trust_project(const Session& session, const ProjectTrust& store) {
  const LoadedConfig& loaded = session.loaded();
  // What was read when the session began, not what may lie there by now.
  if (auto trusted = store.trust(loaded.project_file, loaded.project_text); !trusted)
    return report(trusted.error(), guard_failed_status);
  note_change(session, "config trust");
  print("Trusted " + shown_project(session) + " as it is now.\n");
  for (const Setting& setting : loaded.waiting) print("  " + setting.key + ": " + setting.value + "\n");
  return 0;
}

int revoke_trust(const Session& session, const ProjectTrust& store) {
  const auto revoked = store.revoke(session.loaded().project_file);
  if (!revoked) return report(revoked.error(), guard_failed_status);
  if (*revoked) note_change(session, "config trust --revoke");
  print((*revoked ? "No longer trusted: " : "Was not trusted: ") + shown_project(session) + "\n");
  return 0;
}

int refuse_nobody(const Session& session) {
  report({"trusting a project file is a person's: " + session.requester().why_not, {}, 0}, refused_status);
  std::fputs("   Run it in a terminal of your own, outside agents, editors and guarded programs.\n", stderr);
  return refused_status;
}

}  // namespace

int run_config_show(const Arguments& arguments) {
  int status = 0;
  const auto session = open_or_report(arguments, status);
  if (!session) return status;
  const LoadedConfig& loaded = session->loaded();
  print(arguments.has("json") ? as_json(loaded) : as_yaml(loaded.settings, arguments.has("origin")));
  for (const std::string& notice : loaded.notices) std::fprintf(stderr, "vg: %s\n", notice.c_str());
  return 0;
}

int run_config_schema(const Arguments&) {
  print(config_json_schema() + "\n");
  return 0;
}

int run_config_trust(const Arguments& arguments) {
  int status = 0;
  const auto session = open_or_report(arguments, status);
  if (!session) return status;
  if (session->loaded().project_file.empty())
    return report({"there is no vectra-guard.yaml in this directory or above it", {}, 0}, usage_status);
  if (!session->requester().is_person) return refuse_nobody(*session);
  if (auto state = create_state_directories(session->paths()); !state)
    return report(state.error(), guard_failed_status);
  const ProjectTrust store(join_path(session->paths().state, "config-trust"));
  return arguments.has("revoke") ? revoke_trust(*session, store) : trust_project(*session, store);
}

}  // namespace vg::cli
