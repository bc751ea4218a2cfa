// SPDX-License-Identifier: Apache-2.0
// odd_moments MOMENT PATH WORD...: becomes PATH at a moment when little of libc may be relied on: in an atfork handler,
// in an exit handler, in a destructor. Built with CONSTRUCTOR it is a library that does so, by the words in BECOME,
// before main begins.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

#ifdef CONSTRUCTOR
__attribute__((constructor)) static void begin(int argc, char** argv, char** envp) {
  (void)argc;
  (void)envp;
  char* path = getenv("BECOME");
  if (path == NULL) return;
  path = strdup(path);
  unsetenv("BECOME");
  execve(path, argv, environ);
}
#else
static char** words;
static int at_end;

static void become(void) {
  execve(words[0], words + 1, environ);
  _exit(70);
}

__attribute__((destructor)) static void end(void) {
  if (at_end) become();
}

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  words = argv + 2;
  if (strcmp(argv[1], "atfork") == 0) {
    pthread_atfork(NULL, NULL, become);
    const pid_t pid = fork();
    if (pid == 0) _exit(71);
    int status;
    waitpid(pid, &status, 0);
    return WEXITSTATUS(status);
  }
  if (strcmp(argv[1], "atexit") == 0) atexit(become);
  if (strcmp(argv[1], "destructor") == 0) at_end = 1;
  return 0;
}
#endif
