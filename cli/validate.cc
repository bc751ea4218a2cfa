// SPDX-License-Identifier: Apache-2.0
/// `vg validate SCRIPT`: a script judged without being run.
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "cli/commands.h"
#include "cli/explanation.h"
#include "cli/guarded_run.h"
#include "cli/line_reader.h"
#include "cli/script_output.h"
#include "core/base/file.h"
#include "core/base/text.h"

namespace vg::cli {
namespace {

Result<JudgedScript> read_script(const Arguments& arguments) {
  JudgedScript script;
  script.name = arguments.positionals().front();
  const std::string where = script.name == "-" ? "standard input" : script.name;
  script.text = script.name == "-" ? VG_TRY(read_all(STDIN_FILENO, where, script_max_bytes))
                                   : VG_TRY(read_file_following(script.name, script_max_bytes));
  if (const auto is_text = check_is_text(script.text); !is_text) return fail(is_text.error().what, where);
  if (const auto shell = arguments.value("shell")) {
    script.dialect = value_in(dialect_names, *shell).value_or(Dialect::bash);
    return script;
  }
  const auto dialect = script_dialect(script.text);
  if (!dialect) return fail(dialect.error().what, where + ":1");
  script.dialect = *dialect;
  return script;
}

Result<void> judge(const Session& session, JudgedScript& script) {
  GuardedSession guarded(session, {});
  Request request = session.request(EntryPoint::exec);
  request.dialect = script.dialect;
  script.report = VG_TRY(judge_script(script.text, [&](const std::string& piece, const std::string* directory) {
    request.line = piece;
    request.patience = script_patience;
    // The workspace stays the one the script was started in.
    if (directory != nullptr) request.working_directory = *directory;
    return guarded.guard().judge(request);
  }));
  return {};
}

std::string shown(const JudgedScript& script, std::string_view format, bool utf8) {
  if (format == "json") return script_json(script);
  if (format == "sarif") return script_sarif(script);
  return in_locale(script_text(script), utf8);
}

}  // namespace

int run_validate(const Arguments& arguments) {
  auto script = read_script(arguments);
  if (!script) return report(script.error(), usage_status);
  int status = 0;
  const auto session = open_or_report(arguments, status);
  if (!session) return status;
  if (const auto judged = judge(*session, *script); !judged) return report(judged.error(), guard_failed_status);
  const bool utf8 = speaks_utf8(session->request(EntryPoint::exec).environment);
  const std::string text = shown(*script, arguments.value("format").value_or("text"), utf8);
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    return report({"cannot write the findings", "", errno}, guard_failed_status);
  return script->report.risk() >= Risk::medium ? 1 : 0;
}

}  // namespace vg::cli
