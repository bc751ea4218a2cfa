// SPDX-License-Identifier: Apache-2.0
// Prints all that a program inherits beside argv and environment, and what it reads from its standard input.
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static int compare(const struct dirent** a, const struct dirent** b) {
  return atoi((*a)->d_name) - atoi((*b)->d_name);
}

int main(int argc, char** argv) {
  char text[4096];
  (void)argc;
  printf("argv0 %s pid %s ppid %s pgid %d sid %d\n", argv[0], getpid() == atoi(getenv("SAME_PID")) ? "same" : "other",
         getppid() == atoi(getenv("SAME_PARENT")) ? "same" : "other", getpgrp() == getpid(), getsid(0) == getpid());
  printf("foreground %d\n", isatty(0) && tcgetpgrp(0) == getpgrp());
  printf("cwd %s umask %o nice %d\n", getcwd(text, sizeof text), (unsigned)umask(0), getpriority(PRIO_PROCESS, 0));
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  printf("files %ld", (long)limit.rlim_cur);
  getrlimit(RLIMIT_CORE, &limit);
  printf(" core %ld\n", (long)limit.rlim_cur);
  sigset_t mask;
  sigprocmask(SIG_BLOCK, NULL, &mask);
  for (int i = 1; i < 32; ++i) {
    struct sigaction action;
    sigaction(i, NULL, &action);
    if (sigismember(&mask, i)) printf("blocked %d\n", i);
    if (action.sa_handler == SIG_IGN) printf("ignored %d\n", i);
  }
  printf("subreaper-signal-dumpable %d\n", prctl(PR_GET_DUMPABLE));
  struct dirent** names;
  const int count = scandir("/proc/self/fd", &names, NULL, compare);
  for (int i = 0; i < count; ++i) {
    const int fd = atoi(names[i]->d_name);
    struct stat st;
    if (names[i]->d_name[0] == '.' || fstat(fd, &st) != 0 || i == count - 1) continue;
    printf("descriptor %d type %o flags %x %x offset %ld\n", fd, (unsigned)(st.st_mode & S_IFMT),
           (unsigned)fcntl(fd, F_GETFL), (unsigned)fcntl(fd, F_GETFD), (long)lseek(fd, 0, SEEK_CUR));
  }
  const char* tokens[] = {"VG_", "VECTRA", NULL};
  extern char** environ;
  for (char** entry = environ; *entry != NULL; ++entry)
    for (const char** token = tokens; *token != NULL; ++token)
      if (strncmp(*entry, *token, strlen(*token)) == 0 && getenv("SHOW_TOKENS") != NULL) printf("env %s\n", *entry);
  fflush(stdout);
  if (!isatty(0))
    for (int c; (c = getchar()) != EOF;) putchar(c);
  return 43;
}
