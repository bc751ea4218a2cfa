// SPDX-License-Identifier: Apache-2.0
// libc_calls [unset|clear]... ENTRY COMMAND: what libc starts on its own account: system(3), popen(3), wordexp(3).
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wordexp.h>

static const char* name_of(int number) {
  return number == 0 ? "0" : strerrorname_np(number);
}

static void call_system(const char* command) {
  errno = EDOM;
  const int status = system(command);
  printf("system %x errno %s\n", (unsigned)status, name_of(errno));
}

// The shell kills its parent: system(3) ignores these two signals meanwhile, and only meanwhile.
static void call_system_with_signals(void) {
  signal(SIGQUIT, SIG_IGN);
  const int status = system("kill -INT $PPID; kill -QUIT $PPID; exit 3");
  struct sigaction interrupt, quit;
  sigset_t mask;
  sigaction(SIGINT, NULL, &interrupt);
  sigaction(SIGQUIT, NULL, &quit);
  sigprocmask(SIG_BLOCK, NULL, &mask);
  printf("system %x int %s quit %s child %s\n", (unsigned)status, interrupt.sa_handler == SIG_DFL ? "default" : "other",
         quit.sa_handler == SIG_IGN ? "ignored" : "other", sigismember(&mask, SIGCHLD) ? "blocked" : "open");
}

static void call_popen_to_read(const char* command) {
  FILE* pipe = popen(command, "re");
  if (pipe == NULL) {
    printf("popen %s\n", name_of(errno));
    return;
  }
  printf("close-on-exec %d\n", fcntl(fileno(pipe), F_GETFD) & FD_CLOEXEC);
  for (int c; (c = fgetc(pipe)) != EOF;) putchar(c);
  const int status = pclose(pipe);
  printf("pclose %x\n", (unsigned)status);
}

// Two at once, closed in the order of opening: the second must not hold the pipe of the first.
static void call_popen_to_write(const char* command) {
  FILE* first = popen(command, "w");
  FILE* second = popen(command, "w");
  fputs("first\n", first);
  fputs("second\n", second);
  const int first_status = pclose(first);
  const int second_status = pclose(second);
  printf("pclose %x %x\n", (unsigned)first_status, (unsigned)second_status);
}

static void call_popen_badly(void) {
  errno = 0;
  FILE* pipe = popen("true", "x");
  printf("popen %s %s\n", pipe == NULL ? "null" : "open", name_of(errno));
}

static void call_wordexp(const char* words, int flags) {
  wordexp_t result;
  const int error = wordexp(words, &result, flags);
  printf("wordexp %d", error);
  for (size_t i = 0; error == 0 && i < result.we_wordc; ++i) printf(" <%s>", result.we_wordv[i]);
  printf("\n");
}

int main(int argc, char** argv) {
  setvbuf(stdout, NULL, _IONBF, 0);
  int i = 1;
  for (; i < argc; ++i)
    if (strcmp(argv[i], "unset") == 0)
      unsetenv("LD_PRELOAD");
    else if (strcmp(argv[i], "clear") == 0)
      clearenv();
    else
      break;
  const char* entry = i < argc ? argv[i] : "";
  const char* command = i + 1 < argc ? argv[i + 1] : NULL;
  if (strcmp(entry, "system") == 0)
    call_system(command);
  else if (strcmp(entry, "system-signals") == 0)
    call_system_with_signals();
  else if (strcmp(entry, "popen-r") == 0)
    call_popen_to_read(command);
  else if (strcmp(entry, "popen-w") == 0)
    call_popen_to_write(command);
  else if (strcmp(entry, "popen-bad") == 0)
    call_popen_badly();
  else if (strcmp(entry, "wordexp") == 0)
    call_wordexp(command, 0);
  else if (strcmp(entry, "wordexp-nocmd") == 0)
    call_wordexp(command, WRDE_NOCMD);
  else if (strcmp(entry, "execlp") == 0)
    execlp(command, command, "one", NULL);
  else
    return 2;
  return 0;
}
