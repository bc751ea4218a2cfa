// SPDX-License-Identifier: Apache-2.0
#include "core/record/audit_line.h"

#include <algorithm>
#include <charconv>

#include "core/base/digest.h"
#include "core/base/json.h"
#include "core/base/masking.h"
#include "core/base/state_file.h"
#include "core/base/text.h"
#include "core/decide/reasons.h"

namespace vg {
namespace {

constexpr std::size_t command_limit = 2000;  ///< Unit: bytes, as are the others
constexpr std::size_t path_limit = 1000;
constexpr std::size_t sentence_limit = 500;
constexpr std::size_t most_rules = 32;

constexpr std::string_view seq_mark = "{\"seq\":";
constexpr std::string_view prev_mark = ",\"prev\":\"";
constexpr std::string_view hash_mark = "\",\"hash\":\"";
constexpr std::string_view line_end = "\"}";
constexpr std::size_t digest_size = 64;

std::string shown(std::string_view text, std::size_t limit) {
  return shortened(visible(text), limit);
}

/// The members of the object that `json` holds, without its braces.
std::string members(const JsonWriter& json) {
  const std::string text = json.text();
  return text.substr(1, text.size() - 2);
}

void optional_field(JsonWriter& json, std::string_view name, const std::string& text) {
  if (!text.empty()) json.field(name, text);
}

void begin(JsonWriter& json, std::int64_t time, AuditKind kind) {
  json.begin_object();
  json.field("time", rfc3339(time)).field("kind", name_in(audit_kind_names, kind)).field("id", random_code(10));
}

std::string hash_of(std::string_view prev, std::string_view body) {
  std::string bytes(prev);
  bytes += body;
  bytes += '}';
  return to_hex(sha256(bytes));
}

bool is_digest(std::string_view text) {
  return text.size() == digest_size && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string audit_fields(const Event& event) {
  const Decision& decision = event.decision;
  JsonWriter json;
  begin(json, event.time, AuditKind::decision);
  json.field("entry", name_in(entry_point_names, event.entry));
  optional_field(json, "agent", shown(event.agent, 64));
  json.field("pid", static_cast<std::int64_t>(event.pid));
  json.field("cwd", shown(event.working_directory, path_limit));
  optional_field(json, "workspace", shown(event.workspace, path_limit));
  json.field("command", shown_command(event.command, command_limit));
  json.field("risk", name_in(risk_names, decision.risk));
  json.key("rules").begin_array();
  for (std::size_t i = 0; i < std::min(event.rules.size(), most_rules); ++i) json.value(shown(event.rules[i], 32));
  json.end_array();
  json.key("decision").begin_object();
  json.field("verdict", name_in(verdict_names, decision.verdict)).field("place", name_in(place_names, decision.place));
  json.field("because", because_name(decision.because));
  optional_field(json, "rule", shown(decision.rule, 32));
  optional_field(json, "why", shown(decision.why, sentence_limit));
  optional_field(json, "snapshot", shown(decision.snapshot, 64));
  optional_field(json, "no_way_back", shown(decision.no_way_back, sentence_limit));
  json.end_object();
  json.field("runtime", shown(event.runtime, 64));
  if (event.cached) json.field("cached", true);
  json.key("outcome").begin_object();
  json.field("ending", name_in(ending_names, event.outcome.ending)).field("code", event.outcome.code);
  const auto duration = std::chrono::duration_cast<std::chrono::milliseconds>(event.outcome.duration);
  json.field("duration_ms", static_cast<std::int64_t>(duration.count()));
  optional_field(json, "problem", shown(event.outcome.problem, sentence_limit));
  optional_field(json, "run_id", shown(event.outcome.run_id, 64));
  optional_field(json, "limits", shown(event.outcome.limits_held_by, sentence_limit));
  json.end_object();
  optional_field(json, "trust_key", shown(decision.trust_key, 64));
  optional_field(json, "code", shown(decision.code, 32));
  json.end_object();
  return members(json);
}

std::string audit_fields(const AuditNote& note) {
  JsonWriter json;
  begin(json, note.time, note.kind);
  json.field("action", shown(note.action, 64));
  optional_field(json, "subject", shown_command(note.subject, command_limit));
  optional_field(json, "detail", shown(note.detail, sentence_limit));
  optional_field(json, "trust_key", shown(note.trust_key, 64));
  optional_field(json, "code", shown(note.code, 32));
  optional_field(json, "cwd", shown(note.working_directory, path_limit));
  optional_field(json, "agent", shown(note.agent, 64));
  json.end_object();
  return members(json);
}

std::string audit_torn_fields(std::int64_t time, std::uint64_t bytes, std::string_view sha256) {
  JsonWriter json;
  begin(json, time, AuditKind::torn);
  json.field("bytes", bytes).field("sha256", sha256).end_object();
  return members(json);
}

std::string audit_line(AuditLink& link, std::string_view fields) {
  ++link.seq;
  std::string line(seq_mark);
  line += std::to_string(link.seq) + ",";
  line += fields;
  line += prev_mark;
  line += link.hash;
  const std::string hash = hash_of(link.hash, line + "\"");
  line += hash_mark;
  line += hash;
  line += line_end;
  line += '\n';
  link.hash = hash;
  return line;
}

std::optional<AuditRecord> read_audit_line(std::string_view line) {
  constexpr std::size_t tail_size = prev_mark.size() + digest_size + hash_mark.size() + digest_size + line_end.size();
  if (line.size() < seq_mark.size() + tail_size || !line.starts_with(seq_mark) || !line.ends_with(line_end))
    return std::nullopt;
  const std::string_view tail = line.substr(line.size() - tail_size);
  AuditRecord record;
  record.prev = tail.substr(prev_mark.size(), digest_size);
  record.hash = tail.substr(tail_size - line_end.size() - digest_size, digest_size);
  if (!tail.starts_with(prev_mark) || !tail.substr(prev_mark.size() + digest_size).starts_with(hash_mark) ||
      !is_digest(record.prev) || !is_digest(record.hash))
    return std::nullopt;
  const std::string_view number = line.substr(seq_mark.size(), 20);
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), record.seq);
  if (error != std::errc{} || *end != ',') return std::nullopt;
  const std::size_t body_size = line.size() - line_end.size() - digest_size - hash_mark.size() + 1;
  if (hash_of(record.prev, line.substr(0, body_size)) != record.hash) return std::nullopt;
  return record;
}

}  // namespace vg
