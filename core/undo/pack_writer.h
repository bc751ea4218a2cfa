// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/base/unique_fd.h"
#include "core/keep/file_state.h"

namespace vg {

/// Contents of files, one behind the other in one file: faster than as many files, and each begins where a block does,
/// so that a file system that can share blocks does. The file is made with the first content.
class PackWriter {
 public:
  struct Place {
    std::uint64_t offset = 0;
    std::uint64_t sum = 0;   ///< content_sum(); 0 where blocks are shared or it has holes
    std::uint64_t size = 0;  ///< what was there to read
  };

  /// `most`: bytes on disk.
  PackWriter(std::string path, std::uint64_t most) : path_(std::move(path)), most_(most) {}
  ~PackWriter();
  PackWriter(const PackWriter&) = delete;
  PackWriter& operator=(const PackWriter&) = delete;

  /// `state`: of the open file. Errors: it cannot be read; disk full; more than `most`.
  Result<Place> add(int file, const struct stat& state);

  /// All is in the file. Without it the file goes again.
  Result<void> finish();
  bool is_empty() const { return !pack_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  Result<void> open();
  Result<void> flush();
  Result<Place> add_small(int file, std::uint64_t size);
  Result<Place> add_with_holes(int file, std::uint64_t size);
  bool share(int file, std::uint64_t size);

  std::string path_;
  std::uint64_t most_;
  UniqueFd pack_;
  std::unique_ptr<char[]> buffer_;
  std::size_t filled_ = 0;
  std::uint64_t offset_ = 0;  ///< of the buffer's first byte
  std::uint64_t bytes_ = 0;
  bool may_share_ = true;
  bool finished_ = false;
};

}  // namespace vg
