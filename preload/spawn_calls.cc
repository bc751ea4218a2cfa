// SPDX-License-Identifier: Apache-2.0
#include "preload/spawn_calls.h"

#include <errno.h>
#include <fcntl.h>

#include "preload/loadable.h"
#include "preload/path_search.h"
#include "preload/process_link.h"
#include "preload/redirect.h"
#include "preload/shim.h"
#include "preload/target.h"

namespace vg::preload {
namespace {

using LibcSpawn = int (*)(int* result, const char* path, const void* actions, const void* attributes, Words argv,
                          Words envp);

constexpr int kill_signal = 9;

LibcSpawn find_libc_spawn(const char* name, SymbolVersion version = SymbolVersion::current) {
  return reinterpret_cast<LibcSpawn>(find_next(shim.own_object, name, version));
}

/// pidfd_spawn for a libc that has none (glibc before 2.39): programs ask for it weakly, and find ours.
[[gnu::noinline]] int spawn_with_pidfd(LibcSpawn by_number, const Spawn& call, const char* file, Words argv,
                                       Words envp) {
  // Better no process than one that nobody can name: room for the descriptor is tried before.
  const long room = sys_pidfd_open(static_cast<int>(sys_getpid()));
  if (room < 0) return static_cast<int>(-room);
  int pid = 0;
  const int error = by_number(&pid, file, call.actions, call.attributes, argv, envp);
  sys_close(static_cast<int>(room));
  if (error != 0) return error;
  const long pidfd = sys_pidfd_open(pid);
  if (pidfd >= 0) {
    *call.result = static_cast<int>(pidfd);
    return 0;
  }
  sys_kill(pid, kill_signal);
  sys_wait(pid);
  return static_cast<int>(-pidfd);
}

/// libc's own function for a call, with another file, argv and environment.
int libc_spawn(const Spawn& call, bool searches, const char* file, Words argv, Words envp) {
  if (call.wants_pidfd) {
    const LibcSpawn real = find_libc_spawn(searches ? "pidfd_spawnp" : "pidfd_spawn");
    if (real != nullptr) return real(call.result, file, call.actions, call.attributes, argv, envp);
  }
  const LibcSpawn real = find_libc_spawn(searches ? "posix_spawnp" : "posix_spawn");
  if (real == nullptr) return ENOSYS;
  if (call.wants_pidfd) return spawn_with_pidfd(real, call, file, argv, envp);
  return real(call.result, file, call.actions, call.attributes, argv, envp);
}

/// Programs linked before glibc 2.15 are promised a shell for files that the kernel does not know how to run.
[[gnu::noinline]] int spawn_as_of_old(const Spawn& call, Words envp) {
  const char* name = call.searches ? "posix_spawnp" : "posix_spawn";
  const LibcSpawn real = find_libc_spawn(name, SymbolVersion::old);
  if (call.wants_pidfd || real == nullptr || !asks_for_version(shim.own_object, call.caller, name, "GLIBC_2.2.5"))
    return ENOEXEC;
  return real(call.result, call.file, call.actions, call.attributes, call.argv, envp);
}

int start_as_asked(const Spawn& call, Words envp) {
  const int error = libc_spawn(call, call.searches, call.file, call.argv, envp);
  return error == ENOEXEC ? spawn_as_of_old(call, envp) : error;
}

int start_on_host(const Spawn& call, const ChildEnvironment& environment, Words envp) {
  const int error = start_as_asked(call, environment.block());
  return error == E2BIG && environment.is_changed() ? start_as_asked(call, envp) : error;
}

/// For a program that is known only where it is started.
[[gnu::noinline]] int start_unseen(const Spawn& call, Words envp) {
  return start_on_host(call, ChildEnvironment(envp, shim.memory, true), envp);
}

/// Errors of making a process at all: they say nothing about `vg`, and nothing would run on the host either.
bool is_about_the_process(int error) {
  return error == EAGAIN || error == ENOMEM || error == EMFILE || error == ENFILE;
}

[[gnu::noinline]] int judge_by_vg(const Spawn& call, const char* path, GateAnswer answer,
                                  const ChildEnvironment& environment, Words envp) {
  const Target target = inspect_target(AT_FDCWD, path, 0);
  if (!target.is_runnable) return start_on_host(call, environment, envp);
  const char* why = nullptr;
  {
    const VgProgram vg(shim.uid);
    why = vg.why_not();
    if (vg.path() != nullptr) {
      if (vg.is_file(target.st)) return start_on_host(call, environment, envp);
      const VgArguments arguments(vg, {path, call.argv, "hook"});
      const int error = arguments.words() == nullptr
                            ? ENOMEM
                            : libc_spawn(call, false, vg.path(), arguments.words(), environment.block());
      if (error == 0 || is_about_the_process(error)) return error;
      why = "vg could not be started";
    }
  }
  if (!must_refuse(answer)) return start_on_host(call, environment, envp);
  report_refusal(path, why);
  return EACCES;
}

[[gnu::noinline]] int judge_named(const Spawn& call, const char* path, Words envp) {
  // The child may change its directory first (file actions cannot be read): what a relative path names is known only
  // there, and the constructor of the new program judges it.
  if (path[0] != '/' && call.actions != nullptr) return start_unseen(call, envp);
  const bool loads_shim = can_load_shim(AT_FDCWD, path, shim.memory.own_path());
  const ChildEnvironment environment(envp, shim.memory, loads_shim);
  const GateAnswer answer = judge_start(path, call.argv, envp, call.actions == nullptr || loads_shim);
  if (answer == GateAnswer::harmless) return start_on_host(call, environment, envp);
  return judge_by_vg(call, path, answer, environment, envp);
}

/// A link of this process is judged by what it leads to; where that has no name, the constructor judges.
[[gnu::noinline]] int judge_link(const Spawn& call, Words envp) {
  const LinkTarget target(call.file);
  struct stat named;
  struct stat linked;
  const bool is_same = target.path() != nullptr && sys_fstatat(AT_FDCWD, target.path(), &named, 0) == 0 &&
                       sys_fstatat(AT_FDCWD, call.file, &linked, 0) == 0 && named.st_dev == linked.st_dev &&
                       named.st_ino == linked.st_ino;
  return is_same ? judge_named(call, target.path(), envp) : start_unseen(call, envp);
}

[[gnu::noinline]] int search_and_judge(const Spawn& call, Words envp) {
  PathSearch search(call.file);
  while (const char* candidate = search.next())
    if (inspect_target(AT_FDCWD, candidate, 0).is_executable) return judge_named(call, candidate, envp);
  return start_unseen(call, envp);
}

}  // namespace

int spawn(const Spawn& call, Words envp) {
  if (!shim.is_active || call.file == nullptr) return start_as_asked(call, envp);
  if (call.searches && find_char(call.file, '/') == nullptr) return search_and_judge(call, envp);
  if (is_process_link(call.file)) return judge_link(call, envp);
  return judge_named(call, call.file, envp);
}

}  // namespace vg::preload
