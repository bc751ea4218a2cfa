// SPDX-License-Identifier: Apache-2.0
/// What holds for any bytes given as a snapshot; shared by the fuzz target and the replay of its corpus.
#pragma once

#include <cstring>
#include <string>
#include <string_view>

#include "core/undo/snapshot.h"

namespace vg::test {

/// Empty where all holds, else what does not.
inline std::string broken_snapshot_property(std::string_view bytes) {
  (void)read_snapshot_header(bytes);
  if (const auto snapshot = read_snapshot(bytes); !snapshot && snapshot.error().what.empty())
    return "an error without a text";
  // With a sum that fits, so that what lies behind it is reached.
  std::string summed(bytes);
  const std::uint64_t sum = content_sum(summed);
  summed.append(reinterpret_cast<const char*>(&sum), sizeof sum);
  const auto snapshot = read_snapshot(summed);
  if (!snapshot) return snapshot.error().what.empty() ? "an error without a text" : "";
  for (const SnapshotEntry& entry : snapshot->entries) {
    if (entry.root >= snapshot->roots.size()) return "a root that is not there";
    if (entry.stored == Stored::packed && entry.pack >= snapshot->packs.size()) return "a pack that is not there";
    if (("/" + entry.path + "/").find("/../") != std::string::npos || entry.path.starts_with('/'))
      return "a path that leads out";
    if (entry.stored == Stored::linked && entry.target.find('/') != std::string::npos) return "a link that leads out";
  }
  const auto again = read_snapshot(snapshot_text(*snapshot));
  if (!again) return "does not read back";
  return snapshot_text(*again) == snapshot_text(*snapshot) ? "" : "changes when written again";
}

}  // namespace vg::test
