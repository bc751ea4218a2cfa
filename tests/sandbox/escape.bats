#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Ways out that were found in sandboxes before (escape/attempts.py): each works without walls, where this machine lets
# it, and none with them.

# lane.bash sets base, report, lane_prefix and pid.
# shellcheck disable=SC2154
load lane

start_outside() {
  mkdir "$base/host/secrets" "$base/host/empty"
  echo hidden >"$base/host/secrets/key"
  echo hidden >"$base/host/secret-file"
  echo victim >"$base/host/victim"
  cp "$BATS_TEST_DIRNAME"/escape/*.py "$base"
  if [ ${#lane_prefix[@]} -gt 0 ]; then chown -R vgtest:vgtest "$base"; fi
  mkfifo "$base/stay"
  "${lane_prefix[@]}" python3 "$base/outside.py" "$base/host" <"$base/stay" >"$base/came-in" 3>&- &
  pid=$!
  exec 9>"$base/stay"
  eventually test -e "$base/host/ready"
}

stop_outside() {
  exec 9>&-
  wait $pid || true
}

# What lies in the host directory, content and looks.
picture() { (cd "$base/host" && find . ! -type s -printf '%p %y %m %s %T@\n' | sort && cat canary victim secrets/key); }

# attempts OPTION... : in a sandbox; the names of those that got out.
got_out() {
  sandbox --hide-dir="$base/host/secrets" --hide-file="$base/host/secret-file" "$@" -- \
    python3 "$base/attempts.py" "$base/host" <"$base/host/canary" >"$base/results" || echo "the attempts did not end well"
  [ "$(grep -c ': held$' "$base/results")" -gt 200 ] || echo "too few attempts: $(wc -l <"$base/results")"
  sed -n 's/: out$//p' "$base/results"
}

@test "no attempt gets out with network none, at strict" {
  start_outside
  before=$(picture)
  run -0 got_out --strict --deny-nested
  stop_outside
  echo "$output"
  [ -z "$output" ]
  [ "$(picture)" = "$before" ]
  [ ! -s "$base/came-in" ]
}

@test "no attempt gets out with the host's network but to its addresses, at standard" {
  start_outside
  before=$(picture)
  run -0 got_out --network=full
  stop_outside
  # What standard allows: debuggers, and namespaces of one's own (whose attempts are in a family of their own).
  left=$(grep -v -e '^loopback: ' -e '^strict: ' -e '^rights: chroot' <<<"$output" || true)
  echo "$left"
  [ -z "$left" ]
  [ "$(picture)" = "$before" ]
  [ "$(grep -vc "('0.0.0.0'" "$base/came-in")" = 0 ]
}

@test "without walls the same attempts get out" {
  start_outside
  "${lane_prefix[@]}" python3 "$base/attempts.py" "$base/host" files secrets sockets-pathname sockets-abstract loopback \
    processes ipc limits capabilities rights terminal descriptors </dev/null >"$base/results"
  stop_outside
  cat "$base/results"
  [ "$(grep -c ': out$' "$base/results")" -ge 55 ]
  for name in "files: truncate" "files: through /proc/self/root" "files: hard link and write" "secrets: read" \
    "sockets-pathname: pathname datagram pair" "sockets-abstract: abstract stream" "loopback: tcp 127.0.0.1" \
    "processes: signal" "ipc: attach shared memory" "rights: no filter"; do
    grep -qxF "$name: out" "$base/results"
  done
}
