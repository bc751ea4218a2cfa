// SPDX-License-Identifier: Apache-2.0
/// Lines of a descriptor, in memory that does not grow with them.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace vg::cli {

class LineReader {
 public:
  /// In: a line of more than `limit` bytes is cut to `limit` + 1; the rest of it is passed over.
  LineReader(int fd, std::size_t limit) : fd_(fd), limit_(limit) {}

  /// The next line without its newline, in `line`. A last line needs none. Out: false at the end.
  Result<bool> next(std::string& line);
  /// Whether next() would have to wait for more input.
  bool would_read() const { return !at_end_ && buffer_.find('\n', begin_) == std::string::npos; }

 private:
  Result<void> fill();

  int fd_;
  std::size_t limit_;
  std::string buffer_;
  std::size_t begin_ = 0;  ///< what lies before it was handed out
  bool at_end_ = false;
};

/// All of a descriptor, pipes and terminals included. Errors: more than `limit` bytes (EFBIG), cannot be read.
Result<std::string> read_all(int fd, const std::string& name, std::size_t limit);

}  // namespace vg::cli
