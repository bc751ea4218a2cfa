#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Starting, passing through, ending.

# lane.bash sets base, report, lane_prefix and pid.
# shellcheck disable=SC2154
load lane

@test "every exit status comes back" {
  for status in $(seq 0 255); do
    code=0
    sandbox -- sh -c "exit $status" || code=$?
    [ "$code" = "$status" ]
  done
}

@test "death by a signal is told as that" {
  for name in TERM KILL SEGV HUP USR1 PIPE; do
    run sandbox -- sh -c "kill -$name \$\$"
    [ "$(reported ending)" = signaled ]
    [ "$(reported code)" = "$(kill -l $name)" ]
  done
}

@test "standard streams pass through unchanged" {
  head -c 3000000 /dev/urandom >"$base/in"
  sandbox -- cat <"$base/in" >"$base/out"
  cmp "$base/in" "$base/out"
  head -c 3000000 "$base/in" | sandbox -- sh -c 'cat; echo err >&2' 2>"$base/err" | cmp - "$base/in"
  [ "$(cat "$base/err")" = err ]
}

@test "closed streams are /dev/null inside" {
  sandbox -- sh -c 'readlink /proc/self/fd/0 > where; cat' <&-
  [ "$(cat where)" = /dev/null ]
  sandbox -- sh -c 'echo lost; echo x > made' >&-
  [ -e made ]
  sandbox -- sh -c 'echo lost >&2; ls -l /proc/self/fd/2 > where' 2>&-
  grep -q /dev/null where
  sandbox -- sh -c 'ls -l /proc/self/fd > where' <&- >&- 2>&-
  [ "$(grep -c /dev/null where)" = 2 ]
}

@test "a hundred thousand arguments and a large environment arrive" {
  run -0 "${lane_prefix[@]}" python3 -c "
import os, subprocess
env = dict(os.environ, BIG='x' * 100000, **{'N%d' % i: str(i) for i in range(1000)})
program = ['$base/driver', '--', 'sh', '-c', 'echo \$# \$N999 \${#BIG}', 'x'] + ['a'] * 100000
print(subprocess.run(program, env=env, capture_output=True, text=True).stdout)"
  [[ $output == "100000 999 100000"* ]]
}

@test "arguments and environment arrive byte for byte" {
  run -0 "${lane_prefix[@]}" python3 -c "
import subprocess
words = [b'', b'a b', b'\xff\xfe', b'\n\t', b'\$HOME', b'*']
env = {b'X': b'\xff\n', b'PATH': b'/usr/bin:/bin'}
got = subprocess.run([b'$base/driver', b'--', b'python3', b'-c',
    b'import sys, os; print([os.fsencode(w) for w in sys.argv[1:]], os.environb[b\"X\"], sorted(os.environb))'] + words,
    env=env, capture_output=True).stdout
print(got.decode() == repr(words) + ' ' + repr(b'\xff\n') + ' ' + repr(sorted(list(env) + [b'LC_CTYPE'])) + '\n' or got)"
  [ "$output" = True ]
}

@test "programs are found as execvp finds them" {
  mkdir dir first
  printf '#!/bin/sh\necho first "$@"\n' >first/tool
  chmod 644 first/tool
  printf 'echo plain "$0" "$@"\n' >plain
  printf '#!/no/such/interpreter\n' >broken
  chmod 755 plain broken
  run -127 sandbox -- vg-no-such-program
  [[ $output == *"'vg-no-such-program': command not found"* ]]
  [ "$(reported ending)" = not_found ]
  run -127 sandbox -- ./absent
  run -126 sandbox -- ./dir
  [ "$(reported ending)" = not_runnable ]
  run -126 sandbox -- "$base/work/first/tool"
  PATH=$base/work/first:$PATH run -126 sandbox -- tool
  chmod 755 first/tool
  PATH=$base/work/absent:$base/work/first:$PATH run -0 sandbox -- tool a
  [ "$output" = "first a" ]
  run -0 sandbox -- ./plain a b
  [ "$output" = "plain ./plain a b" ]
  run -127 sandbox -- ./broken
  cd first
  PATH=:/usr/bin run -0 --separate-stderr "${lane_prefix[@]}" "$base/driver" --bind="$base/work" -- tool
}

@test "the first word may be anything" {
  run -0 sandbox --program=/bin/sh -- "-odd name" -c 'echo "$0" '
  [ "$output" = "-odd name" ]
}

