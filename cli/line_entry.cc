// SPDX-License-Identifier: Apache-2.0
// `vg __hook`: a line that a shell is about to run.
#include "cli/line_entry.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <climits>
#include <cstdio>

#include "cli/entry_points.h"
#include "cli/guarded_run.h"
#include "core/base/digest.h"
#include "core/base/text.h"
#include "core/parse/parse.h"

namespace vg::cli {
namespace {

struct LineCall {
  Dialect dialect = Dialect::bash;
  pid_t shell = 0;
  std::string line;
};

Result<LineCall> read_call(const std::vector<std::string_view>& words) {
  if (words.size() != 8 || words[0] != hook::protocol || words[1] != "line" || words[2] != "--shell" ||
      words[4] != "--pid" || words[6] != "--")
    return fail("the shell hook speaks another protocol: start a new shell after an update");
  LineCall call;
  const auto dialect = value_in(dialect_names, words[3]);
  const auto [rest, error] = std::from_chars(words[5].data(), words[5].data() + words[5].size(), call.shell);
  if (!dialect || error != std::errc{} || rest != words[5].data() + words[5].size() || call.shell <= 0)
    return fail("the shell hook named no shell");
  call.dialect = *dialect;
  call.line = words[7];
  return call;
}

/// The invocation as an argv request of its own, where every word is known.
std::optional<Request> as_argv(const Invocation& invocation, const Request& line) {
  if (invocation.words.empty()) return std::nullopt;
  Request request = line;
  request.entry = EntryPoint::shim;
  request.line.clear();
  for (const Word& word : invocation.words) {
    const auto text = word.literal();
    if (!text) return std::nullopt;
    request.argv.push_back(*text);
  }
  return request;
}

/// Whether the shim, seeing each start of the unit on its own, would contain every one that needs it.
bool shim_contains(const Judgement& judgement, const Guard& guard, std::uint32_t unit) {
  const Risk wanted = judgement.findings.risk_of(unit);
  Risk seen = Risk::low;
  bool contained = false;
  for (const Invocation& invocation : judgement.command.invocations) {
    if (invocation.unit != unit) continue;
    const auto request = as_argv(invocation, *judgement.command.request);
    if (!request) continue;
    const auto alone = guard.judge(*request);
    if (!alone) return false;
    seen = std::max(seen, alone->findings.risk());
    contained |= alone->decision.place == Place::sandbox;
  }
  return contained && seen >= wanted;
}

/// Whether the text stops inside something: nothing runs before the shell has read the rest.
bool ends_early(const Command& command) {
  const auto at_end = [&](const ParseProblem& problem) {
    return problem.span.end == command.text.size() &&
           (problem.span.begin == problem.span.end || problem.what.starts_with("unterminated"));
  };
  return !command.problems.empty() && at_end(command.problems.front());
}

std::string own_path() {
  char buffer[PATH_MAX];
  const ssize_t length = ::readlink("/proc/self/exe", buffer, sizeof buffer);
  return length > 0 ? std::string(buffer, static_cast<std::size_t>(length)) : "vg";
}

bool preloads_shim(const Environment& environment) {
  return environment.get("LD_PRELOAD").value_or("").find("libvg.so") != std::string_view::npos;
}

}  // namespace

Result<JudgedLine> judged_line(const Judgement& judgement, const Guard& guard, const ProcessId& shell,
                               const std::string& vg, bool has_shim) {
  JudgedLine out;
  out.ticket.shell = shell;
  const Command& command = judgement.command;
  for (const Invocation& invocation : command.invocations) {
    const auto encoded = Command::canonical(invocation);
    if (!encoded || invocation.unit >= judgement.decision.units.size()) continue;
    out.ticket.units.push_back(
        {to_hex(sha256(*encoded)), judgement.decision.units[invocation.unit].place, judgement.decision.because});
  }
  std::size_t copied = 0;
  std::string text;
  for (std::uint32_t unit = 0; unit < command.units.size(); ++unit) {
    if (judgement.decision.units[unit].place != Place::sandbox) continue;
    if (has_shim && shim_contains(judgement, guard, unit)) continue;
    const Span span = command.units[unit].span;
    if (span.begin < copied || span.end > command.text.size()) return fail("the parts of the line overlap");
    text += command.text.substr(copied, span.begin - copied);
    text +=
        shell_quoted({vg, "exec", "--line", std::to_string(shell.pid) + "." + std::to_string(out.ticket.lines.size())});
    out.ticket.lines.push_back(command.text.substr(span.begin, span.end - span.begin));
    copied = span.end;
  }
  if (copied > 0) out.rewritten = text + command.text.substr(copied);
  return out;
}

int hook_entry(const std::vector<std::string_view>& words) {
  const auto call = read_call(words);
  if (!call) return report(call.error(), guard_failed_status);
  int status = 0;
  const auto session = open_or_report(Arguments{}, status);
  if (!session) return status;
  Request request = session->request(EntryPoint::hook);
  request.line = call->line;
  request.dialect = call->dialect;
  const auto above = session->ancestors();
  const auto shell =
      std::find_if(above.begin(), above.end(), [&](const ProcessId& id) { return id.pid == call->shell; });
  if (shell == above.end()) return report({"the shell is not above this process", "", 0}, guard_failed_status);

  if (const auto command = parse(request); command && ends_early(*command)) return hook::incomplete_line_status;
  GuardedSession guarded(*session, {});
  const auto judgement = guarded.guard().settle(request);
  if (!judgement) return report(judgement.error(), guard_failed_status);
  if (judgement->decision.verdict != Verdict::run) return exit_status({.ending = Ending::refused});
  const bool has_shim = preloads_shim(request.environment);
  // Where nothing more of ours runs that would say it.
  if (judgement->decision.place == Place::host && !has_shim) guarded.notices().way_back(judgement->decision);
  const auto judged = judged_line(*judgement, guarded.guard(), *shell, own_path(), has_shim);
  if (!judged) return report(judged.error(), guard_failed_status);
  // A plain line needs no ticket, and must not inherit the one of the line before.
  const auto kept = judgement->decision.is_plain() ? hook::remove_ticket(session->paths().runtime, shell->pid)
                                                   : hook::write_ticket(session->paths().runtime, judged->ticket);
  if (!kept) return report(kept.error(), guard_failed_status);
  if (judged->rewritten.empty()) return 0;
  std::fputs(judged->rewritten.c_str(), stdout);
  return hook::rewritten_line_status;
}

}  // namespace vg::cli
