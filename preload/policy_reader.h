// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "preload/policy.h"
#include "preload/text.h"

namespace vg::preload {

/// The compiled policy in force for this process; one that says nothing where there is none.
class Policy {
 public:
  /// Reads the first place that has a believable policy: one call where there is none, four more where there is one.
  void read(unsigned uid);
  /// Takes `size` bytes of `image()` as the policy; false, and nothing in force, where they are not one.
  bool adopt(Size size);
  char* image() { return bytes_; }

  bool is_strict() const { return (flags_ & policy_strict) != 0; }
  /// Whether every program start in this directory is to be asked about. In: nullptr where it is not known (deleted,
  /// outside the root): it may lie below any.
  bool asks_in(const char* directory) const;

 private:
  bool read_from(const char* path, unsigned uid, bool& missing);

  unsigned flags_ = 0;
  Size names_size_ = 0;
  alignas(PolicyHeader) char bytes_[policy_limit + 1] = {};  ///< one more, to see a file that is too large
};

}  // namespace vg::preload
