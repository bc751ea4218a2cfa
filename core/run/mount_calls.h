// SPDX-License-Identifier: Apache-2.0
/// The mount API by file descriptor (fsopen(2), open_tree(2), move_mount(2), mount_setattr(2)): all run in the child
/// between clone and exec, none allocates.
#pragma once

#include <cstdint>

namespace vg {

struct FileSystemOption {
  const char* name;
  const char* value;  ///< nullptr: a flag
};

/// A new file system of that type, mounted nowhere yet. `options` ends with a null name. `attributes`: MOUNT_ATTR_*.
/// Out: a descriptor, or -errno.
int make_file_system(const char* type, const FileSystemOption* options, std::uint64_t attributes);

/// itself: a symlink at the end of the path is what is meant.
enum class Follow { no_symlinks, symlinks, itself };

/// A copy of the mounts at and below `path`, attached nowhere yet. Out: a descriptor, or -errno.
int clone_tree(const char* path, Follow follow);

/// The same for what a path descriptor stands for.
int clone_tree_at(int descriptor);

/// Sets and clears MOUNT_ATTR_* on a detached mount and all below it, and cuts it off from mount events elsewhere.
/// Out: 0 or errno.
int change_mount(int mount, std::uint64_t set, std::uint64_t clear);

/// A path descriptor for `target` as seen from `root`: symlinks and ".." cannot lead out. Out: a descriptor, or -errno.
int open_target(int root, const char* target, Follow follow = Follow::symlinks);

/// Attaches a detached mount on top of what the path descriptor stands for. Out: 0 or errno.
int attach(int mount, int target);

/// open_target() and attach(); closes neither `mount` nor `root`.
int attach_at(int mount, int root, const char* target, Follow follow = Follow::symlinks);

/// Closes a descriptor that a function above returned, if it is one.
void close_if_open(int descriptor);

}  // namespace vg
