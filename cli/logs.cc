// SPDX-License-Identifier: Apache-2.0
/// `vg logs verify`.
#include <cstdio>

#include "cli/commands.h"
#include "cli/notices.h"
#include "cli/session.h"
#include "core/base/json.h"
#include "core/record/audit.h"
#include "core/record/recorder.h"

namespace vg::cli {
namespace {

constexpr int changed_status = 1;

std::string counted(std::uint64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string report_text(const VerifyReport& report, bool utf8) {
  std::string text;
  if (!report.is_intact()) {
    text = std::string(utf8 ? "❌ " : "") + "The audit log was changed: line " + std::to_string(report.first_bad_line) +
           " " + report.problem + "\n   " + counted(report.lines, "record") + " before it hold.\n";
  } else if (report.lines == 0 && report.torn == 0) {
    return "The audit log is empty.\n";
  } else {
    text = std::string(utf8 ? "✅ " : "") + "The audit log is intact: " + counted(report.lines, "record") + "\n";
  }
  if (report.torn > 0)
    text += "   " + counted(report.torn, "interrupted write") + " (a writer was killed, or the disk was full)\n";
  if (report.is_intact()) text += "   From this file alone, records cut off at its end would not be noticed.\n";
  return text;
}

std::string report_json(const VerifyReport& report) {
  JsonWriter json(JsonWriter::Style::indented);
  json.begin_object();
  json.field("intact", report.is_intact()).field("records", report.lines).field("torn", report.torn);
  if (!report.is_intact()) json.field("first_bad_line", report.first_bad_line).field("problem", report.problem);
  return json.end_object().text() + "\n";
}

}  // namespace

int run_logs_verify(const Arguments& arguments) {
  int status = 0;
  const auto session = open_or_report(arguments, status);
  if (!session) return status;
  const auto verified = verify_audit(audit_path(session->paths().state));
  if (!verified) return report(verified.error(), guard_failed_status);
  const bool utf8 = speaks_utf8(session->request(EntryPoint::exec).environment);
  std::fputs((arguments.has("json") ? report_json(*verified) : report_text(*verified, utf8)).c_str(), stdout);
  return verified->is_intact() ? 0 : changed_status;
}

}  // namespace vg::cli
