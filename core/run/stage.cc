// SPDX-License-Identifier: Apache-2.0
#include "core/run/stage.h"

#include <sys/wait.h>

#include <cerrno>
#include <csignal>
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
     "To take root into a new namespace needs CAP_SETFCAP (user_namespaces(7)), which the container or sandbox around "
     "this withholds. It was not run."},
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

bool is_plausible(const Report& report) {
  constexpr std::int32_t largest_errno = 4095;          // Source: seccomp(2), SECCOMP_RET_ERRNO
  constexpr std::int32_t largest_wait_status = 0xffff;  // wait(2)
  const bool is_error = report.value >= 0 && report.value <= largest_errno;
  if (static_cast<std::size_t>(report.stage) >= stage_names.size() || report.detail < -1) return false;
  switch (report.kind) {
    case Report::Kind::stage_failed:
    case Report::Kind::layer_refused:
    case Report::Kind::exec_failed: return is_error && report.value != 0;
    case Report::Kind::reopened:
    case Report::Kind::process_view: return report.value == 0;
    case Report::Kind::stopped:
      return report.value == SIGSTOP || report.value == SIGTSTP || report.value == SIGTTIN || report.value == SIGTTOU;
    case Report::Kind::ended:
      return report.value >= 0 && report.value <= largest_wait_status &&
             (WIFEXITED(report.value) || WIFSIGNALED(report.value));
  }
  return false;
}

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
