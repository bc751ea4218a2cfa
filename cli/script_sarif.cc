// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "cli/explanation.h"
#include "cli/rule_texts.h"
#include "cli/script_output.h"
#include "core/base/json.h"
#include "vg_version.h"

namespace vg::cli {
namespace {

struct LevelRow {
  std::string_view level;     ///< SARIF 2.1.0, 3.27.10
  std::string_view severity;  ///< a number as text: how code hosts sort security results
};
/// By risk.
constexpr std::array<LevelRow, 4> levels{{{"note", "2.0"}, {"warning", "5.0"}, {"error", "8.0"}, {"error", "9.5"}}};

const LevelRow& level_of(Risk risk) {
  return levels[static_cast<std::size_t>(risk)];
}

/// The rules that found something, each once.
std::vector<std::string> used_rules(const ScriptReport& report) {
  std::vector<std::string> ids;
  for (const Finding& finding : report.findings) ids.push_back(finding.rule);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

void write_message(JsonWriter& json, std::string_view name, std::string_view text) {
  json.key(name).begin_object().field("text", text).end_object();
}

void write_rule(JsonWriter& json, std::string_view why, std::string_view instead, Risk risk, std::string_view family) {
  write_message(json, "shortDescription", why);
  if (!instead.empty()) write_message(json, "help", "Instead: " + std::string(instead));
  json.key("defaultConfiguration").begin_object().field("level", level_of(risk).level).end_object();
  json.key("properties").begin_object().field("security-severity", level_of(risk).severity);
  json.key("tags").begin_array().value("security").value(family).end_array().end_object();
}

void write_rule(JsonWriter& json, const std::string& id, const ScriptReport& report) {
  json.begin_object().field("id", id);
  if (const rules::RuleRow* row = find_rule(id)) {
    write_rule(json, row->why, row->instead, row->risk, row->family);
  } else {
    // A user's rule: its findings say all of it.
    const auto finding = std::find_if(report.findings.begin(), report.findings.end(),
                                      [&](const Finding& other) { return other.rule == id; });
    write_rule(json, finding->why, finding->instead, finding->risk, finding->family);
  }
  json.end_object();
}

void write_region(JsonWriter& json, const Finding& finding, const LineTable& lines) {
  const TextPlace begin = lines.place_of(finding.span.begin);
  const TextPlace end = lines.place_of(finding.span.end);
  json.key("region")
      .begin_object()
      .field("startLine", static_cast<std::int64_t>(begin.line))
      .field("startColumn", static_cast<std::int64_t>(begin.column))
      .field("endLine", static_cast<std::int64_t>(end.line))
      .field("endColumn", static_cast<std::int64_t>(end.column))
      .end_object();
}

void write_result(JsonWriter& json, const Finding& finding, std::int64_t rule_index, const std::string& uri,
                  const LineTable& lines) {
  json.begin_object().field("ruleId", finding.rule).field("ruleIndex", rule_index);
  json.field("level", level_of(finding.risk).level);
  write_message(json, "message", finding.why + (finding.instead.empty() ? "" : ". Instead: " + finding.instead));
  json.key("locations").begin_array().begin_object().key("physicalLocation").begin_object();
  json.key("artifactLocation").begin_object().field("uri", uri).end_object();
  write_region(json, finding, lines);
  json.end_object().end_object().end_array();
  json.key("properties").begin_object().field("risk", name_in(risk_names, finding.risk));
  write_harms(json, finding.harms);
  json.end_object().end_object();
}

}  // namespace

std::string uri_of(const std::string& path) {
  if (path == "-") return "stdin";
  std::string_view rest = path;
  while (rest.starts_with("./")) rest.remove_prefix(2);
  std::string uri = rest.starts_with('/') ? "file://" : "";
  constexpr std::string_view unreserved = "-._~/";
  for (const char c : rest) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
        unreserved.find(c) != std::string_view::npos)
      uri += c;
    else
      uri.append("%").append(1, "0123456789ABCDEF"[byte >> 4]).append(1, "0123456789ABCDEF"[byte & 0xf]);
  }
  return uri;
}

std::string script_sarif(const JudgedScript& script) {
  const LineTable lines(script.text);
  const std::string uri = uri_of(script.name);
  const std::vector<std::string> rules = used_rules(script.report);
  JsonWriter json(JsonWriter::Style::indented);
  json.begin_object().field("$schema", "https://json.schemastore.org/sarif-2.1.0.json").field("version", "2.1.0");
  json.key("runs").begin_array().begin_object().key("tool").begin_object().key("driver").begin_object();
  json.field("name", "Vectra Guard").field("version", VG_VERSION).key("rules").begin_array();
  for (const std::string& id : rules) write_rule(json, id, script.report);
  json.end_array().end_object().end_object();
  json.key("invocations").begin_array().begin_object().field("executionSuccessful", true).end_object().end_array();
  json.field("columnKind", "unicodeCodePoints").key("results").begin_array();
  for (const Finding& finding : script.report.findings) {
    const auto index = std::lower_bound(rules.begin(), rules.end(), finding.rule) - rules.begin();
    write_result(json, finding, index, uri, lines);
  }
  return json.end_array().end_object().end_array().end_object().text() + "\n";
}

}  // namespace vg::cli
