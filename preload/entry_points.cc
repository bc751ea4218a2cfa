// SPDX-License-Identifier: Apache-2.0
/// The names that libvg.so puts in front of libc's. Written without libc's headers, whose declarations differ between
/// the libcs it meets. Each keeps the contract of its manual page: exec(3), fexecve(3), execveat(2), posix_spawn(3).
#include <errno.h>
#include <stdarg.h>

#include "preload/exec_calls.h"
#include "preload/libc_calls.h"
#include "preload/libc_imports.h"
#include "preload/memory.h"
#include "preload/spawn_calls.h"

#define VG_EXPORT extern "C" [[gnu::visibility("default")]]

namespace vg::preload {
namespace {

enum class Listed { path, path_and_environment, search };

int to_libc(long result) {
  return static_cast<int>(libc_result(result));
}

/// The words of execl(3) as an array, and the call with it.
int exec_listed(Listed how, const char* file, const char* first, va_list rest) {
  va_list counting;
  va_copy(counting, rest);
  Size count = first != nullptr ? 1 : 0;
  if (first != nullptr)
    while (va_arg(counting, const char*) != nullptr) ++count;
  va_end(counting);

  Room<const char*, 48> room;
  const char** words = room.reserve(count + 1);
  if (words == nullptr) return to_libc(-E2BIG);
  words[0] = first;
  for (Size i = 1; i <= count; ++i) words[i] = va_arg(rest, const char*);
  Words environment = how == Listed::path_and_environment ? va_arg(rest, Words) : process_environment();
  return to_libc(how == Listed::search ? exec_search(file, words, environment) : exec_path(file, words, environment));
}

}  // namespace
}  // namespace vg::preload

namespace shim = vg::preload;

VG_EXPORT const int vg_preload_abi;
const int vg_preload_abi = 1;

VG_EXPORT int execve(const char* path, shim::Words argv, shim::Words envp) noexcept {
  return shim::to_libc(shim::exec_path(path, argv, envp));
}

VG_EXPORT int execv(const char* path, shim::Words argv) noexcept {
  return shim::to_libc(shim::exec_path(path, argv, shim::process_environment()));
}

VG_EXPORT int execvp(const char* file, shim::Words argv) noexcept {
  return shim::to_libc(shim::exec_search(file, argv, shim::process_environment()));
}

VG_EXPORT int execvpe(const char* file, shim::Words argv, shim::Words envp) noexcept {
  return shim::to_libc(shim::exec_search(file, argv, envp));
}

VG_EXPORT int execl(const char* path, const char* first, ...) noexcept {
  va_list rest;
  va_start(rest, first);
  const int result = shim::exec_listed(shim::Listed::path, path, first, rest);
  va_end(rest);
  return result;
}

VG_EXPORT int execle(const char* path, const char* first, ...) noexcept {
  va_list rest;
  va_start(rest, first);
  const int result = shim::exec_listed(shim::Listed::path_and_environment, path, first, rest);
  va_end(rest);
  return result;
}

VG_EXPORT int execlp(const char* file, const char* first, ...) noexcept {
  va_list rest;
  va_start(rest, first);
  const int result = shim::exec_listed(shim::Listed::search, file, first, rest);
  va_end(rest);
  return result;
}

VG_EXPORT int fexecve(int fd, shim::Words argv, shim::Words envp) noexcept {
  if (fd < 0 || argv == nullptr || envp == nullptr) return shim::to_libc(-EINVAL);
  return shim::to_libc(shim::exec_descriptor(fd, argv, envp));
}

VG_EXPORT int execveat(int directory, const char* path, shim::Words argv, shim::Words envp, int flags) noexcept {
  return shim::to_libc(shim::exec_at(directory, path, argv, envp, flags));
}

VG_EXPORT int posix_spawn(int* pid, const char* path, const void* actions, const void* attributes, shim::Words argv,
                          shim::Words envp) noexcept {
  return shim::spawn({false, false, pid, path, actions, attributes, argv, __builtin_return_address(0)}, envp);
}

VG_EXPORT int posix_spawnp(int* pid, const char* file, const void* actions, const void* attributes, shim::Words argv,
                           shim::Words envp) noexcept {
  return shim::spawn({true, false, pid, file, actions, attributes, argv, __builtin_return_address(0)}, envp);
}

VG_EXPORT int pidfd_spawn(int* pidfd, const char* path, const void* actions, const void* attributes, shim::Words argv,
                          shim::Words envp) noexcept {
  return shim::spawn({false, true, pidfd, path, actions, attributes, argv, nullptr}, envp);
}

VG_EXPORT int pidfd_spawnp(int* pidfd, const char* file, const void* actions, const void* attributes, shim::Words argv,
                           shim::Words envp) noexcept {
  return shim::spawn({true, true, pidfd, file, actions, attributes, argv, nullptr}, envp);
}

// The three below jump to libc's function and leave no frame: a cancelled thread unwinds through its callers.

VG_EXPORT int system(const char* command) {
  const auto real = reinterpret_cast<int (*)(const char*)>(shim::prepare_libc_call("system"));
  return real != nullptr ? real(command) : shim::to_libc(-ENOSYS);
}

VG_EXPORT void* popen(const char* command, const char* mode) {
  const auto real = reinterpret_cast<void* (*)(const char*, const char*)>(shim::prepare_libc_call("popen"));
  if (real != nullptr) return real(command, mode);
  shim::to_libc(-ENOSYS);
  return nullptr;
}

VG_EXPORT int wordexp(const char* words, void* result, int flags) {
  constexpr int no_space = 1;  // WRDE_NOSPACE, wordexp.h
  const auto real = reinterpret_cast<int (*)(const char*, void*, int)>(shim::prepare_libc_call("wordexp"));
  return real != nullptr ? real(words, result, flags) : no_space;
}
