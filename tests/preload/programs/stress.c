// SPDX-License-Identifier: Apache-2.0
// stress COUNT: eight threads start programs in every way at once, COUNT times each, while signals come in:
// posix_spawn, fork and exec, vfork children on small stacks, starts that fail. Then: what was lost, and what is left
// behind.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { thread_count = 8, small_stack = 4096 };

extern char** environ;
static atomic_int failures;
static atomic_long signals;
static int count;
static char* words[] = {"true", "a word", NULL};
static char* small_environment[] = {"A=1", NULL};
static char* foreign_environment[] = {"PATH=/bin", "LD_PRELOAD=", "B=2", NULL};

static void fail(const char* what, int number) {
  if (atomic_fetch_add(&failures, 1) < 10) printf("%s: %d\n", what, number);
}

static void on_signal(int number) {
  (void)number;
  atomic_fetch_add(&signals, 1);
}

static int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) != pid)
    if (errno != EINTR) return -1;
  return status;
}

static void expect(const char* what, pid_t pid, int exit_status) {
  const int status = pid > 0 ? wait_for(pid) : -1;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != exit_status) fail(what, status);
}

static void by_spawn(char** environment) {
  pid_t pid = -1;
  const int error = posix_spawn(&pid, "/bin/true", NULL, NULL, words, environment);
  if (error != 0)
    fail("posix_spawn", error);
  else
    expect("posix_spawn", pid, 0);
}

static void by_search(void) {
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, "true", NULL, NULL, words, environ);
  if (error != 0)
    fail("posix_spawnp", error);
  else
    expect("posix_spawnp", pid, 0);
}

static void by_fork(char** environment) {
  const pid_t pid = fork();
  if (pid == 0) {
    execve("/bin/true", words, environment);
    _exit(70);
  }
  expect("fork", pid, 0);
}

static void failing(void) {
  pid_t pid = -1;
  if (posix_spawn(&pid, "/nowhere/missing", NULL, NULL, words, environ) != ENOENT) fail("missing", pid);
  if (posix_spawnp(&pid, "no such program", NULL, NULL, words, environ) != ENOENT) fail("not on PATH", pid);
  if (posix_spawn(&pid, "/etc", NULL, NULL, words, environ) != EACCES) fail("directory", pid);
}

static int on_small_stack(void* path) {
  execve(path, words, small_environment);
  _exit(71);
}

// As vfork(2) does, with a stack that has one page.
static void by_vfork(char* stack, const char* path, int exit_status) {
  const pid_t pid = clone(on_small_stack, stack + small_stack, CLONE_VM | CLONE_VFORK | SIGCHLD, (void*)path);
  expect("vfork", pid, exit_status);
}

static void* work(void* unused) {
  (void)unused;
  char* stack = mmap(NULL, small_stack + 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  mprotect(stack + 4096, small_stack, PROT_READ | PROT_WRITE);
  for (int i = 0; i < count; ++i) {
    by_spawn(i % 2 == 0 ? environ : small_environment);
    by_fork(i % 3 == 0 ? foreign_environment : environ);
    if (i % 4 == 0) by_vfork(stack + 4096, "/bin/true", 0);
    if (i % 4 == 1) by_vfork(stack + 4096, "/nowhere/missing", 71);
    if (i % 4 == 2) failing();
    if (i % 4 == 3) by_search();
  }
  munmap(stack, small_stack + 4096);
  return NULL;
}

static void work_in_threads(void) {
  pthread_t threads[thread_count];
  for (int i = 0; i < thread_count; ++i) pthread_create(&threads[i], NULL, work, NULL);
  for (int i = 0; i < thread_count; ++i) pthread_join(threads[i], NULL);
}

static int count_lines(const char* path) {
  FILE* file = fopen(path, "r");
  int lines = 0;
  for (int c; (c = fgetc(file)) != EOF;) lines += c == '\n';
  fclose(file);
  return lines;
}

static int count_descriptors(void) {
  DIR* directory = opendir("/proc/self/fd");
  int found = 0;
  while (readdir(directory) != NULL) ++found;
  closedir(directory);
  return found;
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  sigaction(SIGALRM, &action, NULL);
  const struct itimerval every = {{0, 2000}, {0, 2000}};
  count = 8;
  work_in_threads();  // what libc keeps for later: arenas, stacks
  const int mappings = count_lines("/proc/self/maps");
  const int descriptors = count_descriptors();
  count = atoi(argv[1]);
  setitimer(ITIMER_REAL, &every, NULL);
  work_in_threads();
  const struct itimerval never = {0};
  setitimer(ITIMER_REAL, &never, NULL);
  // libc keeps a few stacks more or less; a leak would be of the order of COUNT.
  const int more = count_lines("/proc/self/maps") - mappings;
  printf("failures %d descriptors %+d mappings %s signals %s\n", failures, count_descriptors() - descriptors,
         more > -20 && more < 20 ? "kept" : "leaked", signals > 0 ? "came" : "none");
  return failures != 0;
}
