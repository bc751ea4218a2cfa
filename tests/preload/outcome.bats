#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A start that goes through vg and may run: the program is the process that its caller made, in everything it inherits.
# With the real vg, or with one that lets everything run; the gate is that of these tests, so that a harmless program takes the long way.
bats_require_minimum_version 1.5.0

load installation

setup() {
  [ "$(id -u)" = 0 ] || skip "needs root for a home of its own"
  install_shim
  cp "${VG_SHIM%/*}/vg" "$INSTALLATION/vg"
  make_targets
  cp "$VG_PROGRAMS/identity" candidate-identity
  cp "$VG_PROGRAMS/again" candidate-again
  mkdir home
}

# at_home PRELOAD COMMAND...: in a home of its own.
at_home() { "$VG_SOURCE_ROOT/tests/stand_in_home.sh" "$BATS_TEST_TMPDIR/home" env LD_PRELOAD="$1" "${@:2}"; }

# same_at_home COMMAND...: output and status without and with the shim.
same_at_home() {
  local bare bare_status with_status
  bare=$(at_home "" "$@" 2>&1) && bare_status=0 || bare_status=$?
  with=$(at_home "$SHIM" "$@" 2>&1) && with_status=0 || with_status=$?
  diff -u <(echo "$bare_status"; echo "$bare") <(echo "$with_status"; echo "$with")
}

# bats test_tags=case:78
@test "the process is the one its caller made" {
  cat > caller.py <<'PY'
import fcntl, os, resource, signal, sys
def child():
    os.environ["SAME_PID"] = str(os.getpid())
    os.environ["SAME_PARENT"] = str(os.getppid())
    os.setpgid(0, 0)
    os.umask(0o037)
    os.nice(3)
    resource.setrlimit(resource.RLIMIT_NOFILE, (77, 99))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2, signal.SIGWINCH])
    for ignored in (signal.SIGHUP, signal.SIGUSR1, signal.SIGTERM, signal.SIGQUIT): signal.signal(ignored, signal.SIG_IGN)
    for number in (signal.SIGPIPE, signal.SIGXFSZ): signal.signal(number, signal.SIG_DFL)
    file = os.open("input", os.O_RDONLY); os.read(file, 6); os.dup2(file, 0)
    os.dup2(os.open("kept", os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK), 40)
    os.dup2(os.open("gone", os.O_RDWR | os.O_CREAT), 41); fcntl.fcntl(41, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
    os.dup2(os.pipe()[0], 50)
    os.chdir("below")
    os.execv("../candidate-identity", ["another name", "-x"])
pid = os.fork()
if pid == 0:
    try: child()
    finally: os._exit(99)
os._exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PY
  cp "$VG_PROGRAMS/host_vg" "$INSTALLATION/vg"  # the real one has its doubts about a program under another name
  mkdir below
  printf 'first\nsecond\nthird\n' > input
  same_at_home python3 caller.py
  [[ $with == *"argv0 another name pid same ppid same pgid 1"*"umask 37 nice 3"*"files 77 core 0"*"second"* ]]
}

# bats test_tags=case:78
@test "in a terminal it is in the foreground" {
  must_have script
  cat > terminal.sh <<'SH'
export SAME_PARENT=$$ SAME_PID=0
set -m
./candidate-identity
SH
  same_at_home script -qec 'bash terminal.sh' /dev/null
  [[ $with == *"foreground 1"* ]]
}

# bats test_tags=case:78
@test "death by signal, stop and continue" {
  printf '#!/bin/sh\nkill -%s $$\n' TERM > candidate-dies
  chmod +x candidate-dies
  same_at_home bash -c './candidate-dies; echo $?'
  same_at_home python3 -c 'import subprocess; print(subprocess.run(["./candidate-dies"]).returncode)'
  [[ $with == *-15* ]]
  printf '#!/bin/sh\nkill -STOP $$\necho went on\nexit 5\n' > candidate-stops
  chmod +x candidate-stops
  same_at_home python3 -c '
import os, signal
pid = os.posix_spawn("./candidate-stops", ["x"], os.environ)
_, status = os.waitpid(pid, os.WUNTRACED)
print(os.WIFSTOPPED(status), flush=True)
os.kill(pid, signal.SIGCONT)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))'
  [[ $with == *True*"went on"*5* ]]
}

