// SPDX-License-Identifier: Apache-2.0
#include "cli/approver.h"

#include "cli/prompt.h"
#include "core/base/digest.h"
#include "core/base/path.h"
#include "core/decide/reasons.h"
#include "core/record/audit.h"
#include "core/record/recorder.h"
#include "core/trust/codes.h"
#include "core/trust/key.h"
#include "hook/protocol.h"

namespace vg::cli {
namespace {

PendingRefusals pending_refusals(const Session& session) {
  return PendingRefusals(join_path(session.paths().state, "pending.json"));
}

void approve(Decision& decision, Because because) {
  decision.verdict = Verdict::run;
  decision.because = because;
}

std::string place_text(const Decision& decision) {
  return decision.place == Place::sandbox ? "in the sandbox" : "on the host, not isolated";
}

}  // namespace

/// Whether every program start of the command was judged with a line that an ancestor shell is running.
bool TerminalApprover::settle_by_ticket(const Command& command, Decision& decision) const {
  const auto ancestors = session_.ancestors();
  Place place = Place::host;
  bool any = false;
  for (const Invocation& invocation : command.invocations) {
    const auto encoded = Command::canonical(invocation);
    if (!encoded) return false;
    const auto unit = hook::find_in_ticket(session_.paths().runtime, ancestors, to_hex(sha256(*encoded)));
    if (!unit) return false;
    if (unit->place == Place::sandbox) place = Place::sandbox;
    any = true;
  }
  if (!any) return false;
  decision.place = place;
  approve(decision, Because::ticket);
  return true;
}

Result<bool> TerminalApprover::settle_by_code(const Command& command, Decision& decision) const {
  const Request& request = *command.request;
  const auto taken = VG_TRY(pending_refusals(session_).take(trust_key(command), request.working_directory,
                                                            request.requester.session, request.now));
  if (!taken) return false;
  approve(decision, Because::allowed_once);
  decision.code = taken->code;
  return true;
}

void TerminalApprover::give_code(const Command& command, Decision& decision) const {
  const Request& request = *command.request;
  auto code =
      pending_refusals(session_).register_refusal({.key = trust_key(command),
                                                   .text = command.text,
                                                   .working_directory = request.working_directory,
                                                   .session = request.requester.session,
                                                   .risk = std::string(name_in(risk_names, decision.risk)),
                                                   .why = decision.why.empty() ? reason_text(decision) : decision.why},
                                                  request.now);
  // Without a code the refusal stands all the same.
  if (code) decision.code = std::move(*code);
}

Result<void> TerminalApprover::remember(const Command& command, bool contained, Decision& decision) {
  TrustWish wish;
  wish.who = "at the prompt";
  wish.scope = command.request->workspace.empty() ? command.request->working_directory : command.request->workspace;
  wish.contained = contained;
  if (const auto expiry = session_.config().trust.default_expiry) wish.expires = command.request->now + expiry->count();
  decision.trust_key = VG_TRY(store_.add(command, wish)).key;
  return {};
}

Result<void> TerminalApprover::ask_at_terminal(const Command& command, Decision& decision) {
  Question question;
  question.command = command.text;
  question.risk = name_in(risk_names, decision.risk);
  question.why = decision.why.empty() ? reason_text(decision) : decision.why;
  if (!decision.no_way_back.empty()) question.why += "; there is no way back: " + decision.no_way_back;
  question.place = place_text(decision);
  if (!decision.snapshot.empty()) question.place += "; vg undo " + decision.snapshot + " takes it back";
  // An answer that could not be kept would end in an error, and the command that was agreed to would not run.
  question.offer_remember = decision.may_be_remembered && store_.can_remember(command);
  question.offer_contained = question.offer_remember && decision.place == Place::sandbox;
  question.utf8 = utf8_;
  switch (VG_TRY(ask_person(question))) {
    case Answer::once: approve(decision, Because::approved_once); break;
    case Answer::contained:
      VG_CHECK(remember(command, true, decision));
      approve(decision, Because::approved_contained);
      break;
    case Answer::remember:
      VG_CHECK(remember(command, false, decision));
      approve(decision, Because::approved_and_remembered);
      decision.place = Place::host;
      break;
    case Answer::no:
      decision.verdict = Verdict::refuse;
      decision.because = Because::declined;
      decision.may_be_allowed_once = false;
      break;
  }
  return {};
}

/// A line that runs on the host under `vg exec` is not asked about again when the shim sees its parts.
Result<void> TerminalApprover::leave_ticket(const Command& command, const Decision& decision) const {
  if (command.request->entry != EntryPoint::exec || decision.place != Place::host) return {};
  hook::Ticket ticket{own_process_id(), {}, {}};
  for (const Invocation& invocation : command.invocations)
    if (const auto encoded = Command::canonical(invocation))
      ticket.units.push_back({to_hex(sha256(*encoded)), Place::host, decision.because});
  return hook::write_ticket(session_.paths().runtime, ticket);
}

/// A person's answer is a record of its own, beside that of the run.
Result<void> TerminalApprover::keep_answer(const Command& command, const Decision& decision) const {
  const Request& request = *command.request;
  return append_audit(audit_path(session_.paths().state),
                      AuditNote{.kind = AuditKind::approval,
                                .time = request.now,
                                .action = std::string(because_name(decision.because)),
                                .subject = command.text,
                                .trust_key = decision.trust_key,
                                .code = decision.code,
                                .working_directory = request.working_directory,
                                .agent = request.requester.agent});
}

Result<Decision> TerminalApprover::ask(const Command& command, const Findings&, Decision decision) {
  if (settle_by_ticket(command, decision)) return decision;
  if (!VG_TRY(settle_by_code(command, decision))) {
    if (decision.verdict == Verdict::ask)
      VG_CHECK(ask_at_terminal(command, decision));
    else
      give_code(command, decision);
  }
  if (decision.verdict == Verdict::run || decision.because == Because::declined)
    VG_CHECK(keep_answer(command, decision));
  if (decision.verdict == Verdict::run) VG_CHECK(leave_ticket(command, decision));
  return decision;
}

}  // namespace vg::cli
