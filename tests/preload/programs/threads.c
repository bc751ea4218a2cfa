// SPDX-License-Identifier: Apache-2.0
// threads COUNT PATH: the main thread forks and execs COUNT times while three others spawn all the time.
#define _GNU_SOURCE
#include <pthread.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;
static atomic_int stop;
static atomic_int failures;
static char* words[] = {"true", NULL};
static const char* path;

static void* spawn_for_ever(void* unused) {
  (void)unused;
  char* no_environment[] = {NULL};
  while (!stop) {
    pid_t pid;
    int status;
    if (posix_spawn(&pid, path, NULL, NULL, words, no_environment) != 0 || waitpid(pid, &status, 0) != pid ||
        status != 0)
      ++failures;
  }
  return NULL;
}

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  path = argv[2];
  pthread_t threads[3];
  for (int i = 0; i < 3; ++i) pthread_create(&threads[i], NULL, spawn_for_ever, NULL);
  for (int i = atoi(argv[1]); i > 0; --i) {
    const pid_t pid = fork();
    if (pid == 0) {
      execvp(path, words);
      _exit(71);
    }
    int status;
    if (waitpid(pid, &status, 0) != pid || status != 0) ++failures;
  }
  stop = 1;
  for (int i = 0; i < 3; ++i) pthread_join(threads[i], NULL);
  printf("failures %d\n", failures);
  return failures != 0;
}
