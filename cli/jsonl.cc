// SPDX-License-Identifier: Apache-2.0
#include "cli/jsonl.h"

#include <algorithm>
#include <vector>

#include "cli/explanation.h"
#include "core/base/json.h"
#include "core/base/text.h"

namespace vg::cli {
namespace {

/// The member of that name as text; empty where there is none and there need not be.
Result<std::string> text_of(const Json& object, std::string_view name, bool required) {
  const std::string quoted = "'" + std::string(name) + "'";
  const auto member = object.get(name);
  if (!member) return required ? Result<std::string>(fail("no member " + quoted)) : std::string();
  const auto text = member->string();
  if (!text) return fail(quoted + " must be a string");
  return *text;
}

Result<Dialect> dialect_of(const std::string& shell) {
  if (const auto dialect = value_in(dialect_names, shell)) return *dialect;
  std::string known;
  for (const auto& row : dialect_names) known.append(known.empty() ? "" : ", ").append(row.name);
  return fail("'shell' must be one of " + known + ", not '" + visible(shortened(shell, 64)) + "'");
}

/// The ids of all findings, each once, worst first.
std::vector<std::string_view> rules_of(const Findings& findings) {
  std::vector<std::string_view> rules;
  for (const Finding& finding : findings.items)
    if (std::find(rules.begin(), rules.end(), finding.rule) == rules.end()) rules.push_back(finding.rule);
  return rules;
}

}  // namespace

Result<JsonlQuestion> read_question(std::string_view line) {
  if (line.size() > jsonl_max_bytes) return fail("longer than 1 MiB");
  const Json object = VG_TRY(Json::parse(line));
  if (!object.is_object()) return fail("no JSON object");
  JsonlQuestion question;
  question.command = VG_TRY(text_of(object, "cmd", true));
  question.directory = VG_TRY(text_of(object, "cwd", false));
  if (object.get("cwd") && !question.directory.starts_with('/')) return fail("'cwd' must be an absolute path");
  if (question.directory.find('\0') != std::string::npos) return fail("'cwd' holds a NUL character");
  const std::string shell = VG_TRY(text_of(object, "shell", false));
  if (object.get("shell")) question.dialect = VG_TRY(dialect_of(shell));
  return question;
}

std::string answer_json(const Judgement& judgement, std::int64_t micros) {
  const Findings& findings = judgement.findings;
  const Finding* const worst = findings.worst();
  JsonWriter json;
  json.begin_object().field("level", name_in(risk_names, findings.risk()));
  json.key("rules").begin_array();
  for (const std::string_view rule : rules_of(findings)) json.value(rule);
  json.end_array();
  json.field("family", worst == nullptr ? std::string() : worst->family)
      .field("network_install", findings.has_network_install())
      .field("needs_host", std::any_of(findings.items.begin(), findings.items.end(),
                                       [](const Finding& finding) { return finding.needs_host; }));
  json.key("decision").begin_object();
  write_verdict(json, judgement.decision);
  return json.end_object().field("micros", micros).end_object().text();
}

std::string error_json(const std::string& message, std::uint64_t line) {
  return JsonWriter().begin_object().field("error", message).field("line", line).end_object().text();
}

}  // namespace vg::cli
