// SPDX-License-Identifier: Apache-2.0
/// Finding and reading configuration files, and who may have written them.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "core/base/result.h"

namespace vg {

inline constexpr std::string_view project_file_name = "vectra-guard.yaml";
inline constexpr std::size_t config_file_limit = 256 << 10;

enum class WrittenBy {
  user_or_root,  ///< the user's or root's, and not writable for everybody
  anybody,
};

struct SourceFile {
  std::string text;
  bool is_root_owned = false;  ///< only root can have written it, and the requester is not root
};

/// The content of a configuration file, symlinks followed; nullopt where there is none.
/// Errors: a directory, FIFO, device or dangling symlink, too large, unreadable, writable by whom it must not be.
Result<std::optional<SourceFile>> read_source_file(const std::string& path, WrittenBy writer, uid_t uid);

/// The nearest vectra-guard.yaml in `directory` or above it, empty where there is none. In: absolute; empty gives none.
/// Errors: a directory on the way cannot be searched.
Result<std::string> find_project_file(const std::string& directory);

}  // namespace vg
