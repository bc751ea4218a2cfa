// SPDX-License-Identifier: Apache-2.0
#include "core/run/process_view.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>

#include "core/run/mount_calls.h"

namespace vg {
namespace {

/// Settings of the whole machine. Root mapped to itself owns these files and could write them without a capability
/// (measured with /proc/sys/kernel/core_pattern on Linux 6.18). Source: proc(5).
constexpr const char* read_only_parts[] = {"sys", "sysrq-trigger", "irq", "bus", "fs"};

/// Memory, keys and timings of the whole machine.
constexpr const char* hidden_parts[] = {"kcore", "keys", "timer_list", "latency_stats"};

int cover_read_only(int tree, const char* part) {
  const int mount = ::open_tree(tree, part, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
  if (mount < 0) return errno == ENOENT ? 0 : errno;
  int error = change_mount(mount, MOUNT_ATTR_RDONLY, 0);
  if (error == 0) error = attach_at(mount, tree, part);
  ::close(mount);
  return error;
}

int hide(int tree, const char* part, const BlankTree& blanks) {
  const int target = open_target(tree, part);
  if (target < 0) return target == -ENOENT ? 0 : -target;
  const int mount = blanks.file();
  const int error = mount < 0 ? -mount : attach(mount, target);
  close_if_open(mount);
  ::close(target);
  return error;
}

}  // namespace

int ProcessView::make() {
  tree_ = make_file_system("proc", nullptr, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
  return tree_ < 0 ? -tree_ : 0;
}

int ProcessView::attach(int root, const BlankTree& blanks) {
  if (const int error = attach_at(tree_, root, "/proc")) return error;
  if (!covered_) return 0;
  for (const char* part : read_only_parts)
    if (const int error = cover_read_only(tree_, part)) return error;
  for (const char* part : hidden_parts)
    if (const int error = hide(tree_, part, blanks)) return error;
  return 0;
}

}  // namespace vg
