#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Commands on the host: in place of the guard, or as its child.

# lane.bash sets base, report, lane_prefix and pid.
# shellcheck disable=SC2154
load lane

host() { driver --host "$@"; }

@test "the command replaces the guard where the plan says so" {
  run -0 "${lane_prefix[@]}" sh -c 'echo $$; exec "$@"' sh "$base/driver" --host --replace -- sh -c 'echo $$'
  [ "$(sed -n 1p <<<"$output")" = "$(sed -n 2p <<<"$output")" ]
  run -127 host --replace -- vg-no-such-program
  run -126 host --replace -- "$base"
}

@test "every exit status comes back from a child" {
  for status in 0 1 2 77 126 127 128 255; do
    code=0
    host -- sh -c "exit $status" || code=$?
    [ "$code" = "$status" ]
  done
  run -127 host -- vg-no-such-program
  run -126 host -- "$base"
  [ "$(reported ending)" = not_runnable ]
}

@test "descriptors, terminal group and closed streams are the caller's" {
  exec 7<"$base/host/canary"
  run -0 host -- cat /dev/fd/7
  [ "$output" = canary ]
  exec 7<&-
  run -0 "${lane_prefix[@]}" python3 -c "
import subprocess
look = 'import os\ntry: os.fstat(0); print(\"open\")\nexcept OSError: print(\"closed\")'
print(subprocess.run(['sh', '-c', 'exec \"\$@\" <&-', 'sh', '$base/driver', '--host', '--', 'python3', '-c', look], capture_output=True, text=True).stdout)"
  [ "$output" = closed ]
  run -0 "${lane_prefix[@]}" python3 -c "
import os, subprocess
got = subprocess.run(['$base/driver', '--host', '--', 'python3', '-c', 'import os; print(os.getpgrp())'], capture_output=True, text=True)
print(int(got.stdout) == os.getpgrp())"
  [ "$output" = True ]
}

@test "the timeout ends the command and what it left, gently first" {
  run -124 host --timeout=1 -- sh -c 'trap "touch gentle; exit" TERM; (setsid sh -c "sleep 5151.'$$'" &); while :; do sleep 0.05; done'
  [ -e gentle ]
  [ "$(reported ending)" = timed_out ]
  run ! pgrep -f "sleep 5151.$$"
}

@test "a command that ignores TERM is killed after the grace period" {
  start=$SECONDS
  run -124 host --timeout=1 -- sh -c 'trap "" TERM; while :; do sleep 0.2; done'
  [ $((SECONDS - start)) -ge 5 ]
  [ $((SECONDS - start)) -le 12 ]
}

@test "killing the guard kills the command" {
  start_driver --host -- sleep 5252.$$
  eventually pgrep -f "^sleep 5252.$$"
  kill -9 $pid
  gone() { ! pgrep -f "^sleep 5252.$$"; }
  eventually gone
}

@test "the working directory of the plan is entered" {
  run -0 host --chdir="$base/host" -- pwd
  [ "$output" = "$base/host" ]
  run -125 host --chdir="$base/absent" -- pwd
}
