// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"

namespace vg {

/// Names in a directory of the store but those that begin with a dot.
std::vector<std::string> names_in_store(const std::string& directory);

/// What removing the file would free: nothing where it has another name, or is no file.
std::uint64_t disk_bytes(const std::string& path);

/// Frees what no snapshot in `place` names any more: packs, parts of packs, second names; and the place itself where no
/// snapshot is left. A damaged snapshot names nothing, and goes. Errors: the place cannot be locked.
Result<void> collect(const std::string& place);

}  // namespace vg
