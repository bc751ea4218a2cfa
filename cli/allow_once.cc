// SPDX-License-Identifier: Apache-2.0
// `vg allow-once CODE` and `vg approve`: what only a person may do for a refused command.
#include <cstdio>
#include <ctime>

#include "cli/commands.h"
#include "cli/notices.h"
#include "cli/prompt.h"
#include "cli/session.h"
#include "core/base/path.h"
#include "core/base/text.h"
#include "core/record/audit.h"
#include "core/record/recorder.h"
#include "core/trust/codes.h"

namespace vg::cli {
namespace {

PendingRefusals pending_refusals(const Session& session) {
  return PendingRefusals(join_path(session.paths().state, "pending.json"));
}

int refuse_nobody(const Session& session, std::string_view act) {
  report({std::string(act) + " is a person's: " + session.requester().why_not, "", 0}, 0);
  std::fputs("   Run it in a terminal of your own, outside agents, editors and guarded programs.\n", stderr);
  return 126;
}

/// Arms the code and keeps that in the audit log.
Result<PendingRefusal> arm(const Session& session, std::string_view code) {
  const std::int64_t now = std::time(nullptr);
  PendingRefusal armed = VG_TRY(pending_refusals(session).arm(code, now));
  VG_CHECK(
      append_audit(audit_path(session.paths().state), AuditNote{.kind = AuditKind::approval,
                                                                .time = now,
                                                                .action = "allow-once",
                                                                .subject = armed.refusal.text,
                                                                .code = armed.code,
                                                                .working_directory = armed.refusal.working_directory}));
  return armed;
}

void say_armed(const PendingRefusal& armed) {
  std::printf("Armed for ten minutes, once, in %s:\n   %s\n", visible(armed.refusal.working_directory).c_str(),
              visible(armed.refusal.text).c_str());
}

}  // namespace

int run_allow_once(const Arguments& arguments) {
  int status = 0;
  const auto session = open_or_report(arguments, status);
  if (!session) return status;
  if (!session->requester().is_person) return refuse_nobody(*session, "allowing a refused command");
  const auto armed = arm(*session, arguments.positionals().front());
  if (!armed) return report(armed.error(), usage_status);
  say_armed(*armed);
  return 0;
}

int run_approve(const Arguments& arguments) {
  int status = 0;
  const auto session = open_or_report(arguments, status);
  if (!session) return status;
  if (!session->requester().is_person) return refuse_nobody(*session, "approving");
  const auto pending = pending_refusals(*session).list(std::time(nullptr));
  if (!pending) return report(pending.error(), guard_failed_status);
  bool any = false;
  const bool utf8 = speaks_utf8(session->request(EntryPoint::exec).environment);
  for (const PendingRefusal& row : *pending) {
    if (row.is_armed(std::time(nullptr))) continue;
    any = true;
    const auto answer = ask_person({.command = row.refusal.text,
                                    .risk = row.refusal.risk,
                                    .why = row.refusal.why,
                                    .place = "in " + row.refusal.working_directory + ", when it is tried again",
                                    .utf8 = utf8});
    if (!answer) return report(answer.error(), guard_failed_status);
    if (*answer != Answer::once) continue;
    const auto armed = arm(*session, row.code);
    if (!armed) return report(armed.error(), guard_failed_status);
    say_armed(*armed);
  }
  if (!any) std::puts("Nothing waits for a person.");
  return 0;
}

}  // namespace vg::cli
