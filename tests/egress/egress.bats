#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Network mode restricted from the inside and from the outside.

# network.bash sets base, report and the processes.
# shellcheck disable=SC2154
load network

@test "public addresses are reached, whatever the family" {
  run -0 reaches 1.2.3.10 7000
  [ "$output" = ok ]
  run -0 reaches 2a01:7e00::10 7000
  [ "$output" = ok ]
  run -0 reaches ::ffff:1.2.3.10 7000
  [ "$output" = ok ]
}

@test "private, own, loopback and metadata addresses are not, and the note names what would allow them" {
  for address in 10.77.0.1 10.77.0.2 169.254.169.254 fd77::1 fd77::2 ::ffff:10.77.0.1 192.168.1.1 100.64.0.1; do
    run -0 reaches "$address" 9000
    echo "$address: $output"
    [ "$output" = EACCES ]
  done
  run -0 reaches 10.77.0.1 7000
  grep -qF 'note refused to reach 10.77.0.1:7000: private address; allowed by network.allow: ["10.77.0.1:7000"]' "$report"
  run -0 reaches --allow=10.77.0.1:7000 10.77.0.1 7000
  [ "$output" = ok ]
  for address in 127.0.0.1 ::1; do
    run -0 reaches "$address" 9000
    [ "$output" = ECONNREFUSED ]
  done
}

@test "with a list only what it names is reached, by address and by name" {
  run -0 reaches --allow=1.2.3.20 1.2.3.10 7000
  [ "$output" = EACCES ]
  run -0 reaches --allow=good.example:7000 good.example 7000
  [ "$output" = ok ]
  run -0 reaches --allow=good.example:7001 good.example 7000
  [ "$output" = EACCES ]
  run -0 reaches --allow=good.example 1.2.3.10 7000
  [ "$output" = EACCES ]
  run -0 reaches '--allow=*.good.example' deep.good.example 7000
  [ "$output" = ok ]
  run -0 reaches --deny=1.2.3.0/24 1.2.3.10 7000
  [ "$output" = EACCES ]
  run -0 reaches --deny=good.example good.example 7000
  [ "$output" = "no such name" ]
}

@test "names: addresses, aliases, the host's table, what does not exist" {
  run -0 filtered -- getent ahostsv4 good.example
  [[ $output == 1.2.3.10* ]]
  run -0 filtered -- getent ahostsv6 good.example
  [[ $output == 2a01:7e00::10* ]]
  run -0 reaches --allow=alias.example alias.example 7000
  [ "$output" = ok ]
  run -0 reaches --allow=table.example table.example 7000
  [ "$output" = ok ]
  run -0 reaches missing.example 7000
  [ "$output" = "no such name" ]
  run -0 filtered -- getent hosts localhost
}

@test "a name that may not be asked for never leaves the machine" {
  run -0 reaches --allow=good.example secret-data.other.example 7000
  [ "$output" = "no such name" ]
  run -0 reaches --deny='*.example' secret-data.example 7000
  [ "$output" = "no such name" ]
  run ! grep -q secret "$EGRESS/questions"
  grep -q 'note refused to reach secret-data.example' "$report"
  run -0 reaches good.example 7000
  grep -q '^good.example ' "$EGRESS/questions"
}

@test "a name that stands for an inner address opens nothing" {
  run -0 reaches --allow=rebound.example rebound.example 9000
  [ "$output" != ok ]
  run -0 reaches rebound.example 9000
  [ "$output" != ok ]
  run -0 reaches registry.example 7000
  [ "$output" = EACCES ]
  run -0 reaches --known=registry.example:7000 registry.example 7000
  [ "$output" = ok ]
}

@test "long answers come over TCP, and only plain questions are passed on" {
  run -0 filtered -- python3 names.py long
  [ "$output" = "20 records" ]
  grep -q 'long.example 16 tcp' "$EGRESS/questions"
  run -0 filtered -- python3 names.py odd
  [ "$output" = held ]
}

@test "a loopback port of the host only by a rule for that port" {
  on_machine python3 servers.py /dev/null 127.0.0.1:7123 3>&- &
  local server=$!
  for ((i = 0; i < 100; ++i)); do on_machine python3 reach.py 127.0.0.1 7123 | grep -q ok && break; sleep 0.05; done
  run -0 reaches 127.0.0.1 7123
  [ "$output" = ECONNREFUSED ]
  run -0 reaches --allow=127.0.0.1:7123 127.0.0.1 7123
  [ "$output" = ok ]
  # The function in the background is a shell around it.
  pkill -P $server
}

