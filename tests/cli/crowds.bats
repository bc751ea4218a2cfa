#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2030,SC2031,SC2154
# Many sandboxes at once, one inside another, and what held their limits. VG is the built program.

bats_require_minimum_version 1.5.0

setup() {
  home=$BATS_TEST_TMPDIR/home
  mkdir -p "$home/.config/vectra-guard"
  printf 'sandbox: {network_mode: none}\n' >"$home/.config/vectra-guard/config.yaml"
  user=${VG_TEST_USER:-$(id -un)}
  outside=$(mktemp -d /srv/vgcrowds.XXXXXX)
  work=$outside/work
  mkdir "$work"
  chown -R "$user:" "$outside"
  clean=(env -i "PATH=/usr/local/bin:/usr/bin:/bin" LC_ALL=C.UTF-8)
  cd "$work" || return
}

teardown() {
  cd /
  rm -rf "$outside"
}

in_home() { "${clean[@]}" ${VG_TEST_USER:+VG_TEST_USER="$VG_TEST_USER"} BATS_TEST_TMPDIR="$BATS_TEST_TMPDIR" \
  BATS_RUN_TMPDIR="${BATS_RUN_TMPDIR:-}" BATS_FILE_TMPDIR="${BATS_FILE_TMPDIR:-}" \
  "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "$@"; }

# Others may run sandboxes meanwhile: ours have this in their environment.
our_processes() { grep -lzx "CROWD=$work" /proc/[0-9]*/environ 2>/dev/null | wc -l; }

# The memory of the guard's own processes among ours, shared pages by their part. Unit: KiB.
our_memory() {
  local file process
  for file in $(grep -lzx "CROWD=$work" /proc/[0-9]*/environ 2>/dev/null); do
    process=${file%/environ}
    if [ "$(readlink "$process/exe")" = "$(realpath "$VG")" ]; then awk '$1 == "Pss:" { print $2 }' "$process/smaps_rollup"; fi
  done | awk '{ sum += $1 } END { print sum + 0, NR }'
}

@test "200 at once: each is right, none takes 3 MB, nothing is left behind, every one is recorded" {
  # All run at the same time: they wait for each other, in the project that they share.
  cat >"$outside/crowd" <<'E'
for i in $(seq 200); do
  "$0" exec --sandbox -- sh -c 'test $$ -le 3 && echo kept >kept.'"$i"' && echo layer >/var/lib/x 2>/dev/null
    until [ -e go ]; do sleep 0.5; done; echo out '"$i; exit $((i % 7))" >"out.$i" 2>"messages.$i" </dev/null &
  pids="$pids $!"
done
i=0
for pid in $pids; do i=$((i + 1)); wait $pid; echo "$i $? $((i % 7))"; done
E
  started=$SECONDS
  in_home env "CROWD=$work" sh -c '. "$1"' "$VG" "$outside/crowd" >"$outside/statuses" 3>&- &
  crowd=$!
  until [ "$(find . -name 'kept.*' | wc -l)" = 200 ] || [ $((SECONDS - started)) -gt 100 ]; do sleep 0.5; done
  read -r memory processes <<<"$(our_memory)"
  touch go
  wait $crowd
  echo "took $((SECONDS - started)) s; $processes processes of the guard with $memory KiB, $((memory / 200)) each sandbox"
  echo "# $processes processes of the guard, $((memory / 200)) KiB each sandbox" >&3
  [ $((SECONDS - started)) -lt 120 ]
  # Supervisor and init of each.
  [ "$processes" = 400 ]
  [ $((memory / 200)) -le 3072 ]
  [ "$(awk '$2 == $3' "$outside/statuses" | wc -l)" = 200 ]
  for i in $(seq 200); do
    [ "$(cat "out.$i")" = "out $i" ]
    [ "$(cat "kept.$i")" = kept ]
    grep -q 'Running in sandbox' "messages.$i"
    [ "$(wc -l <"messages.$i")" -le 3 ]
  done
  [ "$(grep -c '"place":"sandbox"' "$home/.vectra-guard/audit.jsonl")" = 200 ]
  run -0 in_home "$VG" logs verify
  [ "$(our_processes)" = 0 ]
  # Mounts live in namespaces of the sandboxes; none came back out.
  run -1 grep "$home\|vg-root" /proc/self/mounts
  [ -z "$(find "$home/.vectra-guard/aftercare" -mindepth 1 2>/dev/null)" ]
}

@test "the audit line says what held the limits" {
  printf 'sandbox: {network_mode: none, memory_limit: 200MB, pids_limit: 50}\n' >"$home/.config/vectra-guard/config.yaml"
  run -0 in_home "$VG" exec --sandbox -- true
  tail -n 1 "$home/.vectra-guard/audit.jsonl"
  held=$(tail -n 1 "$home/.vectra-guard/audit.jsonl" | python3 -c 'import json, sys; print(json.load(sys.stdin)["outcome"]["limits"])')
  echo "held: $held"
  [[ $held == *memory* && $held == *pids* ]]
  run -0 in_home "$VG" exec -- true
  [ "$(grep -c limits "$home/.vectra-guard/audit.jsonl")" = 1 ]
}

@test "one inside another" {
  inner='echo inner $$; id -u; echo x >made; echo x >/usr/x; exit 7'
  if [ "$user" != root ]; then
    run -7 in_home "$VG" exec --sandbox -- "$VG" exec --sandbox --network none -- sh -c "$inner"
    [[ $output == *"inner 2"*"$(id -u "$user")"* ]]
    [ "$(cat made)" = x ]
    [ ! -e /usr/x ]
    return
  fi
  # Root inside the walls lacks what a second set of them takes: the second tier stands in, and says why.
  for level in permissive balanced; do
    printf 'sandbox: {network_mode: none, security_level: %s}\n' "$level" >"$home/.config/vectra-guard/config.yaml"
    run -7 in_home "$VG" exec --sandbox -- "$VG" exec --sandbox --network none -- sh -c "$inner"
    echo "$output"
    [[ $output == *"inner "*"cannot create /usr/x"*"contained by Landlock"* ]]
    [[ $output == *"no namespaces ($([ "$level" = permissive ] && echo /proc || echo user id map): Operation not permitted)"* ]]
    [ "$(cat made)" = x ]
    [ ! -e /usr/x ]
    rm made
  done
  # What that cannot hold is refused with the reason.
  run -125 in_home "$VG" exec --sandbox -- "$VG" exec --sandbox --level strict --network none -- sh -c "$inner"
  [[ $output == *"It was not run."* && $output != *"inner "* ]]
  [ ! -e made ]
}

@test "the guard's state inside is a fresh one, and what is written there does not come out" {
  in_home "$VG" exec --sandbox -- true
  echo secret >"$home/.vectra-guard/trust.json"
  # By a script: the guard refuses a line that says so.
  echo 'find ~/.vectra-guard; echo evil >~/.vectra-guard/trust.json; mkdir ~/.vectra-guard/x' >"$outside/script"
  run -0 in_home "$VG" exec --sandbox -- python3 -c 'import subprocess, sys; sys.exit(subprocess.call(["sh", sys.argv[1]]))' "$outside/script"
  echo "$output"
  [ "$(grep -c '^/.*vectra-guard' <<<"$output")" = 1 ]
  [ "$(cat "$home/.vectra-guard/trust.json")" = secret ]
  [ ! -e "$home/.vectra-guard/x" ]
}
