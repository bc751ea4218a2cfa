// SPDX-License-Identifier: Apache-2.0
#include "preload/exec_calls.h"

#include <errno.h>
#include <fcntl.h>

#include "preload/loadable.h"
#include "preload/open_file.h"
#include "preload/path_search.h"
#include "preload/process_link.h"
#include "preload/redirect.h"
#include "preload/shim.h"
#include "preload/target.h"

namespace vg::preload {
namespace {

/// One program start as the kernel is asked for it.
struct Start {
  int directory;
  const char* path;
  Words argv;
  int flags;
};

bool is_plain(const Start& start) {
  return start.directory == AT_FDCWD && start.flags == 0;
}

long start_as_asked(const Start& start, Words envp) {
  if (is_plain(start)) return sys_execve(start.path, start.argv, envp);
  return sys_execveat(start.directory, start.path, start.argv, envp, start.flags);
}

long start_on_host(const Start& start, const ChildEnvironment& environment, Words envp) {
  const long error = start_as_asked(start, environment.block());
  // Our own bytes must not be what makes an environment too big.
  if (error == -E2BIG && environment.is_changed()) return start_as_asked(start, envp);
  return error;
}

/// A descriptor that survives execve, closed again when that fails.
class KeptDescriptor {
 public:
  explicit KeptDescriptor(int fd) : fd_(static_cast<int>(sys_fcntl(fd, F_DUPFD, 10))) {}
  KeptDescriptor(const KeptDescriptor&) = delete;
  KeptDescriptor& operator=(const KeptDescriptor&) = delete;
  ~KeptDescriptor() {
    if (fd_ >= 0) sys_close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

/// Whether `path`, given to execve by another program in this process, leads to the file that is to be started.
bool is_named_by(const Start& start, const char* path, const Target& target) {
  if (start.path == path) return !is_process_link(path);
  struct stat st;
  return sys_fstatat(AT_FDCWD, path, &st, 0) == 0 && st.st_dev == target.st.st_dev && st.st_ino == target.st.st_ino;
}

/// Hands a start whose file has no name to `vg`, which can only be told paths: by a descriptor that it inherits.
[[gnu::noinline]] long redirect_descriptor(const Start& start, const VgProgram& vg, Words envp) {
  const bool by_path = start.directory == AT_FDCWD;
  const OpenFile opened(by_path ? start.path : "", O_PATH);
  const KeptDescriptor kept(by_path ? opened.fd() : start.directory);
  if (kept.fd() < 0) return kept.fd();
  const char* below = by_path ? "" : start.path;
  Room<char, 128> room;
  const Size size = length(below) + 32;
  char* path = room.reserve(size);
  if (path == nullptr) return -ENOMEM;
  TextWriter writer(path, size);
  writer.add("/proc/self/fd/").add_number(static_cast<unsigned>(kept.fd()));
  if (below[0] != '\0') writer.add("/").add(below);
  return exec_redirected(vg, {path, start.argv, "hook"}, envp);
}

[[gnu::noinline]] long judge_by_vg(const Start& start, const char* judged_path, GateAnswer answer,
                                   const ChildEnvironment& environment, Words envp) {
  const Target target = inspect_target(start.directory, start.path, start.flags);
  if (!target.is_runnable) return start_on_host(start, environment, envp);
  const char* why = nullptr;
  {
    const VgProgram vg(shim.uid);
    why = vg.why_not();
    if (vg.path() != nullptr) {
      if (vg.is_file(target.st)) return start_on_host(start, environment, envp);
      if (is_named_by(start, judged_path, target))
        exec_redirected(vg, {judged_path, start.argv, "hook"}, environment.block());
      else
        redirect_descriptor(start, vg, environment.block());
      why = "vg could not be started";
    }
  }
  if (!must_refuse(answer)) return start_on_host(start, environment, envp);
  report_refusal(judged_path, why);
  return -EACCES;
}

long run(const Start& start, const char* judged_path, Words envp) {
  // What is named by a descriptor alone is looked at by its path.
  const bool is_named = start.path[0] != '\0';
  const bool loads_shim =
      can_load_shim(is_named ? start.directory : AT_FDCWD, is_named ? start.path : judged_path, shim.memory.own_path());
  const ChildEnvironment environment(envp, shim.memory, loads_shim);
  const GateAnswer answer = judge_start(judged_path, start.argv, envp);
  if (answer == GateAnswer::harmless) return start_on_host(start, environment, envp);
  return judge_by_vg(start, judged_path, answer, environment, envp);
}

/// For a start that is named by a link of this process. Where that leads nowhere the gate gets a name that it cannot
/// know.
[[gnu::noinline]] long run_by_link(const Start& start, const char* link, const char* below, Words envp) {
  const LinkTarget target(link, below);
  return run(start, target.path() != nullptr ? target.path() : link, envp);
}

[[gnu::noinline]] long run_by_descriptor(const Start& start, Words envp) {
  char link[48];
  TextWriter(link, sizeof link).add("/proc/self/fd/").add_number(static_cast<unsigned>(start.directory));
  return run_by_link(start, link, start.path, envp);
}

/// For a start that is named by its path.
long run_by_path(const Start& start, Words envp) {
  return is_process_link(start.path) ? run_by_link(start, start.path, "", envp) : run(start, start.path, envp);
}

/// `/bin/sh file arguments…` for a file that the kernel does not know how to run (execvp(3)).
[[gnu::noinline]] long exec_by_shell(const char* file, Words argv, Words envp) {
  const Size count = count_words(argv);
  const Size arguments = count > 1 ? count - 1 : 0;
  Room<const char*, 48> room;
  const char** words = room.reserve(arguments + 3);
  if (words == nullptr) return -ENOMEM;
  words[0] = "/bin/sh";
  words[1] = file;
  for (Size i = 0; i < arguments; ++i) words[2 + i] = argv[1 + i];
  words[2 + arguments] = nullptr;
  return exec_path(words[0], words, envp);
}

}  // namespace

long exec_path(const char* path, Words argv, Words envp) {
  const Start start{AT_FDCWD, path, argv, 0};
  if (!shim.is_active || path == nullptr) return start_as_asked(start, envp);
  return run_by_path(start, envp);
}

long exec_at(int directory, const char* path, Words argv, Words envp, int flags) {
  const Start start{directory, path, argv, flags};
  // A flag we do not know may mean that nothing is started at all (AT_EXECVE_CHECK).
  const bool known = (flags & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW)) == 0;
  if (!shim.is_active || path == nullptr || !known) return start_as_asked(start, envp);
  if (path[0] == '/' || directory == AT_FDCWD) return run_by_path(start, envp);
  if (directory < 0 || (path[0] == '\0' && (flags & AT_EMPTY_PATH) == 0)) return start_as_asked(start, envp);
  return run_by_descriptor(start, envp);
}

long exec_descriptor(int fd, Words argv, Words envp) {
  const long error = exec_at(fd, "", argv, envp, AT_EMPTY_PATH);
  if (error != -ENOSYS) return error;
  // A kernel without the call, or an emulator: as libc does.
  char link[48];
  TextWriter(link, sizeof link).add("/proc/self/fd/").add_number(static_cast<unsigned>(fd));
  return exec_path(link, argv, envp);
}

long exec_search(const char* file, Words argv, Words envp) {
  if (file == nullptr || find_char(file, '/') != nullptr) {
    const long error = exec_path(file, argv, envp);
    return error == -ENOEXEC ? exec_by_shell(file, argv, envp) : error;
  }
  PathSearch search(file);
  bool denied = false;
  while (const char* candidate = search.next()) {
    long error = exec_path(candidate, argv, envp);
    if (error == -ENOEXEC) error = exec_by_shell(candidate, argv, envp);
    if (!search.goes_on_after(error)) return error;
    denied = denied || error == -EACCES;
    search.remember(error);
  }
  return denied ? -EACCES : search.error();
}

}  // namespace vg::preload
