// SPDX-License-Identifier: Apache-2.0
// raw_parent PATH WORD...: becomes PATH by the system call itself. Built static: a parent that no hook sees, as a Go
// program is.
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char** environ;

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  syscall(SYS_execve, argv[1], argv + 2, environ);
  perror("raw_parent");
  return 9;
}