# bats test_tags=case:79
@test "nothing of the guard is in the program's environment, and its children are judged" {
  export SHOW_TOKENS=1 SAME_PID=0 SAME_PARENT=0
  run at_home "$SHIM" env -u VG_PROGRAMS -u VG_TEST_SHIM -u VG_SHIM -u VG_SOURCE_ROOT -u VG_MUST_WORK -u VG_CROSS_ARGS -u VG_CROSS_LINK_ARGS ./candidate-identity </dev/null
  [[ $output == *"argv0"* && $output != *"env VG_"* && $output != *"env VECTRA"* ]]
  rm "$INSTALLATION/vg"
  run at_home "$SHIM" ./calls execve ./candidate-identity x
  [[ $output == *"vg: refused"* ]]
}

# bats test_tags=case:81
@test "vg by name, by link and many at once does not go round in circles" {
  ln -s vg "$INSTALLATION/linked-vg"
  for vg in "$INSTALLATION/vg" "$INSTALLATION/linked-vg"; do
    run -0 at_home "$SHIM" "$vg" exec -- "$vg" exec -- ./show one || [[ $output == *"<one>"* ]]
    run at_home "$SHIM" timeout 60 "$vg" exec -- "$vg" exec -- ./candidate one
    [[ $output == *"show: errno 0 argc 2 <./candidate> <one>"* ]]
  done
  printf 'all: %s\n%%.out:\n\t@./candidate-identity $* </dev/null >$@ || true\n' "$(printf '%s.out ' $(seq 64))" > Makefile
  export SAME_PID=0 SAME_PARENT=0
  run -0 at_home "$SHIM" timeout 120 make -s -j64
  [ "$(cat ./*.out | grep -c '^argv0 ./candidate-identity')" = 64 ]
}

# bats test_tags=case:81
@test "a program that starts itself for ever comes to the end that it came to before" {
  export AGAIN=30 AGAIN_PATH=./candidate-again
  same_at_home ./calls execve ./candidate-again zero word
  [ "$(grep -c ^again <<< "$with")" = 31 ]
}

# bats test_tags=case:82
@test "inside a sandbox nothing is handed to vg, and the word of a process that it is inside counts for nothing" {
  run -0 at_home "$SHIM" "$INSTALLATION/vg" exec --sandbox --network none -- sh -c 'echo "preload <$LD_PRELOAD>"; ./candidate one | head -n 1'
  [[ $output == *"preload <>"* && $output == *"<./candidate> <one>"* ]]
  rm "$INSTALLATION/vg"
  for claim in VG_SANDBOX=1 VG_IN_SANDBOX=1 VG_DEPTH=9 VG_DISABLE=1 VECTRA_GUARD=off VG_TOKEN=x; do
    run at_home "$SHIM" env "$claim" ./candidate one
    [[ $output == *"vg: refused"* ]]
  done
}

# bats test_tags=case:80
@test "a vg that crashes: the command has not run, and its caller sees that" {
  cat > crash.c <<'C'
#include <signal.h>
int main(void) { raise(SIGSEGV); return 0; }
C
  gcc -static -o "$INSTALLATION/vg" crash.c
  for entry in execve posix_spawn raw; do
    run guarded bash -c './calls '$entry' ./candidate zero; echo "status $?"'
    [[ $output != *show:* ]]
    [[ $output == *"status 139"* || $output == *"status b"* || $output == *"status 8b"* ]]
  done
}

# bats test_tags=case:83
@test "100,000 arguments and odd ones come through vg unchanged" {
  cp "$VG_PROGRAMS/host_vg" "$INSTALLATION/vg"
  cat > count.py <<'PY'
import os, subprocess
words = ["-exec", "", "--", "-", "a\nb", b"\xff\xfe", "--exe", "x" * 100000] + [str(i) for i in range(100000)]
print(subprocess.run([b"-candidate"] + [w if isinstance(w, bytes) else w.encode() for w in words],
                     executable="./candidate", stdout=subprocess.PIPE, env={"LD_PRELOAD": os.environ["LD_PRELOAD"]}).stdout[-2000:])
PY
  same_at_home python3 count.py
  [[ $with == *"<99999>"* ]]
}
