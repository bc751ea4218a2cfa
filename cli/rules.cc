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
  return print(arguments.has("json") ? rule_list_json() : rule_list_text());
}

int run_rules_show(const Arguments& arguments) {
  const auto row = find_rule(arguments.positionals().front());
  if (!row) return report(row.error(), usage_status);
  return print(arguments.has("json") ? rule_json(**row) : rule_text(**row));
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
