// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>

#include "core/base/digest.h"
#include "core/base/json.h"
#include "core/record/audit.h"
#include "core/record/audit_file.h"

namespace vg {
namespace {

constexpr std::size_t torn_limit = 16 << 20;  ///< Unit: bytes

/// Goes along the chain line by line.
class Verifier {
 public:
  /// Whether to go on.
  bool take(std::string_view line, bool terminated) {
    ++line_number_;
    const auto record = read_audit_line(line);
    if (!record) return take_fragment(line, terminated);
    const bool is_torn_record = line.substr(0, 96).find("\"kind\":\"torn\"") != std::string_view::npos;
    if (!fragment_.empty() || is_torn_record) {
      if (!accounts_for_fragment(line, is_torn_record))
        return fragment_.empty() ? bad(line_number_, removed) : bad_fragment();
      ++report_.torn;
      fragment_.clear();
    }
    if (record->prev != link_.hash || record->seq != link_.seq + 1) return bad(line_number_, break_before(*record));
    link_ = {record->seq, std::string(record->hash)};
    ++report_.lines;
    return true;
  }

  VerifyReport finish() {
    if (report_.is_intact() && !fragment_.empty()) {
      if (ends_with_fragment_)
        ++report_.torn;
      else
        bad_fragment();
    }
    return std::move(report_);
  }

 private:
  static constexpr const char* removed = "reports an interrupted line before it that is no longer there";

  bool take_fragment(std::string_view line, bool terminated) {
    if (fragment_.empty()) {
      fragment_line_ = line_number_;
      looks_like_record_ = line.starts_with("{\"seq\":") && line.ends_with("\"}");
    }
    fragment_ += line;
    if (terminated) fragment_ += '\n';
    ends_with_fragment_ = !terminated;
    return fragment_.size() <= torn_limit || bad_fragment();
  }

  /// Whether this record says that exactly the bytes before it were left by an interrupted writer.
  bool accounts_for_fragment(std::string_view line, bool is_torn_record) const {
    const auto json = Json::parse(line);
    if (!is_torn_record || !json) return false;
    const auto bytes = json->get("bytes"), digest = json->get("sha256");
    const auto count = bytes ? bytes->integer() : std::nullopt;
    const auto expected = digest ? digest->string() : std::nullopt;
    if (!count || !expected) return false;
    const std::string_view whole = fragment_;
    // The line feed that closed the interrupted line came with the report.
    for (const std::string_view text : {whole, whole.substr(0, whole.size() - (whole.ends_with('\n') ? 1 : 0))})
      if (text.size() == static_cast<std::uint64_t>(*count) && to_hex(sha256(text)) == *expected) return true;
    return false;
  }

  std::string break_before(const AuditRecord& record) const {
    if (link_.seq == 0)
      return "is not the first record of a log: " + std::to_string(record.seq - 1) + " before it are missing";
    if (record.seq > link_.seq + 1)
      return std::to_string(record.seq - link_.seq - 1) + " records before it are missing";
    if (record.seq <= link_.seq) return "is out of order, or there twice";
    return "does not follow from the record before it";
  }

  bool bad(std::uint64_t line, std::string problem) {
    report_.first_bad_line = line;
    report_.problem = std::move(problem);
    return false;
  }
  bool bad_fragment() {
    return bad(fragment_line_,
               looks_like_record_ ? "was changed: its hash does not fit its content" : "is no record of this log");
  }

  VerifyReport report_;
  AuditLink link_;
  std::uint64_t line_number_ = 0;
  std::string fragment_;  ///< bytes since the last good record
  std::uint64_t fragment_line_ = 0;
  bool looks_like_record_ = false;
  bool ends_with_fragment_ = false;
};

}  // namespace

Result<VerifyReport> verify_audit(const std::string& path) {
  auto file = open_audit_file(path, false);
  if (!file && file.error().errnum == ENOENT) return VerifyReport{};
  if (!file) return tl::unexpected<Error>(std::move(file.error()));
  Verifier verifier;
  std::string pending;
  char buffer[64 * 1024];
  // No further than the log reached at the start: writers may be faster than this.
  for (std::uint64_t left = file->size; left > 0;) {
    const ssize_t n = ::read(file->fd.get(), buffer, std::min<std::uint64_t>(sizeof buffer, left));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno("cannot read", path);
    if (n == 0) break;
    left -= static_cast<std::uint64_t>(n);
    pending.append(buffer, static_cast<std::size_t>(n));
    std::size_t begin = 0;
    for (std::size_t feed; (feed = pending.find('\n', begin)) != std::string::npos; begin = feed + 1)
      if (!verifier.take(std::string_view(pending).substr(begin, feed - begin), true)) return verifier.finish();
    pending.erase(0, begin);
    if (pending.size() > torn_limit) break;
  }
  if (!pending.empty()) verifier.take(pending, false);
  return verifier.finish();
}

}  // namespace vg
