#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2154
# Whatever hangs while a decision is made, the caller hears of it in bounded time, and nothing runs undecided.
# VG is the built program, VG_BUILD the build directory.

bats_require_minimum_version 1.5.0

setup() {
  home=$BATS_TEST_TMPDIR/home
  user_home=$(getent passwd "$(id -u)" | cut -d: -f6)
  project=$BATS_TEST_TMPDIR/project
  mkdir -p "$home/.config/vectra-guard" "$home/.vectra-guard" "$project"
  chmod 700 "$home/.vectra-guard"
  cd "$project" || return
  touch canary
  clean=(env -i "PATH=/usr/local/bin:/usr/bin:/bin" LC_ALL=C.UTF-8)
}

teardown() {
  [ -z "${holder:-}" ] || { kill -KILL "$holder"; wait "$holder" 2>/dev/null || true; }
}

in_home() { "${clean[@]}" ${VG_TEST_USER:+VG_TEST_USER="$VG_TEST_USER"} BATS_TEST_TMPDIR="$BATS_TEST_TMPDIR" \
  BATS_RUN_TMPDIR="${BATS_RUN_TMPDIR:-}" BATS_FILE_TMPDIR="${BATS_FILE_TMPDIR:-}" \
  "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "$@"; }

# on_silent_mount COMMAND...: with a configuration that cannot be read to its end. Only root can make it.
on_silent_mount() { in_home "$BATS_TEST_DIRNAME/silent_mount.py" "$user_home/.config/vectra-guard" "$@"; }

# ended PROCESS STATUS: it ends so.
ended() {
  local status=0
  wait "$1" || status=$?
  [ "$status" = "$2" ] || { echo "ended with $status"; return 1; }
}

# hold FILE: another process has the lock of a state file, and is stopped.
hold() {
  flock --exclusive --no-fork "$home/.vectra-guard/$1.lock" sh -c 'echo held >"$1"; kill -STOP $$' sh "$PWD/held" 3>&- &
  holder=$!
  while [ ! -s held ]; do sleep 0.05; done
}

@test "a record that is locked for ever: the command runs, and that it is not recorded is said" {
  hold metrics.json
  started=$SECONDS
  run -3 --separate-stderr in_home "$VG" exec -- sh -c 'echo out; exit 3'
  [ $((SECONDS - started)) -lt 20 ]
  [ "$output" = out ]
  [[ $stderr == *"this run was not recorded: "*"metrics.json.lock: is locked by another process"* ]]
}

@test "from level strict on, what cannot be recorded does not run" {
  hold metrics.json
  run -125 --separate-stderr in_home "$VG" exec --level strict -- rm canary
  [[ $stderr == *"is locked by another process"* ]]
}

@test "a file system without an answer, and a reader that does not read: the start ends, and nothing ran" {
  # 20 s for the decision, 10 s for that of a shell hook, and 2 s more for what only SIGKILL ends. All at once, as it
  # takes its time.
  started=$SECONDS
  if [ -z "${VG_TEST_USER:-}" ]; then
    on_silent_mount env LD_PRELOAD="$VG_BUILD/libvg.so" perl -e 'exec "rm", "-r", "canary"' 3>&- &
    silent=$!
    on_silent_mount bash -c '"$0" __hook 1 line --shell bash --pid $$ -- "rm -r canary"; exit $?' "$VG" 3>&- &
    hook=$!
  fi
  # A pipe that holds as much as it can, so that the refusal finds no room.
  in_home python3 - "$VG" 3>&- <<'PY' &
import os, subprocess, sys
reader, writer = os.pipe()
os.set_blocking(writer, False)
try:
    while True:
        os.write(writer, b"x" * 65536)
except BlockingIOError:
    pass
os.set_blocking(writer, True)
home = os.path.expanduser("~")
sys.exit(subprocess.run([sys.argv[1], "exec", "--", "rm", "-rf", home], stderr=writer, stdin=subprocess.DEVNULL).returncode & 255)
PY
  unread=$!
  if [ -z "${VG_TEST_USER:-}" ]; then
    ended "$hook" 137
    [ $((SECONDS - started)) -lt 19 ]
    ended "$silent" 247
  fi
  ended "$unread" 247
  [ $((SECONDS - started)) -ge 19 ]
  [ $((SECONDS - started)) -lt 60 ]
  [ -e canary ]
}
