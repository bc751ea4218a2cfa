// SPDX-License-Identifier: Apache-2.0
/// SHA-256 without libraries. Source: FIPS 180-4.
#pragma once

#include "preload/text.h"

namespace vg::preload {

class Sha256 {
 public:
  static constexpr Size digest_size = 32;

  Sha256();
  void add(const void* bytes, Size size);
  /// Ends the message; nothing may be added afterwards.
  void finish(unsigned char (&digest)[digest_size]);

 private:
  void add_block();

  unsigned state_[8];
  unsigned char block_[64];
  Size in_block_ = 0;
  unsigned long long total_ = 0;  ///< Unit: bytes
};

}  // namespace vg::preload
