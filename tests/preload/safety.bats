#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The shim lives in foreign processes: vfork children, small stacks, threads, signal handlers.
bats_require_minimum_version 1.5.0

load installation

setup() {
  install_shim fake_vg
  make_targets
}

# bats test_tags=case:19,case:47
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

# bats test_tags=case:20,case:43,case:44
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

# bats test_tags=case:42
@test "threads spawn while others fork and exec" {
  run -0 timeout 60 env LD_PRELOAD="$SHIM" "$VG_PROGRAMS/threads" 300 /bin/true
  [ "$output" = "failures 0" ]
}

# bats test_tags=case:46
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

# bats test_tags=case:51
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

# As desktop programs start their helpers: everything closed, the standard ones too or on /dev/null, a session of its
# own, often themselves by /proc/self/exe.
# bats test_tags=case:51,case:77
@test "helpers without any descriptor" {
  cat > helper.py <<'PY'
import os, sys
how, path, arguments = sys.argv[1], sys.argv[2], sys.argv[2:]
pid = os.fork()
if pid == 0:
    os.setsid()
    os.closerange(0, 65536)
    if how == "null":
        for _ in range(3):
            os.open("/dev/null", os.O_RDWR)
            os.set_inheritable(_, True)
    if how == "self":
        path, arguments = "/proc/self/exe", ["python3", "-S", "-c", "import os; os.execv('%s', ['zero'])" % sys.argv[2]]
    os.execv(path, arguments)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PY
  for how in none null self; do
    same_run python3 helper.py $how ./show one
    rm -f "$LOG"
    run -0 guarded python3 helper.py $how ./candidate
    [ "$output" = 99 ]
    grep -qx '<__exec>' "$LOG"
  done
  # The real guard has files of its own to open: they must not become the standard ones of the program.
  mkdir home
  for how in none null; do
    for preload in "" "$VG_SHIM"; do
      run -0 "$VG_SOURCE_ROOT/tests/stand_in_home.sh" "$PWD/home" env LD_PRELOAD="$preload" \
        python3 helper.py $how /bin/sh -c ': cookies; ls /proc/self/fd >listed; exit 7'
      [ "$output" = 7 ]
      mv listed "listed.$how.${preload:+with}"
    done
    diff "listed.$how." "listed.$how.with"
  done
  [ -e home/.vectra-guard/metrics.json ] # it was vg that let them run
}

# bats test_tags=case:65
@test "a set-user-ID program is left alone" {
  [ "$(id -u)" = 0 ] || skip "needs root to make one"
  cp show set-uid
  chown 12345 set-uid
  chmod 4755 set-uid
  chmod 755 "$BATS_TEST_TMPDIR"
  run --separate-stderr -41 guarded ./calls execve ./set-uid zero
}

# bats test_tags=case:16
@test "what libc starts on its own account is judged in the child" {
  run guarded python3 -c 'import os; os.system("./candidate zero")'
  asked --exe ./candidate --via hook -- ./candidate zero
}

# bats test_tags=case:45
@test "many threads become a program at once" {
  for count in 2 64 1000; do
    run -42 guarded timeout 60 "$VG_PROGRAMS/race" $count ./show zero one
    [[ $output == "show: errno 0 argc 2 <zero> <one>"* ]]
  done
  run -99 guarded timeout 60 "$VG_PROGRAMS/race" 64 ./candidate zero one
  asked --exe ./candidate --via hook -- zero one
}

# bats test_tags=case:46
@test "1.5 MB and 20,000 variables, repaired on a thread's stack of 64 KiB" {
  cat > big.py <<'PY'
import os, subprocess
environment = {"V%05d" % i: "x" * 68 for i in range(20000)}
environment["LD_PRELOAD"] = "/nowhere/own.so"
os.execve(os.environ["RACE"], ["race", "2", os.environ["SHOW"], "zero", "one"], environment)
PY
  export RACE=$VG_PROGRAMS/race SHOW=$PWD/show
  same_run bash -c 'python3 big.py 2>/dev/null | sort'
  [ "$(grep -c "^env V" <<< "$with")" = 20000 ]
}

# bats test_tags=case:48
@test "exec in handlers of fork and exit, in destructors and constructors" {
  cp "$VG_PROGRAMS/odd_moments" .
  gcc -shared -fPIC -DCONSTRUCTOR -o constructor.so "$VG_SOURCE_ROOT/tests/preload/programs/odd_moments.c"
  gcc -o with-library "$VG_SOURCE_ROOT/tests/preload/programs/show.c" -Wl,--no-as-needed ./constructor.so
  for moment in atfork atexit destructor; do
    same_run ./odd_moments $moment ./show zero one
    [[ $with == *"<zero> <one>"* ]]
    rm -f "$LOG"
    guarded ./odd_moments $moment ./candidate zero one || true
    asked --exe ./candidate --via hook -- zero one
  done
  rm "$LOG"
  same_run env BECOME=./show ./with-library one
  guarded env BECOME=./candidate ./with-library one || true
  asked --exe ./candidate --via hook -- ./with-library one
}

# bats test_tags=case:50
@test "little memory, few descriptors" {
  for limit in 6000 8000 12000 20000; do
    same_run bash -c "ulimit -v $limit; exec ./calls execve ./show zero one"
    same_run bash -c "ulimit -v $limit; exec ./calls posix_spawn ./show zero one"
  done
  # Without one free descriptor no dynamic program starts at all; with one the shim must do.
  same_run bash -c 'exec 3>&- 4>&-; ulimit -n 5; ./show one'
  same_run bash -c 'exec 3>&- 4>&-; ulimit -n 5; exec ./calls execve ./show one'
  cp candidate-static show-static
  for entry in execve posix_spawn execvp fexecve; do same_run ./calls files=3 $entry ./show-static zero one; done
}
