// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/undo/store.h"

namespace vg {

struct Restored {
  std::uint64_t written = 0;  ///< files, links and directories that were not as they are now
  std::uint64_t removed = 0;  ///< entries the snapshot does not have
  std::vector<Error> failed;  ///< by path; the rest is done all the same
};

/// Makes the roots what they were, or what lies at and below `paths` (absolute and normal; empty: all). What snapshots
/// leave out is left alone, and so are git's objects that came since. Each file is replaced whole or not at all; doing
/// it again goes on where an interrupted attempt ended. Errors: nothing could be done at all.
Result<Restored> restore(const KeptSnapshot& kept, const std::vector<std::string>& paths);

}  // namespace vg
