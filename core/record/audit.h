// SPDX-License-Identifier: Apache-2.0
/// The audit log, ~/.vectra-guard/audit.jsonl: append-only, one JSON object per line, each chained to the one before.
///
/// A line is BODY `,"hash":"` HASH `"}` LF. BODY begins with `{"seq":N,` and ends with `,"prev":"` PREV `"`.
/// PREV is the HASH of the line before, 64 zeros for the first. HASH = hexadecimal SHA-256 of the bytes PREV BODY `}`,
/// that is, of PREV and the line as it would be without its last member.
///
/// A writer that was killed, or a full disk, may leave part of a line. The next writer ends that line and its first
/// record is of kind "torn", with number and SHA-256 of the bytes between it and the last record: verify() reports them
/// as torn, and any other difference as a change.
///
/// What this finds: every change before the last line. What it cannot find by itself: lines cut off at the end, or a
/// tail rewritten with new hashes, by somebody with the rights of the user.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/enum_names.h"
#include "core/base/result.h"
#include "core/record/event.h"

namespace vg {

enum class AuditKind : std::uint8_t {
  decision,  ///< what was decided for a command and how it ended
  approval,  ///< a person's answer: at the prompt, `vg allow-once`, `vg approve`
  policy,    ///< trust add, remove, clean; config trust; metrics reset
  torn,      ///< see above
};
inline constexpr EnumNames<AuditKind, 4> audit_kind_names{{{AuditKind::decision, "decision"},
                                                           {AuditKind::approval, "approval"},
                                                           {AuditKind::policy, "policy"},
                                                           {AuditKind::torn, "torn"}}};
static_assert(is_complete(audit_kind_names));

/// An approval or a change of policy. Empty fields are left out of the line.
struct AuditNote {
  AuditKind kind = AuditKind::policy;  ///< approval or policy
  std::int64_t time = 0;               ///< Unit: seconds since the epoch
  std::string action;   ///< "trust add", "trust remove", "config trust", "allow-once", "approved once" …
  std::string subject;  ///< the command or file it is about, secrets not yet masked
  std::string detail;   ///< one sentence or a digest
  std::string trust_key;
  std::string code;  ///< of the refusal that was lifted
  std::string working_directory;
  std::string agent;  ///< nearest known agent above, mostly empty
};

/// Appends one line. Errors: the log is no regular file of this user, or cannot be written (disk full, read-only).
Result<void> append_audit(const std::string& path, const Event& event);
Result<void> append_audit(const std::string& path, const AuditNote& note);

struct VerifyReport {
  std::uint64_t lines = 0;           ///< records that were checked and are good
  std::uint64_t first_bad_line = 0;  ///< 1-based; 0: the chain holds
  std::string problem;               ///< what is wrong there, one sentence; empty where the chain holds
  std::uint64_t torn = 0;            ///< places where a writer was interrupted

  bool is_intact() const { return first_bad_line == 0; }
};

/// Checks every line. A missing log is intact and empty. Errors: the log cannot be read.
Result<VerifyReport> verify_audit(const std::string& path);

/// The last `count` lines of kind decision, newest first, as JSON texts. Lines that are no records are passed over.
/// Errors: the log cannot be read; a missing one is empty.
Result<std::vector<std::string>> recent_decisions(const std::string& path, std::size_t count);

}  // namespace vg
