// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <array>
#include <string>

#include "core/base/result.h"
#include "core/base/unique_fd.h"

namespace vg {

/// While it lives, what is written to standard output and standard error goes through a helper process, which keeps a
/// copy in a file and passes everything on, in order per stream. A stream that is a terminal is left alone: programs
/// behave differently on a pipe.
class OutputCopy {
 public:
  static constexpr std::size_t most_bytes = std::size_t{16} << 20;
  static constexpr std::size_t most_files = 20;

  /// Makes `path` (0600) and its directory, where the oldest files go so that `most_files` stay.
  /// Errors: it cannot be written.
  static Result<OutputCopy> begin(const std::string& path);
  OutputCopy(OutputCopy&& other) noexcept;
  OutputCopy& operator=(OutputCopy&&) = delete;
  ~OutputCopy();

  /// Whether any stream is copied.
  bool copies() const { return helper_ > 0; }

 private:
  OutputCopy() = default;

  std::array<UniqueFd, 2> originals_;  ///< of 1 and 2; empty where the stream is left alone
  pid_t helper_ = 0;
};

}  // namespace vg
