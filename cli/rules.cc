// SPDX-License-Identifier: Apache-2.0
/// `vg rules`: what the rules are, and what they find in a line.
#include <cerrno>
#include <cstdio>

#include "cli/commands.h"
#include "cli/explanation.h"
#include "cli/guarded_run.h"
#include "cli/rule_texts.h"

namespace vg::cli {
namespace {

/// Prints `text`. Out: `status`, or that of a full disk.
int print(const std::string& text, int status = 0) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return status;
  return report({"cannot write the rules", "", errno}, guard_failed_status);
}

}  // namespace

int run_rules_list(const Arguments& arguments) {
  int status = 0;
  // Where the configuration cannot be read the built-in rules are still worth showing.
  const auto session = open_or_report(arguments, status);
  const RuleSet* own = session == nullptr ? nullptr : session->rules().get();
  return print(arguments.has("json") ? rule_list_json(own) : rule_list_text(own), status);
}

int run_rules_show(const Arguments& arguments) {
  const std::string& id = arguments.positionals().front();
  const bool json = arguments.has("json");
  const rules::RuleRow* row = find_rule(id);
  int status = 0;
  const auto session = open_or_report(arguments, status);
  const RuleSet* own = session == nullptr ? nullptr : session->rules().get();
  if (row != nullptr) return print(json ? rule_json(*row, own) : rule_text(*row, own), status);
  if (session == nullptr) return status;
  const rules::UserRule* rule = find_own_rule(own, id);
  if (rule == nullptr) return report(no_such_rule(own, id), usage_status);
  return print(json ? rule_json(*rule) : rule_text(*rule));
}

int run_rules_test(const Arguments& arguments) {
  int status = 0;
  const auto session = open_or_report(arguments, status);
  if (!session) return status;
  const Request request = request_from(*session, arguments, EntryPoint::exec);
  GuardedSession guarded(*session, {});
  const auto judgement = guarded.guard().judge(request);
  if (!judgement) return report(judgement.error(), usage_status);
  const std::string text = in_locale(findings_text(*judgement), speaks_utf8(request.environment));
  return print(text, judgement->findings.risk() >= Risk::medium ? 1 : 0);
}

}  // namespace vg::cli
