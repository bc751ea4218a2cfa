// SPDX-License-Identifier: Apache-2.0
#include "cli/explanation.h"

#include <algorithm>
#include <cstdio>

#include "core/base/text.h"
#include "core/decide/reasons.h"

namespace vg::cli {
namespace {

constexpr std::size_t shown_mounts = 12;

struct HarmRow {
  Harm bit;
  std::string_view name;
  std::string_view text;
};
constexpr HarmRow harm_rows[] = {{harms_outside, "outside", "the host outside the project"},
                                 {harms_workspace, "workspace", "the project"},
                                 {harms_remote, "remote", "services and accounts elsewhere"}};

/// The line with a span underlined. Control characters are shown as escapes, so columns are those of what is shown.
std::string underlined(const std::string& text, Span span) {
  const std::size_t begin = std::min<std::size_t>(span.begin, text.size());
  const std::size_t end = std::clamp<std::size_t>(span.end, begin, text.size());
  const std::string before = visible(text.substr(0, begin));
  const std::string marked = visible(text.substr(begin, end - begin));
  std::size_t from = 0;
  // Long lines are shown around the span.
  if (before.size() > 60) from = before.size() - 40;
  const std::string lead = (from > 0 ? "…" : "") + before.substr(from);
  const std::size_t columns = before.size() - from + (from > 0 ? 1 : 0);
  std::string out = "      " + lead + shortened(marked, 80) + shortened(visible(text.substr(end)), 30) + "\n";
  return out + "      " + std::string(columns, ' ') + std::string(std::clamp<std::size_t>(marked.size(), 1, 80), '^') +
         "\n";
}

std::string decision_text(const Decision& decision) {
  std::string out = "Decision: ";
  switch (decision.verdict) {
    case Verdict::run: out += decision.place == Place::host ? "run on the host" : "run in the sandbox"; break;
    case Verdict::ask:
      out += "ask, then run ";
      out += decision.place == Place::host ? "on the host" : "in the sandbox";
      break;
    case Verdict::refuse: out += "refuse"; break;
  }
  out += "\n  Why: " + reason_text(decision) + "\n";
  out += "  Risk: " + std::string(name_in(risk_names, decision.risk)) +
         (decision.network_install ? ", networked install" : "") + "\n";
  if (decision.needs_way_back) out += "  Only after a snapshot: it destroys work in the project (vg undo)\n";
  out += "  Guard level: " + std::string(name_in(guard_level_names, decision.guard_level)) + "\n";
  return out;
}

std::string mount_text(const MountStep& step) {
  std::string out = "    " + std::string(name_in(mount_kind_names, step.kind));
  if (step.kind == MountKind::bind) out += step.read_only ? " (read-only)" : " (writable)";
  out += " " + visible(step.target);
  if (step.kind == MountKind::bind && step.source != step.target) out += " from " + visible(step.source);
  return out + "  [" + step.label + "]\n";
}

std::string limits_text(const LimitPlan& limits) {
  std::string out;
  if (limits.memory) out += " memory " + std::to_string(*limits.memory >> 20) + " MiB";
  if (limits.cpus) {
    char number[32];
    std::snprintf(number, sizeof number, " cpus %.2f", *limits.cpus);
    out += number;
  }
  if (limits.pids) out += " processes " + std::to_string(*limits.pids);
  return out.empty() ? " none" : out;
}

std::string plan_text(const Plan& plan) {
  std::string out = "Plan:\n  Command: " + visible(shell_quoted(plan.argv)) + "\n";
  if (plan.timeout) out += "  Timeout: " + std::to_string(plan.timeout->count()) + " s\n";
  if (plan.place == Place::host) return out + "  On the host, unchanged\n";
  const SandboxPlan& sandbox = plan.sandbox;
  out += "  Runtime: " + std::string(name_in(runtime_names, sandbox.runtime)) + ", level " +
         std::string(name_in(level_names, sandbox.level)) + ", network " +
         std::string(name_in(network_mode_names, sandbox.network)) + "\n";
  out += "  Root: host tree, " +
         std::string(sandbox.layer.enabled ? "writes go to a layer that is kept aside" : "read-only") + "\n";
  out += "  Workspace: " + (sandbox.workspace.empty() ? std::string("none") : visible(sandbox.workspace)) +
         (sandbox.workspace_is_read_only ? " (read-only)" : "") + "\n";
  out += "  Limits:" + limits_text(sandbox.limits) + "\n  Mounts:\n";
  std::size_t hidden = 0;
  std::size_t shown = 0;
  for (const MountStep& step : sandbox.mounts) {
    if (step.label == "private" || shown == shown_mounts) {
      ++hidden;
      continue;
    }
    out += mount_text(step);
    ++shown;
  }
  if (hidden > 0) out += "    and " + std::to_string(hidden) + " more (`--json` lists all)\n";
  return out;
}

void write_findings(JsonWriter& json, const Judgement& judgement) {
  json.key("findings").begin_array();
  for (const Finding& finding : judgement.findings.items) {
    json.begin_object();
    write_finding(json, finding);
    json.end_object();
  }
  json.end_array();
}

void write_decision(JsonWriter& json, const Decision& decision) {
  json.key("decision").begin_object();
  write_verdict(json, decision);
  json.field("reason", reason_text(decision))
      .field("risk", name_in(risk_names, decision.risk))
      .field("network_install", decision.network_install)
      .field("needs_way_back", decision.needs_way_back)
      .field("guard_level", name_in(guard_level_names, decision.guard_level));
  json.key("units").begin_array();
  for (const UnitDecision& unit : decision.units)
    json.begin_object()
        .field("begin", static_cast<std::int64_t>(unit.span.begin))
        .field("end", static_cast<std::int64_t>(unit.span.end))
        .field("place", name_in(place_names, unit.place))
        .field("because", because_name(unit.because))
        .field("risk", name_in(risk_names, unit.risk))
        .field("needs_host", unit.needs_host)
        .field("needs_approval", unit.needs_approval)
        .end_object();
  json.end_array().end_object();
}

void write_sandbox(JsonWriter& json, const SandboxPlan& sandbox) {
  json.field("runtime", name_in(runtime_names, sandbox.runtime))
      .field("level", name_in(level_names, sandbox.level))
      .field("network", name_in(network_mode_names, sandbox.network))
      .field("writable_layer", sandbox.layer.enabled)
      .field("workspace", sandbox.workspace)
      .field("workspace_is_read_only", sandbox.workspace_is_read_only)
      .field("cached", sandbox.cached);
  json.key("limits").begin_object();
  if (sandbox.limits.memory) json.field("memory_bytes", *sandbox.limits.memory);
  if (sandbox.limits.cpus) json.field("cpus", *sandbox.limits.cpus);
  if (sandbox.limits.pids) json.field("pids", *sandbox.limits.pids);
  json.end_object();
  json.key("mounts").begin_array();
  for (const MountStep& step : sandbox.mounts)
    json.begin_object()
        .field("kind", name_in(mount_kind_names, step.kind))
        .field("source", step.source)
        .field("target", step.target)
        .field("read_only", step.read_only)
        .field("label", step.label)
        .end_object();
  json.end_array();
}

}  // namespace

std::string harms_text(std::uint8_t harms) {
  std::string text;
  for (const HarmRow& row : harm_rows)
    if ((harms & row.bit) != 0) text.append(text.empty() ? "" : ", ").append(row.text);
  return text;
}

std::string harm_names(std::uint8_t harms) {
  std::string text;
  for (const HarmRow& row : harm_rows)
    if ((harms & row.bit) != 0) text.append(text.empty() ? "" : ", ").append(row.name);
  return text;
}

std::string finding_text(const Finding& finding, const std::string& text, std::string_view lead) {
  std::string out = std::string(lead) + std::string(name_in(risk_names, finding.risk)) + "  " + finding.rule + " " +
                    finding.family + ": " + visible(finding.why) + "\n";
  out += underlined(text, finding.span);
  if (const std::string harms = harms_text(finding.harms); !harms.empty()) out += "      harms: " + harms + "\n";
  if (finding.needs_host) out += "      " + std::string(needs_host_text) + "\n";
  if (!finding.instead.empty()) out += "      instead: " + visible(finding.instead) + "\n";
  return out;
}

std::string findings_text(const Judgement& judgement) {
  if (judgement.findings.items.empty()) return "Findings: none\n";
  std::string out = "Findings:\n";
  for (const Finding& finding : judgement.findings.items) out += finding_text(finding, judgement.command.text, "  ");
  return out;
}

std::string in_locale(std::string text, bool utf8) {
  if (utf8) return text;
  const std::string ellipsis = "…";
  for (std::size_t at = text.find(ellipsis); at != std::string::npos; at = text.find(ellipsis, at))
    text.replace(at, ellipsis.size(), "...");
  return text;
}

void write_harms(JsonWriter& json, std::uint8_t harms) {
  json.key("harms").begin_array();
  for (const HarmRow& row : harm_rows)
    if ((harms & row.bit) != 0) json.value(row.name);
  json.end_array();
}

void write_finding(JsonWriter& json, const Finding& finding) {
  json.field("rule", finding.rule)
      .field("family", finding.family)
      .field("risk", name_in(risk_names, finding.risk))
      .field("begin", static_cast<std::int64_t>(finding.span.begin))
      .field("end", static_cast<std::int64_t>(finding.span.end))
      .field("network_install", finding.network_install)
      .field("needs_host", finding.needs_host)
      .field("tampering", finding.tampering)
      .field("why", finding.why)
      .field("instead", finding.instead);
  write_harms(json, finding.harms);
}

void write_verdict(JsonWriter& json, const Decision& decision) {
  json.field("verdict", name_in(verdict_names, decision.verdict))
      .field("place", name_in(place_names, decision.place))
      .field("because", because_name(decision.because));
}

std::string explanation_text(const Judgement& judgement, const Plan* plan, const std::string& problem, bool utf8) {
  std::string out = "Command: " + visible(judgement.command.text) + "\n";
  out += findings_text(judgement) + decision_text(judgement.decision);
  if (plan != nullptr) out += plan_text(*plan);
  if (!problem.empty()) out += "It cannot be run as planned: " + visible(problem.substr(0, problem.find('\n'))) + "\n";
  return in_locale(std::move(out), utf8);
}

std::string explanation_json(const Judgement& judgement, const Plan* plan, const std::string& problem) {
  JsonWriter json(JsonWriter::Style::indented);
  json.begin_object().field("schema_version", 1).field("command", judgement.command.text);
  write_findings(json, judgement);
  write_decision(json, judgement.decision);
  json.key("plan");
  if (plan == nullptr) {
    json.null();
  } else {
    json.begin_object().field("place", name_in(place_names, plan->place)).field("program", plan->program);
    json.key("argv").begin_array();
    for (const std::string& word : plan->argv) json.value(word);
    json.end_array();
    if (plan->timeout) json.field("timeout_seconds", static_cast<std::int64_t>(plan->timeout->count()));
    if (plan->place == Place::sandbox) write_sandbox(json, plan->sandbox);
    json.end_object();
  }
  if (!problem.empty()) json.field("problem", problem);
  return json.end_object().text() + "\n";
}

}  // namespace vg::cli
