// SPDX-License-Identifier: Apache-2.0
// Prints what a program sees at its start, LD_PRELOAD left out: the only thing the shim may change.
#include <errno.h>
#include <stdio.h>
#include <string.h>

extern char** environ;

int main(int argc, char** argv) {
  const int first_errno = errno;
  printf("show: errno %d argc %d", first_errno, argc);
  for (int i = 0; i < argc; ++i) printf(" <%s>", argv[i]);
  printf("\n");
  for (char** entry = environ; *entry != NULL; ++entry)
    if (strncmp(*entry, "LD_PRELOAD=", 11) != 0 && strncmp(*entry, "_=", 2) != 0) printf("env %s\n", *entry);
  return 40 + argc;
}
