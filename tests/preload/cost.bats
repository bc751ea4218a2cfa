#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What the shim may cost a harmless program: at most 20,000 instructions and five system calls beside being mapped.
bats_require_minimum_version 1.5.0

load installation

must_have() {
  command -v "$1" >/dev/null && return
  [ "${VG_MUST_WORK:-}" != 1 ] || { echo "$1 is not installed"; return 1; }
  skip "$1 is not installed"
}

instructions() {
  env -i PATH="$PATH" "$@" valgrind --tool=callgrind --callgrind-out-file=/dev/null /bin/true 2>&1 |
    sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

# System calls of true, the loader's included.
calls_of() {
  env -i strace -f -o "$BATS_TEST_TMPDIR/trace" "$@" /bin/true
  grep -c '(' "$BATS_TEST_TMPDIR/trace"
}

@test "instructions" {
  must_have valgrind
  cd "$BATS_TEST_TMPDIR"
  bare=$(instructions)
  with=$(instructions LD_PRELOAD="$VG_SHIM")
  echo "bare $bare, with the shim $with: $((with - bare)) more"
  [ "$bare" -gt 10000 ]
  [ $((with - bare)) -le 20000 ]
}

@test "system calls" {
  must_have strace
  bare=$(calls_of)
  with=$(calls_of -E LD_PRELOAD="$VG_SHIM")
  run ! grep -E '^[0-9]+ +(clone|fork|vfork|socket|connect|write)\(' "$BATS_TEST_TMPDIR/trace"
  echo "bare $bare, with the shim $with"
  # Eight for mapping it: open, read, fstat, three mappings, close, mprotect.
  [ $((with - bare)) -le $((8 + 5)) ]
}