@test "the file mode mask, ignored signals and limits arrive" {
  # Compared with a run without a sandbox: whoever runs the tests may ignore signals of his own.
  local report='umask; ulimit -n; grep SigIgn /proc/self/status; grep SigBlk /proc/self/status'
  local settings='umask 027; ulimit -n 321; trap "" USR2; exec "$@"'
  run -0 sh -c "$settings" sh sh -c "$report"
  local bare=$output
  [[ $bare == "0027"*"321"* ]]
  run -0 sh -c "$settings" sh "${lane_prefix[@]}" "$base/driver" -- sh -c "$report"
  [ "$output" = "$bare" ]
}

@test "a caller that ignores SIGCHLD gets the exit status, and its command inherits that" {
  run -0 "${lane_prefix[@]}" python3 -c "
import os, signal, sys
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
look = 'import signal, sys; print(signal.getsignal(signal.SIGCHLD) is signal.SIG_IGN); sys.exit(7)'
pid = os.posix_spawn('$base/driver', ['driver', '--report=$base/report', '--', 'python3', '-c', look], os.environ)
try: os.waitpid(pid, 0)
except ChildProcessError: pass"
  [ "$(reported code)" = 7 ]
  [ "$output" = True ]
}

@test "background children end with the command" {
  sandbox -- sh -c 'setsid sleep 4242.'$$' & setsid sh -c "sleep 4242.'$$'" & sleep 0.1'
  run ! pgrep -f "sleep 4242.$$"
}

@test "orphans are reaped inside" {
  run -0 sandbox -- sh -c '
    for i in 1 2 3 4 5; do (sleep 0 & ); done; sleep 0.3
    ls /proc | grep -c "^[0-9]"; grep -l "State:.Z" /proc/[0-9]*/status; true'
  [ "$(head -1 <<<"$output")" -le 5 ]
  [[ $output != *status* ]]
}

@test "nothing of the guard is left when it is killed" {
  start_sandbox -- sleep 4343.$$
  eventually pgrep -f "^sleep 4343.$$"
  kill -9 $pid
  eventually_gone() { ! pgrep -f "^sleep 4343.$$"; }
  eventually eventually_gone
}

@test "the timeout ends everything in the sandbox" {
  start=$SECONDS
  run -124 sandbox --timeout=1 -- sh -c 'trap "" TERM INT; setsid sleep 4444.'$$' & while :; do sleep 1; done'
  [ $((SECONDS - start)) -le 4 ]
  [ "$(reported ending)" = timed_out ]
  run ! pgrep -f "sleep 4444.$$"
}

@test "sandboxes side by side do not disturb each other" {
  for i in $(seq 12); do start_sandbox --memory=100000000 --pids=50 --report="$base/r$i" -- sh -c "exit $i"; done
  wait
  for i in $(seq 12); do grep -qx "code $i" "$base/r$i"; done
}

@test "what this version does not have is named" {
  run -125 sandbox --runtime=podman -- true
  [[ $output == *"'podman' is not in this version"* ]]
  run -125 sandbox --runtime=docker -- true
}

@test "a failing stage is named, and nothing is run" {
  # Inside a user namespace with none left below it; --must-hold, else the second tier stands in.
  run -125 "${lane_prefix[@]}" unshare --user --map-root-user --keep-caps sh -c '
    echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"' sh "$base/driver" --must-hold --bind="$base/work" -- touch made
  [[ $output == *"cannot contain the command: namespaces: No space left on device"* ]]
  [[ $output == *"It was not run."* ]]
  [ ! -e made ]
  run -125 "${lane_prefix[@]}" unshare --user --map-root-user --keep-caps sh -c '
    echo 0 > /proc/sys/user/max_net_namespaces && exec "$@"' sh "$base/driver" --must-hold --bind="$base/work" -- touch made
  [[ $output == *"cannot contain the command: namespaces:"* ]]
}

@test "a /proc that is masked already is named" {
  lane_is_root || return 0
  run -125 unshare --mount --pid --fork --propagation private sh -c '
    mount -t proc proc /proc && mount -t tmpfs none /proc/sys/fs && exec "$1/driver" --must-hold -- true' sh "$base"
  [[ $output == *"/proc: Operation not permitted"* ]]
}
