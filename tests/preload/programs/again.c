// SPDX-License-Identifier: Apache-2.0
// Becomes itself with the same argv as often as AGAIN says, by the system call itself, in the same process. With
// AGAIN_WORD it adds that word.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char** environ;

int main(int argc, char** argv) {
  const char* again = getenv("AGAIN");
  const int left = again != NULL ? atoi(again) : 0;
  printf("again %d argc %d\n", left, argc);
  fflush(stdout);
  if (left == 0) return 0;
  char number[16];
  snprintf(number, sizeof number, "%d", left - 1);
  setenv("AGAIN", number, 1);
  char* words[] = {argv[0], argc > 1 ? argv[1] : getenv("AGAIN_WORD"), NULL};
  syscall(SYS_execve, getenv("AGAIN_PATH"), words, environ);
  return 9;
}
