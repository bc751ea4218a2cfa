// SPDX-License-Identifier: Apache-2.0
/// What the decision needs to know of the trust store.
#pragma once

#include <optional>
#include <string>

#include "core/parse/command.h"

namespace vg {

/// A trust entry that holds for a command now.
struct TrustMatch {
  std::string key;  ///< hexadecimal SHA-256
  std::string note;
  bool contained = false;  ///< "from now on, contained": not asked again, but placed as if it were not trusted
};

class TrustView {
 public:
  virtual ~TrustView() = default;
  /// The entry whose key, scope, expiry and binding (PRODUCT 3.4) all hold for the whole command.
  virtual std::optional<TrustMatch> find(const Command& command) const = 0;
};

}  // namespace vg