@test "attacks" {
  limit=120 run -0 filtered -- python3 attacks.py
  echo "$output"
  [ "$(grep -c ' held$' <<<"$output")" = 15 ]
  [ "$(wc -l <<<"$output")" = 15 ]
}

@test "attacks at strict" {
  limit=120 run -0 filtered --strict --deny-nested -- python3 attacks.py
  echo "$output"
  [ "$(grep -c ' held$' <<<"$output")" = 15 ]
  [ "$(wc -l <<<"$output")" = 15 ]
}

@test "a socket behaves as it does without the filter" {
  run -0 open_network -- python3 semantics.py
  echo "$output" >"$base/bare"
  run -0 filtered -- python3 semantics.py
  echo "$output" >"$base/filtered"
  run -0 filtered --strict --deny-nested -- python3 semantics.py
  echo "$output" >"$base/strict"
  diff -u "$base/bare" "$base/filtered"
  diff -u "$base/bare" "$base/strict"
}

@test "when the supervisor dies, nothing of the sandbox is left" {
  on_machine "$base/driver" --bind="$base/work" --network=restricted -- sh -c 'sleep 321 & exec sleep 321' 3>&- &
  local wrapper=$!
  for ((i = 0; i < 100; ++i)); do pgrep -f '^sleep 321$' >/dev/null && break; sleep 0.05; done
  kill -KILL "$(pgrep -of "^$base/driver")"
  wait $wrapper || true
  for ((i = 0; i < 100; ++i)); do pgrep -f '^sleep 321$' >/dev/null || break; sleep 0.05; done
  run ! pgrep -f '^sleep 321$'
}

@test "a filter in a filter is refused, and says so" {
  [ "$VG_LANE" = user ] || return 0
  run -125 filtered -- "$base/driver" --network=restricted -- true
  [[ $output == *"cannot be nested"* ]]
  run -0 filtered -- "$base/driver" --network=none -- true
}

@test "where one process may not look after another's sockets, the run is refused" {
  # pidfd_getfd, process_vm_readv
  for number in 438 310; do
    run -125 on_machine python3 without_calls.py $number=1 "$base/driver" --bind="$base/work" --network=restricted -- true
    [[ $output == *"look after another's sockets"* ]]
  done
}

# Kernels before 6.9 have no pidfd of a thread, before 5.19 signals take a call back that is being answered, before 6.7
# Landlock knows no network.
older_kernel() { on_machine timeout -k 1 120 python3 without_calls.py "434/1/0x80=22,317/1/0x20=22,444=38" "$base/driver" --bind="$base/work" --network=restricted "$@"; }

@test "on an older kernel too: attacks" {
  run -0 older_kernel -- python3 attacks.py
  echo "$output"
  [ "$(grep -c ' held$' <<<"$output")" = 15 ]
  run -0 older_kernel --strict --deny-nested -- python3 attacks.py
  [ "$(grep -c ' held$' <<<"$output")" = 15 ]
}

@test "on an older kernel too: a socket behaves as it does without the filter" {
  run -0 open_network -- python3 semantics.py
  echo "$output" >"$base/bare"
  # Each signal that comes while a connection is made has it made anew there.
  run -0 older_kernel --strict --deny-nested -- python3 semantics.py 0.005
  echo "$output" >"$base/filtered"
  diff -u "$base/bare" "$base/filtered"
}

@test "many connections at once, and callers that wait for ever, take nobody's turn" {
  run -0 filtered -- python3 -c '
import socket, subprocess, sys, threading
def wait():
    try: socket.create_connection(("1.2.3.200", 80), timeout=None)
    except OSError: pass
for _ in range(150): threading.Thread(target=wait, daemon=True).start()
for _ in range(300):
    with socket.create_connection(("1.2.3.10", 7000), timeout=10) as s:
        s.sendall(b"ping"); assert s.recv(4) == b"ping"
print("ok", flush=True)
import os; os._exit(0)'
  [ "$output" = ok ]
}

@test "what is refused is kept within bounds, and told in a few lines" {
  run -0 filtered -- python3 -c '
import socket
for i in range(2000):
    socket.socket().connect_ex(("10.9.%d.%d" % (i // 250, i % 250), 80))'
  [ "$(grep -c '^note refused to reach 10.9' "$report")" = 8 ]
  grep -q '^note refused to reach 492 more destinations' "$report"
}
