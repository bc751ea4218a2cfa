// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <optional>

#include "cli/commands.h"
#include "cli/deadline.h"
#include "cli/guarded_run.h"
#include "core/base/path.h"
#include "hook/protocol.h"

namespace vg::cli {
namespace {

int refuse_bare_words(const Arguments& arguments) {
  std::string words;
  for (const std::string& word : arguments.positionals()) words += (words.empty() ? "" : " ") + word;
  std::fprintf(stderr,
               "vg: several words without \"--\": a line is one word, an argv stands behind \"--\"\n"
               "   vg exec \"%s\"\n   vg exec -- %s\n",
               words.c_str(), words.c_str());
  return usage_status;
}

/// The part of a judged line that a shell hook hands over whole, for the shell that would have run it.
Result<Request> request_from_ticket(const Session& session, const std::string& name) {
  Request request = session.request(EntryPoint::exec);
  request.line = VG_TRY(hook::line_in_ticket(session.paths().runtime, session.ancestors(), name));
  for (const ProcessFacts& process : session.ancestry())
    if (std::to_string(process.id.pid) == name.substr(0, name.find('.')))
      request.dialect = value_in(dialect_names, base_name(process.executable)).value_or(Dialect::bash);
  return request;
}

int run_or_explain(const Arguments& arguments, bool explain) {
  if (!arguments.has_separator() && arguments.positionals().size() != 1) return refuse_bare_words(arguments);
  const auto options = run_options(arguments);
  if (!options) return report(options.error(), usage_status);
  std::optional<DecisionDeadline> deadline;
  if (!explain) deadline.emplace(arguments.positionals().empty() ? "" : arguments.positionals().front());
  int status = 0;
  const auto session = open_or_report(arguments, status);
  if (!session) return status;
  if (arguments.has("interactive") && !session->requester().is_person)
    return report({"--interactive needs a person at a terminal: " + session->requester().why_not, "", 0},
                  guard_failed_status);
  const auto request = arguments.has("line") ? request_from_ticket(*session, arguments.positionals().front())
                                             : Result<Request>(request_from(*session, arguments, EntryPoint::exec));
  if (!request) return report(request.error(), guard_failed_status);
  if (explain) return explain_request(*session, *request, *options, arguments.has("json"));
  return run_guarded(*session, *request, *options);
}

}  // namespace

int run_exec(const Arguments& arguments) {
  return run_or_explain(arguments, arguments.has("explain"));
}
int run_explain(const Arguments& arguments) {
  return run_or_explain(arguments, true);
}

}  // namespace vg::cli
