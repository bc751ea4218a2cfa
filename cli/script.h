// SPDX-License-Identifier: Apache-2.0
/// A whole script, judged: in one go where it fits, else in pieces between its top-level commands.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/guard.h"

namespace vg::cli {

inline constexpr std::size_t script_max_bytes = 1024 * 1024;
/// Request::patience for pieces: nobody waits for a command to start.
inline constexpr std::uint32_t script_patience = 64;

/// Who would read the script, by its first line; bash where that says nothing.
/// Errors: an interpreter that is no shell.
Result<Dialect> script_dialect(std::string_view text);

/// Errors: the text is no script (a NUL byte), with its line.
Result<void> check_is_text(std::string_view text);

/// Where a byte of the script stands. Both count from 1; columns are characters.
struct TextPlace {
  std::size_t line = 1;
  std::size_t column = 1;
};

/// Finds lines in a text, which must outlive it.
class LineTable {
 public:
  explicit LineTable(std::string_view text);
  TextPlace place_of(std::size_t offset) const;
  /// Byte offset of the first character of a line.
  std::size_t begin_of(std::size_t line) const { return begins_[line - 1]; }
  /// The text of a line, without what ends it.
  std::string_view text_of(std::size_t line) const;

 private:
  std::string_view text_;
  std::vector<std::size_t> begins_;
};

struct ScriptReport {
  std::vector<Finding> findings;  ///< in the order of the script; spans are those of the whole text
  std::size_t commands = 0;       ///< program starts that were seen
  std::size_t pieces = 0;

  Risk risk() const;
};

/// Where the shell stands when a piece begins: nullptr for where the script was started, empty where nobody knows.
using JudgePiece = std::function<Result<Judgement>(const std::string& piece, const std::string* directory)>;

/// Out: what was found everywhere; what could not be judged as it stands is a finding too.
Result<ScriptReport> judge_script(std::string_view text, const JudgePiece& judge);

}  // namespace vg::cli
