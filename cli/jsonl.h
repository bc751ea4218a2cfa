// SPDX-License-Identifier: Apache-2.0
/// The lines of `vg classify --jsonl`, without the judging between them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/request.h"
#include "core/base/result.h"
#include "core/guard.h"

namespace vg::cli {

inline constexpr std::size_t jsonl_max_bytes = 1024 * 1024;

/// One line that somebody wants judged.
struct JsonlQuestion {
  std::string command;
  std::string directory;  ///< absolute; empty: the one the program stands in
  Dialect dialect = Dialect::bash;
};

/// Errors: not JSON, no object, no `cmd`, a member of another type, a relative `cwd`, an unknown `shell`; longer than
/// jsonl_max_bytes. Members with other names are the caller's own and passed over.
Result<JsonlQuestion> read_question(std::string_view line);

/// The answers, without a newline.
std::string answer_json(const Judgement& judgement, std::int64_t micros);
std::string error_json(const std::string& message, std::uint64_t line);

}  // namespace vg::cli
