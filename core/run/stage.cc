// SPDX-License-Identifier: Apache-2.0
#include "core/run/stage.h"

#include <cerrno>
#include <cstring>

namespace vg {
namespace {

struct HintRow {
  Stage stage;
  int errnum;  ///< 0: any
  const char* hint;
};

constexpr const char* no_namespaces =
    "This system does not let your user make namespaces; `vg doctor` says what is missing. It was not run.";

/// First match wins.
/// Source: user_namespaces(7), unshare(2), mount_setattr(2), proc(5), kernel.apparmor_restrict_unprivileged_userns.
constexpr HintRow hints[] = {
    {Stage::namespaces, ENOSPC,
     "The limit on namespaces is reached (sysctl user.max_user_namespaces and its kin). It was not run."},
    {Stage::namespaces, EUSERS, "User namespaces are nested too deeply. It was not run."},
    {Stage::namespaces, ENOMEM, "There is not enough memory for a sandbox. It was not run."},
    {Stage::namespaces, EAGAIN, "The limit on processes is reached (ulimit -u). It was not run."},
    {Stage::namespaces, 0, no_namespaces},
    {Stage::identity, EPERM,
     "Root without the capability to map user ids (inside a container?) cannot make a sandbox. It was not run."},
    {Stage::identity, 0, no_namespaces},
    {Stage::loopback, 0,
     "AppArmor probably restricts user namespaces (kernel.apparmor_restrict_unprivileged_userns). It was not run."},
    {Stage::root_tree, ENOSYS, "The kernel is older than 5.12. It was not run."},
    {Stage::processes, EPERM,
     "The /proc of this container is partly masked, so that a sandbox cannot have its own. It was not run."},
    {Stage::writable_layer, EINVAL,
     "The file system of the guard's state directory cannot hold a writable layer (overlayfs(5)). It was not run."},
    {Stage::egress, EBUSY,
     "Filtered connections cannot be nested: something around this sandbox (another sandbox, WSL 2) filters already.\n"
     "Choose `sandbox.network_mode: none` or `full`, or `--network none`. It was not run."},
    {Stage::egress, EPERM,
     "A filter around this process (a container engine's?) does not let one process look after another's sockets.\n"
     "Choose `sandbox.network_mode: none` or `full`, or `--network none`. It was not run."},
    {Stage::egress, 0,
     "The kernel lacks what network mode 'restricted' needs (Linux 5.14 or later).\n"
     "Choose `sandbox.network_mode: none` or `full`, or `--network none`. It was not run."},
    {Stage::working_directory, 0, "The working directory is not visible in the sandbox. It was not run."},
};

}  // namespace

Error stage_error(Stage stage, int errnum, const std::string& subject) {
  std::string text = "cannot contain the command: ";
  text += name_in(stage_names, stage);
  if (!subject.empty()) text += " '" + subject + "'";
  if (errnum != 0) {
    text += ": ";
    text += std::strerror(errnum);
  }
  const char* hint = "It was not run; `vg doctor` says what works here.";
  for (const HintRow& row : hints) {
    if (row.stage != stage || (row.errnum != 0 && row.errnum != errnum)) continue;
    hint = row.hint;
    break;
  }
  return Error{text + "\n" + hint, {}, 0};
}

}  // namespace vg
