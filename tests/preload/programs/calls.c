// SPDX-License-Identifier: Apache-2.0
// calls [chdir=DIR] [path=VALUE|nopath] [files=LIMIT] ENTRY PATH WORD...: starts PATH with argv WORD... by one entry
// point and says how that went. A failing exec prints its errno; a spawn prints its return value, errno, and how the
// child ended.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

static char* own_environment[] = {"ONLY=1", "PATH=/nonexistent", "no equals sign", "\xff\xfe=latin", NULL};

// The compiler must not see that these are null.
static char** volatile no_words = NULL;
static const char* volatile no_path = NULL;

// With OLD_SPAWN it calls what programs linked before glibc 2.15 do.
#ifdef OLD_SPAWN
__asm__(".symver posix_spawn, posix_spawn@GLIBC_2.2.5");
__asm__(".symver posix_spawnp, posix_spawnp@GLIBC_2.2.5");
#endif

// glibc has these from 2.39 on; programs ask for them weakly.
typedef int SpawnFunction(int*, const char*, const posix_spawn_file_actions_t*, const posix_spawnattr_t*, char* const[],
                          char* const[]);
extern SpawnFunction pidfd_spawn __attribute__((weak));
extern SpawnFunction pidfd_spawnp __attribute__((weak));

static SpawnFunction* spawn_function(const char* entry) {
  if (strncmp(entry, "pidfd_spawnp", 12) == 0) return pidfd_spawnp;
  if (strncmp(entry, "pidfd_spawn", 11) == 0) return pidfd_spawn;
  return strncmp(entry, "posix_spawnp", 12) == 0 ? posix_spawnp : posix_spawn;
}

static int finish(const char* entry, int result) {
  printf("%s returned %d: %s\n", entry, result, result == 0 ? "-" : strerrorname_np(errno));
  return 9;
}

static int spawn(const char* entry, const char* path, char** argv) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_t* used = NULL;
  if (strstr(entry, "-actions") != NULL || strstr(entry, "chdir") != NULL) {
    posix_spawn_file_actions_init(&actions);
    if (strstr(entry, "-fchdir") != NULL)
      posix_spawn_file_actions_addfchdir_np(&actions, open(getenv("SPAWN_DIRECTORY"), O_RDONLY | O_DIRECTORY));
    else if (strstr(entry, "-chdir") != NULL)
      posix_spawn_file_actions_addchdir_np(&actions, getenv("SPAWN_DIRECTORY"));
    posix_spawn_file_actions_addclose(&actions, 77);
    used = &actions;
  }
  pid_t pid = -42;
  errno = EDOM;
  fflush(stdout);
  char** environment = strstr(entry, "-env") != NULL ? own_environment : environ;
  SpawnFunction* const function = spawn_function(entry);
  if (function == NULL) return printf("no %s\n", entry), 7;
  const int error = function(&pid, path, used, NULL, argv, environment);
  printf("%s: %s, errno %s, pid %s\n", entry, error == 0 ? "0" : strerrorname_np(error), strerrorname_np(errno),
         pid == -42 ? "untouched" : "set");
  if (error != 0) return 8;
  int status = 0;
  if (strncmp(entry, "pidfd", 5) == 0) {
    siginfo_t ended = {0};
    if (waitid(P_PIDFD, (id_t)pid, &ended, WEXITED) != 0) return 7;
    status = ended.si_status << 8;
  } else {
    waitpid(pid, &status, 0);
  }
  printf("status %x\n", (unsigned)status);
  return 0;
}

static int by_memory(const char* path, char** argv) {
  const int from = open(path, O_RDONLY | O_CLOEXEC);
  const int to = memfd_create("copy", MFD_CLOEXEC);
  char buffer[65536];
  ssize_t n;
  while ((n = read(from, buffer, sizeof buffer)) > 0)
    if (write(to, buffer, (size_t)n) != n) return -1;
  char* empty[] = {NULL};
  return fexecve(to, argv, empty);
}

