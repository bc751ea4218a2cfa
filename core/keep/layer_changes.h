// SPDX-License-Identifier: Apache-2.0
/// What the layers of a run hold, as changes of the host's files. The trees were written by hostile code: nothing is
/// followed, nothing opened but directories.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/keep/file_state.h"

namespace vg {

enum class ChangeKind : std::uint8_t {
  file,                ///< a regular file
  link,                ///< a symlink
  directory,           ///< one that the host does not have
  replaced_directory,  ///< its content on the host is to go: removed and made again ("opaque")
  removal,             ///< a whiteout
  other,               ///< device, pipe or socket: never applied
  too_deep,            ///< a directory whose path is longer than the kernel takes; with all below, never applied
};

struct Change {
  ChangeKind kind = ChangeKind::file;
  std::string path;      ///< on the host: absolute, no component a symlink in the layer
  std::string source;    ///< relative to the run's directory
  FileState written;     ///< what lies in the layer
  bool resumed = false;  ///< a directory that an interrupted attempt has made: it still waits for its mode and time
  bool obeyed = false;   ///< programs outside the sandbox obey what lies there: git's hooks and the like
};

struct LayerChanges {
  std::vector<Change> items;  ///< directories before what is in them
  std::uint64_t bytes = 0;    ///< on disk
  bool complete = true;       ///< false: there is more than is listed, or something could not be read
};

/// Marks a directory of a layer that was made on the host; the value is its state_text(). Inside a sandbox the overlay
/// lets nobody set attributes of this prefix.
inline constexpr const char* made_attribute = "user.overlay.vg-made";

inline constexpr std::size_t most_changes = 500'000;

/// In: RUN's directory, with upper/ and parts/ in it (run/layers.h). Errors: it cannot be opened.
Result<LayerChanges> layer_changes(const std::string& run_directory, std::size_t most = most_changes);

/// The path behind a descriptor's directory entry, for xattr calls, which have no such form.
std::string descriptor_path(int descriptor);

}  // namespace vg
