#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What the shim may cost a harmless program: at most 20,000 instructions and five system calls beside being mapped.
bats_require_minimum_version 1.5.0

load installation

instructions() {
  env -i PATH="$PATH" "$@" valgrind --tool=callgrind --callgrind-out-file=/dev/null /bin/true 2>&1 |
    sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

# System calls of true, the loader's included.
calls_of() {
  env -i strace -f -o "$BATS_TEST_TMPDIR/trace" "$@" /bin/true
  grep -c '(' "$BATS_TEST_TMPDIR/trace"
}

# bats test_tags=case:85
@test "instructions" {
  must_have valgrind
  cd "$BATS_TEST_TMPDIR"
  bare=$(instructions)
  with=$(instructions LD_PRELOAD="$VG_SHIM")
  echo "bare $bare, with the shim $with: $((with - bare)) more"
  [ "$bare" -gt 10000 ]
  [ $((with - bare)) -le 20000 ]
}

# bats test_tags=case:87
@test "system calls" {
  must_have strace
  bare=$(calls_of)
  with=$(calls_of -E LD_PRELOAD="$VG_SHIM")
  run ! grep -E '^[0-9]+ +(clone|fork|vfork|socket|connect|write)\(' "$BATS_TEST_TMPDIR/trace"
  echo "bare $bare, with the shim $with"
  # Eight for mapping it: open, read, fstat, three mappings, close, mprotect.
  [ $((with - bare)) -le $((8 + 5)) ]
}

# What a start through vg costs is mostly the files it makes: the record, its lock, and the pass.
# bats test_tags=case:87
@test "files and processes of a start that goes through vg" {
  must_have strace
  [ "$(id -u)" = 0 ] || skip "needs root for a home of its own"
  mkdir "$BATS_TEST_TMPDIR/home"
  cd "$BATS_TEST_TMPDIR"
  for _ in 1 2; do # the first makes the directories
    run -0 env -i "$VG_SOURCE_ROOT/tests/stand_in_home.sh" "$PWD/home" strace -f -o trace \
      -E LD_PRELOAD="$(dirname "$VG_SHIM")/libvg.so" /usr/bin/test -n cookies
  done
  sed -n '/execve(.*__exec/,/execve(.*"cookies"\]/p' trace > through-vg
  echo "$(wc -l < through-vg) system calls"
  run ! grep -E '^[0-9]+ +(clone|clone3|fork|vfork|socket|connect)\(' through-vg
  [ "$(grep -c O_CREAT through-vg)" -le 3 ]
  [ "$(grep -c 'rename' through-vg)" -le 1 ]
}

# The least of many single starts: the figure that other work on the machine disturbs least.
# bats test_tags=case:86
@test "microseconds" {
  for _ in 1 2 3; do
    run -0 "$VG_PROGRAMS/../../bench/exec_cost" --rounds 3 --count 300 bare= "libvg=$VG_SHIM"
    echo "$output"
    read -r spawn fork < <(awk '/^bare/ { s = $3; f = $5 } /^libvg/ { print int($3 - s), int($5 - f) }' <<< "$output")
    if [ "$spawn" -le 60 ] && [ "$fork" -le 60 ]; then return 0; fi
  done
  return 1
}
