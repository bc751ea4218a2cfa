#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Signals, stops, terminals: a contained command, and one on the host that is waited for, behave as without the guard.

# lane.bash sets base, report, lane_prefix and pid.
# shellcheck disable=SC2154
load lane

# relays PLACE-OPTION...: signals sent to the guard alone reach the command.
relays() {
  for name in TERM HUP INT QUIT USR1 USR2 ALRM WINCH; do
    rm -f ready got
    # Python, because a background job of a shell without job control ignores SIGINT and SIGQUIT for good.
    start_driver "$@" --bind="$base/work" -- python3 -c "
import signal, sys, time
def take(number, frame):
    open('got', 'w').write(signal.Signals(number).name)
    sys.exit(9)
signal.signal(signal.SIG$name, take)
open('ready', 'w').close()
while True: time.sleep(0.05)"
    eventually test -e ready
    kill -$name $pid
    code=0
    wait $pid || code=$?
    [ "$(cat got)" = SIG$name ]
    [ "$code" = 9 ]
  done
}

# ends_by_signal PLACE-OPTION...: a command that does not handle them dies by them, and so does the guard.
ends_by_signal() {
  for name in TERM HUP INT USR1; do
    rm -f ready
    # A background job of a shell without job control ignores SIGINT, and so would the command.
    "${lane_prefix[@]}" python3 -c "
import os, signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_DFL)
process = subprocess.Popen(['$base/driver', '--bind=$base/work', '--report=$report'] + sys.argv[1:] + ['--', 'sh', '-c', 'touch ready; exec sleep 60'])
while not os.path.exists('ready'): time.sleep(0.02)
time.sleep(0.05)
process.send_signal(signal.SIG$name)
assert process.wait() == -signal.SIG$name, process.returncode" "$@"
    [ "$(reported ending)" = signaled ]
  done
}

# follows_stops PLACE-OPTION...: the guard stops when the command does, and continues it.
follows_stops() {
  "${lane_prefix[@]}" python3 - "$base/driver" "--bind=$base/work" "$@" -- sh -c 'kill -STOP $$; echo continued' >out <<'P'
import os, signal, sys
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
for _ in range(1):
    _, status = os.waitpid(pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status) and os.WSTOPSIG(status) == signal.SIGSTOP, status
os.kill(pid, signal.SIGCONT)
_, status = os.waitpid(pid, 0)
assert status == 0, status
P
  [ "$(cat out)" = continued ]
}

@test "signals to the guard reach the contained command" { relays; }
@test "signals to the guard reach the command on the host" { relays --host; }
@test "a contained command that dies by a signal takes the guard along" { ends_by_signal; }
@test "a command on the host that dies by a signal takes the guard along" { ends_by_signal --host; }
@test "stops and continues of a contained command are followed" { follows_stops; }
@test "stops and continues of a command on the host are followed" { follows_stops --host; }

@test "a terminal's keys, job control and size work through the sandbox" {
  "${lane_prefix[@]}" python3 "$BATS_TEST_DIRNAME/terminal.py" "$base/driver" "--bind=$base/work"
}

@test "a terminal's keys, job control and size work on the host" {
  "${lane_prefix[@]}" python3 "$BATS_TEST_DIRNAME/terminal.py" "$base/driver" --host
}

@test "a signal during the set-up is not lost" {
  for delay in 0 0.001 0.002 0.003 0.005 0.01; do
    start_sandbox -- sleep 30
    sleep $delay
    kill -TERM $pid
    code=0
    wait $pid || code=$?
    [ $code = 143 ]
  done
}
