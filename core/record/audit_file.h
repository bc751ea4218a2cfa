// SPDX-License-Identifier: Apache-2.0
/// The audit log as a file: opened with suspicion, read from its end.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"
#include "core/base/unique_fd.h"
#include "core/record/audit_line.h"

namespace vg {

struct AuditFile {
  UniqueFd fd;
  std::uint64_t size = 0;  ///< Unit: bytes
};

/// In: `to_write` creates the log where it is missing. Errors: errnum ENOENT; a symlink, no regular file, another
/// user's, or one that others may write.
Result<AuditFile> open_audit_file(const std::string& path, bool to_write);

/// The last `count` bytes, or all there are.
Result<std::string> read_end(const AuditFile& file, std::uint64_t count);

/// The end of a log.
struct AuditEnd {
  AuditLink link;                ///< the last good record
  std::string torn;              ///< what stands behind it: an interrupted line, mostly nothing
  bool needs_line_feed = false;  ///< the log does not end with a line feed
};

/// Errors: no good record in the last 16 MiB of a log that is longer.
Result<AuditEnd> find_audit_end(const AuditFile& file);

}  // namespace vg
