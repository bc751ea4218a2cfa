#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The shim lives in foreign processes: vfork children, small stacks, threads, signal handlers.
bats_require_minimum_version 1.5.0

load installation

setup() {
  install_shim fake_vg
  make_targets
}

@test "vfork and exec leave nothing in the parent" {
  for path in ./show ./missing ./candidate-static ./candidate ./unknown; do
    run -0 guarded "$VG_PROGRAMS/vfork_leak" 40 "$path" zero
    [ "$(tail -n 1 <<< "$output")" = "mappings +0 descriptors +0 environment kept" ]
  done
  rm "$INSTALLATION/vg"
  for path in ./candidate ./unknown; do
    run -0 guarded "$VG_PROGRAMS/vfork_leak" 40 "$path" zero
    [ "$(grep '^mappings' <<< "$output")" = "mappings +0 descriptors +0 environment kept" ]
  done
}

@test "small stacks" {
  for size in 4096 8192 16384; do
    run -41 env -i LD_PRELOAD="$SHIM" "$VG_PROGRAMS/small_stack" $size clone ./show zero
    run -99 env -i LD_PRELOAD="$SHIM" "$VG_PROGRAMS/small_stack" $size clone ./candidate zero
  done
  for size in 8192 16384; do
    run -41 env -i LD_PRELOAD="$SHIM" "$VG_PROGRAMS/small_stack" $size signal ./show zero
    run -99 env -i LD_PRELOAD="$SHIM" "$VG_PROGRAMS/small_stack" $size signal ./candidate zero
  done
}

@test "threads spawn while others fork and exec" {
  run -0 timeout 60 env LD_PRELOAD="$SHIM" "$VG_PROGRAMS/threads" 300 /bin/true
  [ "$output" = "failures 0" ]
}

@test "a big environment that must be repaired" {
  run -0 guarded python3 -c '
import os, sys
environment = {"V%05d" % i: "x" * 60 for i in range(20000)}
pid = os.fork()
if pid == 0:
    os.execve("/bin/sh", ["sh", "-c", "env | grep -c ^V; env | grep ^LD_PRELOAD"], environment)
os.waitpid(pid, 0)'
  [ "${lines[0]}" = 20000 ]
  [ "${lines[1]}" = "LD_PRELOAD=$SHIM" ]
}

@test "all descriptors closed before the exec" {
  run -0 guarded python3 -c '
import os
pid = os.fork()
if pid == 0:
    os.closerange(3, 65536)
    os.execv("./candidate", ["zero"])
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))'
  [ "$output" = 99 ]
}

@test "a set-user-ID program is left alone" {
  [ "$(id -u)" = 0 ] || skip "needs root to make one"
  cp show set-uid
  chown 12345 set-uid
  chmod 4755 set-uid
  chmod 755 "$BATS_TEST_TMPDIR"
  run --separate-stderr -41 guarded ./calls execve ./set-uid zero
}

@test "what libc starts on its own account is judged in the child" {
  run guarded python3 -c 'import os; os.system("./candidate zero")'
  asked --exe ./candidate --via hook -- ./candidate zero
}
