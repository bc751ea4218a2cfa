// SPDX-License-Identifier: Apache-2.0
/// What is written down of a run whose writes are kept: RUN/record beside its layers. Fields end with a NUL byte,
/// because paths hold any other. The header comes first, so that listing runs reads little.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/keep/file_state.h"

namespace vg {

/// The host's file under a path that was written to in the layer, as it was when the run ended.
struct LowerFile {
  FileState state;
  std::string digest;  ///< hexadecimal, of its content; empty where it was not read
};

struct RunRecord {
  std::int64_t begun = 0;  ///< Unit: nanoseconds since 1970, by the clock of files
  std::int64_t ended = 0;
  std::string command;    ///< as lists show it: secrets masked
  std::string directory;  ///< where it ran
  std::uint64_t changes = 0;
  std::uint64_t bytes = 0;                 ///< on disk, of all its layers
  std::map<std::string, LowerFile> lower;  ///< by absolute path
};

/// The first bytes that hold the header, and the whole.
inline constexpr std::size_t record_header_limit = 64 << 10;
inline constexpr std::size_t record_limit = 64 << 20;

std::string record_text(const RunRecord& record);

/// Errors: another format, a field cut off, a path that is not absolute and normal.
Result<RunRecord> read_record(std::string_view text);
/// The header alone; `text` may be cut off behind it.
Result<RunRecord> read_record_header(std::string_view text);

}  // namespace vg
