// SPDX-License-Identifier: Apache-2.0
/// One line of the audit log: built, taken apart, checked. The format is in audit.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/record/audit.h"

namespace vg {

/// Unit: bytes. No record is longer, so that the last one is found in a short look at the end of the log.
inline constexpr std::size_t audit_line_limit = 32UL * 1024;

/// Where the next line joins on.
struct AuditLink {
  std::uint64_t seq = 0;  ///< of the last line; 0: there is none
  std::string hash = std::string(64, '0');
};

/// The fields of a line between `seq` and `prev`: `"time":…,"kind":…` without braces.
std::string audit_fields(const Event& event);
std::string audit_fields(const AuditNote& note);
/// For `bytes` of an interrupted line with the digest `sha256`.
std::string audit_torn_fields(std::int64_t time, std::uint64_t bytes, std::string_view sha256);

/// The whole line, its LF included; `link` moves on to it.
std::string audit_line(AuditLink& link, std::string_view fields);

/// A line (without LF) whose own hash is right.
struct AuditRecord {
  std::uint64_t seq = 0;
  std::string_view prev;
  std::string_view hash;
};

/// nullopt where the line is not of the format or its hash does not fit its content.
std::optional<AuditRecord> read_audit_line(std::string_view line);

}  // namespace vg
