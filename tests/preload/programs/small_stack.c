// SPDX-License-Identifier: Apache-2.0
// small_stack BYTES MODE PATH WORD...: starts PATH in a vfork-like clone whose stack has BYTES bytes (MODE clone), or
// in a handler on a signal stack of that size (MODE signal). The page below the stack is not mapped.
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;
static const char* path;
static char** words;

static int child(void* unused) {
  (void)unused;
  execve(path, words, environ);
  _exit(71);
}

static void on_signal(int number) {
  (void)number;
  execve(path, words, environ);
  _exit(72);
}

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  const size_t size = (size_t)atoi(argv[1]);
  path = argv[3];
  words = argv + 4;
  unsetenv("LD_PRELOAD");
  char* whole = mmap(NULL, size + 8192, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  char* stack = whole + 4096;
  mprotect(stack, (size + 4095) & ~4095UL, PROT_READ | PROT_WRITE);
  if (strcmp(argv[2], "signal") == 0) {
    const stack_t alternative = {.ss_sp = stack, .ss_size = size};
    if (sigaltstack(&alternative, NULL) != 0) return 2;
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_ONSTACK};
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    return 2;
  }
  const pid_t pid = clone(child, stack + size, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);
  int status = 0;
  if (waitpid(pid, &status, 0) != pid) return 2;
  if (WIFSIGNALED(status)) {
    printf("killed by %d\n", WTERMSIG(status));
    return 1;
  }
  return WEXITSTATUS(status);
}
