// SPDX-License-Identifier: Apache-2.0
/// Runs in every new program before anything of it: judges what no hook saw (direct system calls, static parents), and
/// lets pass what `vg` has decided. The harmless path makes no system call but those for the policy.
#include "preload/loaded_objects.h"
#include "preload/open_file.h"
#include "preload/pass_check.h"
#include "preload/process_link.h"
#include "preload/program_identity.h"
#include "preload/redirect.h"
#include "preload/shim.h"
#include "preload/start_image.h"

namespace vg::preload {
namespace {

constexpr int refused_status = 126;

/// The running file on a descriptor that survives execve; the process becomes `vg` or ends, so nothing closes it.
bool name_running_file(char* name, Size size) {
  const long fd = sys_openat(AT_FDCWD, "/proc/self/exe", O_RDONLY);
  if (fd < 0) return false;
  const long kept = sys_fcntl(static_cast<int>(fd), F_DUPFD, 10);
  sys_close(static_cast<int>(fd));
  if (kept < 0) return false;
  return TextWriter(name, size).add("/proc/self/fd/").add_number(static_cast<unsigned long long>(kept)).ok();
}

[[gnu::noinline]] void become_vg(const VgProgram& vg, const Redirection& redirection, Words envp) {
  const ChildEnvironment environment(envp, shim.memory, true);
  exec_redirected(vg, redirection, environment.block());
}

void hand_over(const StartImage& image, const ProgramIdentity& identity, GateAnswer answer) {
  const char* execfn = image.execfn != nullptr ? image.execfn : "";
  const char* program = execfn;
  const char* why = "its file cannot be opened again";
  char running[40];
  const bool is_named = identity.execfn_leads_here && !is_process_link(execfn);
  if (is_named || name_running_file(running, sizeof running)) {
    if (!is_named) program = running;
    const VgProgram vg(shim.uid);
    why = vg.why_not();
    if (vg.path() != nullptr) {
      become_vg(vg, {program, image.argv + identity.script_index, "ctor", execfn}, image.envp);
      why = "vg could not be started";
    }
  }
  if (!must_refuse(answer)) return;
  report_refusal(execfn, why);
  sys_exit_group(refused_status);
}

/// A program started by descriptor is called /dev/fd/N, one that starts itself /proc/self/exe; the file has a name that
/// the gate may know. Source: fs/exec.c, alloc_bprm(). `room` must outlive the result.
const char* judged_path(const StartImage& image, Mapping& room) {
  if (image.execfn == nullptr) return "";
  if (!is_process_link(image.execfn) || find_script_index(image) != 0) return image.execfn;
  constexpr Size path_limit = 4096;
  if (!room.reset(path_limit)) return image.execfn;
  return sys_readlink("/proc/self/exe", room.start(), path_limit - 1) > 0 ? room.start() : image.execfn;
}

GateAnswer worse(GateAnswer a, GateAnswer b) {
  return a < b ? b : a;
}

void judge_this_program(const StartImage& image) {
  Mapping room;
  const char* path = judged_path(image, room);
  const CurrentDirectory directory;
  const auto judge_words = [&](Size first) {
    return judge({path, image.argv + first, path, image.envp, directory.path()});
  };
  // The interpreter's words count as much as the script's: `#!/bin/rm -rf` is both.
  const Size script_index = find_script_index(image);
  const GateAnswer as_binary = judge_words(0);
  const GateAnswer as_script = script_index == 0 ? as_binary : judge_words(script_index);
  if (as_binary == GateAnswer::harmless && as_script == GateAnswer::harmless) return;

  // What looks like a script may be a binary that was given its own path.
  const ProgramIdentity identity = identify_program(image);
  const GateAnswer answer = identity.kind == StartKind::interpreted ? worse(as_binary, as_script) : as_binary;
  if (answer == GateAnswer::harmless || take_pass(identity, shim.uid)) return;
  hand_over(image, identity, answer);
}

[[gnu::constructor]] void start(long argc, Words argv, Words envp) {
  StartImage image;
  if (!find_start_image(static_cast<int>(argc), argv, envp, image)) return;
  shim.own_object = find_own_object(image);
  // A set-user-ID program answers to its owner, not to the user who started it.
  if (image.secure) return;
  shim.uid = image.uid;
  shim.memory.remember(shim.own_object != nullptr ? shim.own_object->l_name : nullptr, image.envp);
  shim.policy.read(image.uid);
  shim.is_active = true;
  judge_this_program(image);
}

}  // namespace
}  // namespace vg::preload