static int start(const char* entry, const char* path, char** argv, int count) {
  char* const a1 = count > 1 ? argv[1] : NULL;
  char* const a2 = count > 2 ? argv[2] : NULL;
  if (strcmp(entry, "execve") == 0) return execve(path, argv, environ);
  if (strcmp(entry, "execve-env") == 0) return execve(path, argv, own_environment);
  if (strcmp(entry, "execve-null") == 0) return execve(path, no_words, no_words);
  if (strcmp(entry, "execve-nopath") == 0) return execve(no_path, argv, environ);
  if (strcmp(entry, "execv") == 0) return execv(path, argv);
  if (strcmp(entry, "execvp") == 0) return execvp(path, argv);
  if (strcmp(entry, "execvpe") == 0) return execvpe(path, argv, own_environment);
  if (strcmp(entry, "execl") == 0) return execl(path, argv[0], a1, a2, NULL);
  if (strcmp(entry, "execlp") == 0) return execlp(path, argv[0], a1, a2, NULL);
  if (strcmp(entry, "execle") == 0) return execle(path, argv[0], "x", a1 ? a1 : "", NULL, own_environment);
  if (strcmp(entry, "fexecve") == 0) return fexecve(open(path, O_RDONLY | O_CLOEXEC), argv, environ);
  if (strcmp(entry, "fexecve-kept") == 0) return fexecve(open(path, O_RDONLY), argv, environ);
  if (strcmp(entry, "fexecve-bad") == 0) return fexecve(-1, argv, environ);
  if (strcmp(entry, "fexecve-memory") == 0) return by_memory(path, argv);
  if (strcmp(entry, "execveat") == 0) return execveat(open(".", O_RDONLY | O_DIRECTORY), path, argv, environ, 0);
  if (strcmp(entry, "execveat-empty") == 0) return execveat(open(path, O_PATH), "", argv, environ, AT_EMPTY_PATH);
  if (strcmp(entry, "execveat-nofollow") == 0) return execveat(AT_FDCWD, path, argv, environ, AT_SYMLINK_NOFOLLOW);
  if (strcmp(entry, "execveat-flags") == 0) return execveat(AT_FDCWD, path, argv, environ, 0x40000000);
  if (strcmp(entry, "raw") == 0) return (int)syscall(SYS_execve, path, argv, environ);
  if (strcmp(entry, "raw-fd") == 0)
    return (int)syscall(SYS_execveat, open(path, O_RDONLY | O_CLOEXEC), "", argv, environ, AT_EMPTY_PATH);
  fprintf(stderr, "calls: no entry point %s\n", entry);
  exit(2);
}

int main(int argc, char** argv) {
  int i = 1;
  for (; i < argc; ++i) {
    if (strncmp(argv[i], "chdir=", 6) == 0) {
      if (chdir(argv[i] + 6) != 0) return 2;
    } else if (strncmp(argv[i], "path=", 5) == 0) {
      setenv("PATH", argv[i] + 5, 1);
    } else if (strncmp(argv[i], "files=", 6) == 0) {
      const struct rlimit limit = {(rlim_t)atoi(argv[i] + 6), (rlim_t)atoi(argv[i] + 6)};
      if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return 2;
    } else if (strcmp(argv[i], "nopath") == 0) {
      unsetenv("PATH");
    } else if (strcmp(argv[i], "clear") == 0) {
      clearenv();
    } else {
      break;
    }
  }
  if (argc - i < 2) return 2;
  // One argument may have 128 KiB (MAX_ARG_STRLEN, linux/binfmts.h), so the shell cannot pass a longer one.
  for (int word = i; word < argc; ++word)
    if (strcmp(argv[word], "=huge") == 0) argv[word] = memset(calloc(1, 140001), 'x', 140000);
  const char* entry = argv[i];
  const char* path = argv[i + 1];
  char** words = argv + i + 2;
  if (strstr(entry, "_spawn") != NULL) return spawn(entry, path, words);
  fflush(stdout);
  errno = 0;
  return finish(entry, start(entry, path, words, argc - i - 2));
}
