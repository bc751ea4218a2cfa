// SPDX-License-Identifier: Apache-2.0
#include "core/record/audit.h"

#include <algorithm>
#include <cerrno>

#include "core/base/digest.h"
#include "core/base/state_file.h"
#include "core/record/audit_file.h"

namespace vg {
namespace {

constexpr std::uint64_t recent_look = 8 << 20;  ///< Unit: bytes; some 10,000 decisions

Result<void> append(const std::string& path, std::int64_t time, std::string_view fields) {
  const FileLock lock = VG_TRY(lock_state_file(path));
  const AuditFile file = VG_TRY(open_audit_file(path, true));
  AuditEnd end = VG_TRY(find_audit_end(file));
  std::string text = end.needs_line_feed ? "\n" : "";
  if (!end.torn.empty())
    text += audit_line(end.link, audit_torn_fields(time, end.torn.size(), to_hex(sha256(end.torn))));
  text += audit_line(end.link, fields);
  auto written = write_all(file.fd.get(), text);
  if (written) return {};
  // Part of a line is worse than none; where even this fails, the next writer reports it as torn.
  if (::ftruncate(file.fd.get(), static_cast<off_t>(file.size)) != 0) written.error().what += " (a part remains)";
  written.error().where = path;
  return written;
}

}  // namespace

Result<void> append_audit(const std::string& path, const Event& event) {
  return append(path, event.time, audit_fields(event));
}

Result<void> append_audit(const std::string& path, const AuditNote& note) {
  return append(path, note.time, audit_fields(note));
}

Result<std::vector<std::string>> recent_decisions(const std::string& path, std::size_t count) {
  std::vector<std::string> found;
  auto file = open_audit_file(path, false);
  if (!file && file.error().errnum == ENOENT) return found;
  if (!file) return tl::unexpected<Error>(std::move(file.error()));
  for (std::uint64_t look = 64 << 10;; look *= 4) {
    found.clear();
    const std::string text = VG_TRY(read_end(*file, look));
    std::string_view rest = text;
    while (!rest.empty() && found.size() < count) {
      const std::size_t feed = rest.rfind('\n');
      const std::string_view line = feed == std::string_view::npos ? rest : rest.substr(feed + 1);
      rest = feed == std::string_view::npos ? std::string_view{} : rest.substr(0, feed);
      // `kind` is the third member, long before any text of a command.
      if (line.substr(0, 96).find("\"kind\":\"decision\"") == std::string_view::npos) continue;
      if (read_audit_line(line)) found.emplace_back(line);
    }
    if (found.size() >= count || look >= file->size || look >= recent_look) return found;
  }
}

}  // namespace vg
