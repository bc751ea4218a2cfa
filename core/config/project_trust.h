// SPDX-License-Identifier: Apache-2.0
/// Which project files a person has allowed to loosen the policy: one file per path and content.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace vg {

class ProjectTrust {
 public:
  /// In: `directory` as STATE/config-trust; it need not exist.
  explicit ProjectTrust(std::string directory) : directory_(std::move(directory)) {}

  /// Whether exactly this content at this path is trusted. Anything odd in the store counts as not trusted.
  bool is_trusted(const std::string& path, std::string_view content) const;

  /// Trusts this content, and no earlier content of the same path any more.
  /// Errors: the directory cannot be made private or written.
  Result<void> trust(const std::string& path, std::string_view content) const;

  /// Out: whether there was anything to take back.
  Result<bool> revoke(const std::string& path) const;

 private:
  std::string directory_;
};

}  // namespace vg
