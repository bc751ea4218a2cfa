// SPDX-License-Identifier: Apache-2.0
#include "core/run/mount_calls.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>

#include "core/run/kernel_calls.h"

namespace vg {

int make_file_system(const char* type, const FileSystemOption* options, std::uint64_t attributes) {
  const int context = ::fsopen(type, FSOPEN_CLOEXEC);
  if (context < 0) return -errno;
  int result = 0;
  for (; options != nullptr && options->name != nullptr && result == 0; ++options) {
    const unsigned command = options->value == nullptr ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING;
    if (::fsconfig(context, command, options->name, options->value, 0) != 0) result = -errno;
  }
  if (result == 0 && ::fsconfig(context, FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) result = -errno;
  if (result == 0) {
    result = ::fsmount(context, FSMOUNT_CLOEXEC, static_cast<unsigned>(attributes));
    if (result < 0) result = -errno;
  }
  ::close(context);
  return result;
}

int clone_tree_at(int descriptor) {
  // Recursive, because the mounts below are locked to the one above in a user namespace: mount_namespaces(7).
  const int mount = ::open_tree(descriptor, "", AT_EMPTY_PATH | AT_RECURSIVE | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
  return mount < 0 ? -errno : mount;
}

int clone_tree(const char* path, Follow follow) {
  // With O_PATH and O_NOFOLLOW, RESOLVE_NO_SYMLINKS lets the last name be a symlink: openat2(2).
  const std::uint64_t resolve = RESOLVE_NO_MAGICLINKS | (follow == Follow::symlinks ? 0 : RESOLVE_NO_SYMLINKS);
  const int source = open_resolved(AT_FDCWD, path, O_PATH | (follow == Follow::itself ? O_NOFOLLOW : 0), resolve);
  if (source < 0) return -errno;
  const int mount = clone_tree_at(source);
  ::close(source);
  return mount;
}

int change_mount(int mount, std::uint64_t set, std::uint64_t clear) {
  mount_attr attributes{};
  attributes.attr_set = set;
  attributes.attr_clr = clear;
  attributes.propagation = MS_PRIVATE;
  return ::mount_setattr(mount, "", AT_EMPTY_PATH | AT_RECURSIVE, &attributes, sizeof attributes) == 0 ? 0 : errno;
}

int open_target(int root, const char* target, Follow follow) {
  const int descriptor = open_resolved(root, target, O_PATH | (follow == Follow::itself ? O_NOFOLLOW : 0),
                                       RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
  return descriptor < 0 ? -errno : descriptor;
}

int attach(int mount, int target) {
  return ::move_mount(mount, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) == 0 ? 0 : errno;
}

int attach_at(int mount, int root, const char* target, Follow follow) {
  const int descriptor = open_target(root, target, follow);
  if (descriptor < 0) return -descriptor;
  const int result = attach(mount, descriptor);
  ::close(descriptor);
  return result;
}

void close_if_open(int descriptor) {
  if (descriptor >= 0) ::close(descriptor);
}

}  // namespace vg
