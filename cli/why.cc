// SPDX-License-Identifier: Apache-2.0
/// `vg why [N]`: the last decisions, most recent first.
#include <charconv>
#include <cstdio>

#include "cli/commands.h"
#include "cli/session.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/decide/reasons.h"
#include "core/record/audit.h"
#include "core/record/recorder.h"

namespace vg::cli {
namespace {

constexpr std::size_t shown_by_default = 5;
constexpr std::size_t most_shown = 10'000;

/// Members of a record that may be missing.
std::string text_in(const std::optional<Json>& object, std::string_view name) {
  const auto member = object ? object->get(name) : std::nullopt;
  return visible(member ? member->string().value_or("") : "");
}
std::int64_t number_in(const std::optional<Json>& object, std::string_view name) {
  const auto member = object ? object->get(name) : std::nullopt;
  return member ? member->integer().value_or(0) : 0;
}

std::string duration_text(std::int64_t ms) {
  char text[32];
  if (ms < 1000)
    std::snprintf(text, sizeof text, "%dms", static_cast<int>(ms));
  else
    std::snprintf(text, sizeof text, "%.1fs", static_cast<double>(ms) / 1000.0);
  return text;
}

std::string ending_text(const std::optional<Json>& outcome) {
  const std::string code = std::to_string(number_in(outcome, "code"));
  const std::string after = " after " + duration_text(number_in(outcome, "duration_ms"));
  switch (value_in(ending_names, text_in(outcome, "ending")).value_or(Ending::guard_failed)) {
    case Ending::exited: return "exit status " + code + after;
    case Ending::signaled: return "ended by signal " + code + after;
    case Ending::timed_out: return "stopped by its timeout" + after;
    case Ending::refused: return "not run";
    case Ending::not_found: return "no such program";
    case Ending::not_runnable: return "could not be executed";
    case Ending::guard_failed: return "not run: " + text_in(outcome, "problem");
    case Ending::handed_over: return "started";
  }
  return {};
}

/// "ran in the sandbox (process, cached): exit status 0 after 1.2s"
std::string what_happened(const Json& record) {
  const auto decision = record.get("decision");
  const auto outcome = record.get("outcome");
  if (text_in(decision, "verdict") == "refuse") return "blocked";
  std::string text = text_in(decision, "place") == "host" ? "on the host" : "in the sandbox";
  if (text_in(decision, "place") != "host") {
    const bool cached = record.get("cached").has_value();
    text += " (" + text_in(record, "runtime") + (cached ? ", cached)" : ")");
  }
  return text + ": " + ending_text(outcome);
}

std::string reason_of(const Json& record) {
  const auto decision = record.get("decision");
  std::string name = text_in(decision, "because");
  const auto because = because_value(name);
  if (!because) return name;
  Decision shown;
  shown.because = *because;
  shown.risk = value_in(risk_names, text_in(record, "risk")).value_or(Risk::low);
  return reason_text(shown);
}

std::string record_text(const std::string& line) {
  const auto record = Json::parse(line);
  if (!record) return {};
  const auto decision = record->get("decision");
  std::string text =
      text_in(*record, "time") + "  " + text_in(*record, "command") + "\n   " + what_happened(*record) + "\n";
  text += "   Why: " + reason_of(*record) + "\n";
  const std::string rule = text_in(decision, "rule"), why = text_in(decision, "why");
  if (!rule.empty()) text += "   Rule " + rule + (why.empty() ? "" : ": " + why) + "\n";
  const std::string agent = text_in(*record, "agent"), code = text_in(*record, "code");
  const std::string directory = text_in(*record, "cwd");
  text += "   In " + (directory.empty() ? "a directory that was deleted" : directory) +
          (agent.empty() ? "" : ", for " + agent) + "\n";
  if (!code.empty()) text += "   Code: " + code + "\n";
  return text;
}

Result<std::size_t> count_from(const Arguments& arguments) {
  if (arguments.positionals().empty()) return shown_by_default;
  const std::string& text = arguments.positionals().front();
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || end != text.data() + text.size() || count == 0 || count > most_shown)
    return fail("'" + text + "' is no number from 1 to " + std::to_string(most_shown));
  return count;
}

}  // namespace

int run_why(const Arguments& arguments) {
  const auto count = count_from(arguments);
  if (!count) return report(count.error(), usage_status);
  int status = 0;
  const auto session = open_or_report(arguments, status);
  if (!session) return status;
  const auto records = recent_decisions(audit_path(session->paths().state), *count);
  if (!records) return report(records.error(), guard_failed_status);
  if (arguments.has("json")) {
    JsonWriter json(JsonWriter::Style::indented);
    json.begin_array();
    for (const std::string& record : *records) json.raw(record);
    std::fputs((json.end_array().text() + "\n").c_str(), stdout);
    return 0;
  }
  if (records->empty()) std::puts("No decisions yet.");
  for (const std::string& record : *records) std::fputs(record_text(record).c_str(), stdout);
  return 0;
}

}  // namespace vg::cli
