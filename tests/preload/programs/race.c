// SPDX-License-Identifier: Apache-2.0
// race COUNT PATH WORD...: COUNT threads become PATH at the same time; one of them wins.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

extern char** environ;
static pthread_barrier_t barrier;
static char** words;

static void* become(void* unused) {
  (void)unused;
  pthread_barrier_wait(&barrier);
  execve(words[0], words + 1, environ);
  _exit(70);
}

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const unsigned count = (unsigned)atoi(argv[1]);
  words = argv + 2;
  unsetenv("LD_PRELOAD");
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 65536);
  pthread_barrier_init(&barrier, NULL, count);
  pthread_t thread;
  for (unsigned i = 0; i < count; ++i)
    if (pthread_create(&thread, &small, become, NULL) != 0) return 3;
  pause();
  return 4;
}
