// SPDX-License-Identifier: Apache-2.0
#include "cli/script_output.h"

#include <algorithm>

#include "cli/explanation.h"
#include "core/base/json.h"
#include "core/base/text.h"

namespace vg::cli {
namespace {

/// The finding as it stands in its first line.
std::string finding_in_line(const Finding& finding, const LineTable& lines, const std::string& name) {
  const TextPlace place = lines.place_of(finding.span.begin);
  const std::string line(lines.text_of(place.line));
  const auto begin = static_cast<std::uint32_t>(lines.begin_of(place.line));
  Finding shown = finding;
  shown.span.begin -= begin;
  shown.span.end = std::min(finding.span.end - begin, static_cast<std::uint32_t>(line.size()));
  const std::string lead = visible(name) + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": ";
  return finding_text(shown, line, lead);
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

/// "2 findings (1 critical, 1 medium)"
std::string findings_summary(const std::vector<Finding>& findings) {
  if (findings.empty()) return "no findings";
  std::string levels;
  for (auto row = risk_names.rbegin(); row != risk_names.rend(); ++row) {
    const auto count = std::count_if(findings.begin(), findings.end(),
                                     [&](const Finding& finding) { return finding.risk == row->value; });
    if (count > 0)
      levels.append(levels.empty() ? "" : ", ").append(std::to_string(count)).append(" ").append(row->name);
  }
  return counted(findings.size(), "finding", "findings") + " (" + levels + ")";
}

}  // namespace

std::string script_text(const JudgedScript& script) {
  const LineTable lines(script.text);
  std::string out;
  for (const Finding& finding : script.report.findings) out += finding_in_line(finding, lines, script.name);
  return out + visible(script.name) + ": " + counted(script.report.commands, "command", "commands") + ", " +
         findings_summary(script.report.findings) + "\n";
}

std::string script_json(const JudgedScript& script) {
  const LineTable lines(script.text);
  JsonWriter json(JsonWriter::Style::indented);
  json.begin_object()
      .field("schema_version", 1)
      .field("script", script.name)
      .field("shell", name_in(dialect_names, script.dialect))
      .field("level", name_in(risk_names, script.report.risk()))
      .field("commands", static_cast<std::int64_t>(script.report.commands))
      .field("pieces", static_cast<std::int64_t>(script.report.pieces));
  json.key("findings").begin_array();
  for (const Finding& finding : script.report.findings) {
    const TextPlace begin = lines.place_of(finding.span.begin);
    const TextPlace end = lines.place_of(finding.span.end);
    json.begin_object()
        .field("line", static_cast<std::int64_t>(begin.line))
        .field("column", static_cast<std::int64_t>(begin.column))
        .field("end_line", static_cast<std::int64_t>(end.line))
        .field("end_column", static_cast<std::int64_t>(end.column));
    write_finding(json, finding);
    json.end_object();
  }
  return json.end_array().end_object().text() + "\n";
}

}  // namespace vg::cli
