#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Each limit is exceeded. Root has control groups here, an ordinary user has rlimits and the memory watch.

# lane.bash sets base, report, lane_prefix and pid.
# shellcheck disable=SC2154
load lane

# groups_of PID: how many control groups a guard of that pid has.
groups_of() { find /sys/fs/cgroup -path "*/vectra-guard/$1-*" -type d -prune 2>/dev/null | grep -c . || true; }

has_groups() { lane_is_root && [ -w /sys/fs/cgroup/memory/tasks ]; }

@test "memory" {
  run sandbox --memory=60000000 -- python3 -c '
import time
keep = []
for _ in range(40):
    keep.append(bytearray(10_000_000)); time.sleep(0.01)'
  [ "$(reported ending)" = signaled ]
  [ "$(reported code)" = 9 ]
  [[ $(reported note) == "sandbox.memory_limit (60000000 bytes) was reached"* ]]
  run -0 sandbox --memory=209715200 -- python3 -c 'x = bytearray(30_000_000)'
  [ -z "$(reported note)" ]
}

@test "memory of many processes together, double forks included" {
  run sandbox --memory=83886080 -- python3 -c '
import os, time
for _ in range(6):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            x = bytearray(30_000_000); time.sleep(5); os._exit(0)
        os._exit(0)
time.sleep(6)'
  [[ $(reported note) == "sandbox.memory_limit (80 MB) was reached"* ]]
}

@test "memory that processes share counts once for the watch" {
  ! has_groups || return 0
  run -0 sandbox --memory=125829120 -- python3 -c '
import os, time
x = bytearray(60_000_000)
for _ in range(4):
    if os.fork() == 0: time.sleep(0.5); os._exit(0)
for _ in range(4): os.wait()'
  [ -z "$(reported note)" ]
}

@test "number of processes" {
  if lane_is_root && ! has_groups; then
    run -125 sandbox --pids=20 --must-hold -- true
    [[ $output == *"sandbox.pids_limit"* ]]
    return
  fi
  run -0 sandbox --pids=20 --must-hold -- python3 -c '
import os, time
count = 0
try:
    for _ in range(100):
        if os.fork() == 0: time.sleep(3); os._exit(0)
        count += 1
except OSError as error:
    print(count, error.strerror)'
  [ "$output" = "19 Resource temporarily unavailable" ]
  if has_groups; then [[ $(reported note) == "sandbox.pids_limit (20) was reached"* ]]; fi
}

@test "other processes of the same user do not count" {
  for _ in $(seq 12); do "${lane_prefix[@]}" sleep 5 3>&- & done
  run -0 sandbox --pids=10 -- sh -c 'for i in 1 2 3 4 5; do sleep 0.2 & done; wait; echo fine'
  [ "$output" = fine ]
}

@test "processor time" {
  if has_groups; then
    run -0 sandbox --cpus=0.2 --must-hold -- python3 -c '
import time
start, used = time.monotonic(), time.process_time()
while time.monotonic() - start < 2: pass
print(round(time.process_time() - used, 1))'
    python3 -c "import sys; sys.exit(not 0.2 <= $output <= 0.6)"
  else
    run -0 sandbox --cpus=1 -- nproc
    [ "$output" = 1 ]
    run -125 sandbox --cpus=0.5 --must-hold -- touch made
    [[ $output == *"nothing here can hold sandbox.cpu_limit (0.5)"* ]]
    [ ! -e made ]
    run -0 sandbox --cpus=1000 --must-hold -- true
  fi
}

@test "no group is left behind, and one that a killed guard left goes with the next run" {
  has_groups || return 0
  start_sandbox --memory=100000000 --pids=30 --cpus=1 -- sleep 1
  has_three() { [ "$(groups_of $pid)" = 3 ]; }
  eventually has_three
  wait $pid
  [ "$(groups_of $pid)" = 0 ]
  start_sandbox --memory=100000000 --pids=30 --cpus=1 -- sleep 30
  eventually has_three
  kill -9 $pid
  wait $pid || true
  gone() { sandbox --memory=100000000 --pids=30 --cpus=1 -- true && [ "$(groups_of $pid)" = 0 ]; }
  eventually gone
}

@test "the payload cannot change its limits" {
  has_groups || return 0
  run ! sandbox --memory=100000000 -- sh -c 'echo -1 > /sys/fs/cgroup/memory/memory.limit_in_bytes'
  run ! sandbox --memory=100000000 -- sh -c 'echo $$ > /sys/fs/cgroup/memory/tasks'
}
