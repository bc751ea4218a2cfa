// SPDX-License-Identifier: Apache-2.0
#include "cli/notices.h"

#include <cstdio>

#include "cli/session.h"
#include "core/base/text.h"
#include "core/decide/reasons.h"

namespace vg::cli {
namespace {

void say(const std::string& text) {
  std::fputs(text.c_str(), stderr);
}

void say_hint(std::string_view label, const std::string& text) {
  if (!text.empty()) say("   " + std::string(label) + visible(text) + "\n");
}

}  // namespace

bool speaks_utf8(const Environment& environment) {
  for (const std::string_view name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const auto value = environment.get(name);
    if (!value || value->empty()) continue;
    return value->find("UTF-8") != std::string_view::npos || value->find("utf8") != std::string_view::npos ||
           value->find("utf-8") != std::string_view::npos || value->find("UTF8") != std::string_view::npos;
  }
  return false;
}

std::string Notices::mark(std::string_view symbol, std::string_view plain) const {
  return std::string(utf8_ ? symbol : plain);
}

void Notices::say_once() {
  for (const std::string& line : once_) say("vg: " + visible(line) + "\n");
  once_.clear();
}

void Notices::way_back(const Decision& decision) {
  if (!decision.snapshot.empty()) say_hint("Way back: ", "vg undo " + decision.snapshot);
  say_hint("No way back: ", decision.no_way_back);
}

void Notices::about_to_run(const Decision& decision, const Plan& plan) {
  if (!decision.is_plain()) say_once();
  if (decision.because == Because::approved_and_remembered) {
    say(mark("✅ ", "") + "Approved and remembered\n");
    way_back(decision);
    return;
  }
  if (plan.place == Place::sandbox) {
    say(mark("📦 ", "") + "Running in sandbox" + (plan.sandbox.cached ? " (cached)" : "") + ".\n");
    say_hint("Why: ", reason_text(decision));
    way_back(decision);
    if (plan.sandbox.workspace_is_read_only && !plan.sandbox.workspace.empty())
      say_hint("Note: ",
               plan.sandbox.workspace + " is no project directory: " +
                   (plan.sandbox.layer.enabled ? "what is written there is kept aside" : "it can only be read here"));
    return;
  }
  if (decision.because == Because::trusted)
    say(mark("🏠 ", "") + "Running on host: " + reason_text(decision) + "\n");
  else if (decision.not_isolated_notice)
    say(mark("🏠 ", "") + "Running on host, not isolated: " + reason_text(decision) + "\n");
  way_back(decision);
}

void Notices::refused(const Decision& decision) {
  say_once();
  const std::string rule = decision.rule.empty() ? "" : " (rule " + decision.rule + ")";
  say(mark("⛔ ", "") + "Blocked: " + (decision.why.empty() ? reason_text(decision) : visible(decision.why)) + rule +
      "\n");
  if (decision.because == Because::declined) return;
  if (!decision.why.empty()) say_hint("Why: ", reason_text(decision));
  way_back(decision);
  say_hint("Instead: ", decision.instead);
  if (decision.code.empty())
    say("   A person can run it in a terminal outside Vectra Guard.\n");
  else
    say("   A person can allow it once with `vg allow-once " + decision.code +
        "`, or run it in a terminal outside Vectra Guard.\n");
}

void Notices::ended(const Outcome& outcome) {
  if (!outcome.problem.empty()) report({outcome.problem, "", 0}, 0);
  if (outcome.ending == Ending::timed_out)
    say("vg: ended after " + std::to_string(std::chrono::round<std::chrono::seconds>(outcome.duration).count()) +
        " s, its time was up (--timeout, sandbox.timeout)\n");
  for (const std::string& note : outcome.notes) say("vg: " + visible(note) + "\n");
}

}  // namespace vg::cli
