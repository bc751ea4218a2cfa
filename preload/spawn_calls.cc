// SPDX-License-Identifier: Apache-2.0
#include "preload/spawn_calls.h"

#include <errno.h>
#include <fcntl.h>

#include "preload/path_search.h"
#include "preload/redirect.h"
#include "preload/shim.h"
#include "preload/target.h"

namespace vg::preload {
namespace {

/// One call, kept so that it can be passed on.
struct Spawn {
  bool searches;
  int* pid;
  const char* file;
  const void* actions;
  const void* attributes;
  Words argv;

  int as_asked(Words envp) const {
    const PosixSpawn real = searches ? shim.posix_spawnp : shim.posix_spawn;
    return real != nullptr ? real(pid, file, actions, attributes, argv, envp) : ENOSYS;
  }
  int on_host(const RepairedEnvironment& environment, Words envp) const {
    const int error = as_asked(environment.block());
    return error == E2BIG && environment.is_changed() ? as_asked(envp) : error;
  }
};

/// Errors of making a process at all: they say nothing about `vg`, and nothing would run on the host either.
bool is_about_the_process(int error) {
  return error == EAGAIN || error == ENOMEM;
}

[[gnu::noinline]] int judge_by_vg(const Spawn& call, const char* path, GateAnswer answer,
                                  const RepairedEnvironment& environment, Words envp) {
  const Target target = inspect_target(AT_FDCWD, path, 0);
  if (!target.is_runnable) return call.on_host(environment, envp);
  const char* why = nullptr;
  {
    const VgProgram vg(shim.uid);
    why = vg.why_not();
    if (vg.path() != nullptr && shim.posix_spawn != nullptr) {
      if (vg.is_file(target.st)) return call.on_host(environment, envp);
      const VgArguments arguments(vg, {path, call.argv, "hook"});
      const int error = arguments.words() == nullptr
                            ? ENOMEM
                            : shim.posix_spawn(call.pid, vg.path(), call.actions, call.attributes, arguments.words(),
                                               environment.block());
      if (error == 0 || is_about_the_process(error)) return error;
      why = "vg could not be started";
    }
  }
  if (!must_refuse(answer)) return call.on_host(environment, envp);
  report_refusal(path, why);
  return EACCES;
}

int judge_path(const Spawn& call, const char* path, const RepairedEnvironment& environment, Words envp) {
  // The child may change its directory first (file actions cannot be read): what a relative path names is known only
  // there, and the constructor of the new program judges it.
  if (path[0] != '/' && call.actions != nullptr) return call.on_host(environment, envp);
  const GateAnswer answer = judge_start(path, call.argv, envp);
  if (answer == GateAnswer::harmless) return call.on_host(environment, envp);
  return judge_by_vg(call, path, answer, environment, envp);
}

[[gnu::noinline]] int search_and_judge(const Spawn& call, const RepairedEnvironment& environment, Words envp) {
  PathSearch search(call.file);
  while (const char* candidate = search.next())
    if (inspect_target(AT_FDCWD, candidate, 0).is_executable) return judge_path(call, candidate, environment, envp);
  return call.on_host(environment, envp);
}

}  // namespace

int spawn(bool searches, int* pid, const char* file, const void* actions, const void* attributes, Words argv,
          Words envp) {
  const Spawn call{searches, pid, file, actions, attributes, argv};
  if (!shim.is_active || file == nullptr) return call.as_asked(envp);
  const RepairedEnvironment environment(envp, shim.memory);
  if (!searches || find_char(file, '/') != nullptr) return judge_path(call, file, environment, envp);
  return search_and_judge(call, environment, envp);
}

}  // namespace vg::preload
