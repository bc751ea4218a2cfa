// SPDX-License-Identifier: Apache-2.0
// vfork_leak COUNT PATH WORD...: starts PATH COUNT times in a vfork child without LD_PRELOAD in its environment, then
// says what that left in this process: mappings, descriptors, environment.
#define _GNU_SOURCE
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

static int count_lines(const char* path) {
  FILE* file = fopen(path, "r");
  int lines = 0;
  for (int c; (c = fgetc(file)) != EOF;) lines += c == '\n';
  fclose(file);
  return lines;
}

static int count_descriptors(void) {
  DIR* directory = opendir("/proc/self/fd");
  int count = 0;
  while (readdir(directory) != NULL) ++count;
  closedir(directory);
  return count;
}

static char* small_environment[] = {"A=1", "B=2", NULL};

static void run(const char* path, char** words) {
  const pid_t pid = vfork();
  if (pid == 0) {
    execve(path, words, small_environment);
    _exit(70);
  }
  int status;
  waitpid(pid, &status, 0);
}

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const int count = atoi(argv[1]);
  run(argv[2], argv + 3);
  char** const environ_before = environ;
  char* const first_before = environ[0];
  const int maps = count_lines("/proc/self/maps");
  const int descriptors = count_descriptors();
  for (int i = 0; i < count; ++i) run(argv[2], argv + 3);
  printf("mappings %+d descriptors %+d environment %s\n", count_lines("/proc/self/maps") - maps,
         count_descriptors() - descriptors,
         environ == environ_before && environ[0] == first_before ? "kept" : "changed");
  return 0;
}
