#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The second tier: where namespaces are refused, Landlock and seccomp hold what they can, and say what they cannot.

# lane.bash sets base, report, lane_prefix and pid.
# shellcheck disable=SC2154,SC2016
load lane

# Everything after this runs where namespaces are refused.
refuse_namespaces() {
  cp "$VG_NO_NAMESPACES" "$base/no_namespaces"
  chmod 755 "$base/no_namespaces"
  lane_prefix+=("$base/no_namespaces")
}

# What lies in the host directory, content and looks.
picture() { (cd "$base/host" && find . ! -type s -printf '%p %y %m %s %T@\n' | sort && cat canary victim secrets/key); }

start_outside() {
  mkdir "$base/host/secrets" "$base/host/empty" "$base/scripts"
  echo hidden >"$base/host/secrets/key"
  echo hidden >"$base/host/secret-file"
  echo victim >"$base/host/victim"
  # Beside the host's files, whose directory cannot be listed: Python lists where it imports from.
  cp "$BATS_TEST_DIRNAME"/escape/*.py "$base/scripts"
  if [ ${#lane_prefix[@]} -gt 0 ]; then chown -R vgtest:vgtest "$base"; fi
  mkfifo "$base/stay"
  "${lane_prefix[@]}" python3 "$base/scripts/outside.py" "$base/host" <"$base/stay" >"$base/came-in" 3>&- &
  pid=$!
  exec 9>"$base/stay"
  eventually test -e "$base/host/ready"
}

stop_outside() {
  exec 9>&-
  wait $pid || true
}

# The names of the attempts that got out, but those the notice names as missing.
got_out() {
  sandbox --hide-dir="$base/host/secrets" --hide-file="$base/host/secret-file" "$@" -- \
    python3 "$base/scripts/attempts.py" "$base/host" <"$base/host/canary" >"$base/results" || echo "the attempts did not end well"
  [ "$(grep -c ': held$' "$base/results")" -gt 200 ] || echo "too few attempts: $(wc -l <"$base/results")"
  # Only root can give up the bounding set, and with no_new_privs it gives nothing.
  lane_is_root || sed -i '/^capabilities: capability /d' "$base/results"
  sed -n 's/: out$//p' "$base/results" | grep -vx -e 'processes: see' -e 'processes: open a pidfd' -e 'processes: its scheduling'
}

@test "no attempt gets out without namespaces, network none" {
  start_outside
  refuse_namespaces
  before=$(picture)
  run got_out --strict
  stop_outside
  echo "$output"
  [ -z "$output" ]
  [ "$(picture)" = "$before" ]
  [ ! -s "$base/came-in" ]
  [[ $(reported note) == "contained by Landlock, because there are no namespaces (namespaces: Operation not permitted): "* ]]
}

@test "no attempt gets out without namespaces, network full, but to its addresses" {
  start_outside
  refuse_namespaces
  before=$(picture)
  run got_out --network=full
  stop_outside
  left=$(grep -v -e '^loopback: ' -e '^strict: ' -e '^rights: chroot' <<<"$output" || true)
  echo "$left"
  [ -z "$left" ]
  [ "$(picture)" = "$before" ]
  [ "$(grep -vc "('0.0.0.0'" "$base/came-in")" = 0 ]
}

@test "the setting that forbids user namespaces counts as refusal, a limit that is reached does not" {
  # In a user namespace of its own, so that the machine keeps its setting.
  forbidden() {
    "${lane_prefix[@]}" unshare --user --map-root-user sh -c 'echo "$1" >/proc/sys/user/max_user_namespaces; shift; exec "$@"' - \
      "$1" "$base/driver" --bind="$base/work" --report="$report" -- sh -c 'echo inside >made'
  }
  run -0 forbidden 0
  [ "$(cat made)" = inside ]
  [[ $(reported note) == "contained by Landlock"* ]]
  rm made
  # One namespace is the caller's: the sandbox's own would be the second.
  run -125 "${lane_prefix[@]}" unshare --user --map-root-user sh -c 'echo 1 >/proc/sys/user/max_user_namespaces
    unshare --user sleep 30 & n=0; until [ "$(readlink /proc/$!/ns/user)" != "$(readlink /proc/self/ns/user)" ] || [ $n = 100 ]; do n=$((n + 1)); sleep 0.05; done
    "$@"; status=$?; kill $!; exit $status' - "$base/driver" --bind="$base/work" --report="$report" -- sh -c 'echo inside >made'
  [[ $output == *"limit on namespaces is reached"* ]]
  [ ! -e made ]
}

@test "the levels that need namespaces are refused" {
  refuse_namespaces
  for option in --deny-nested --must-hold; do
    run -125 sandbox "$option" -- sh -c 'echo inside >made'
    [[ $output == *"namespaces: Operation not permitted"*"without namespaces the levels strict and paranoid cannot be held"* ]]
    [ ! -e made ]
  done
}

@test "what cannot be hidden or laid over is a refusal" {
  refuse_namespaces
  echo secret >.env
  run -125 sandbox --hide-file="$base/work/.env" -- sh -c 'echo inside >made'
  [[ $output == *"'$base/work/.env' cannot be hidden"* ]]
  run -125 "${lane_prefix[@]}" python3 -c 'import socket, subprocess, sys
sys.exit(subprocess.call(sys.argv[1:], stdin=socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)))' "$base/driver" --bind="$base/work" -- sh -c 'echo inside >made'
  [[ $output == *"its standard input is a datagram socket"* ]]
  run -125 sandbox --ro-bind="$base/host=$base/work" -- true
  [[ $output == *"cannot show"* ]]
  [ ! -e made ]
}

@test "a host's socket in the workspace is no reason to refuse, and out of reach" {
  "${lane_prefix[@]}" python3 -c 'import socket, time
s = socket.socket(socket.AF_UNIX); s.bind("socket"); s.listen(); time.sleep(30)' 3>&- &
  pid=$!
  eventually test -S socket
  refuse_namespaces
  run -0 sandbox -- python3 -c 'import socket
try: socket.socket(socket.AF_UNIX).connect("socket"); print("connected")
except OSError as error: print(error.errno)'
  kill $pid
  [ "$output" = 97 ]
}

@test "files of the workspace: written, and with mode and times" {
  refuse_namespaces
  run -0 sandbox -- sh -ec 'umask 022; mkdir d; echo one >d/file; chmod 751 d/file; touch -d 2001-02-03T00:00:00Z d/file
    cp -a d e; tar cf t.tar d; mkdir x; tar xf t.tar -C x; ln -s d/file link; touch -h -d 2002-01-01T00:00:00Z link
    mv e f; ln d/file hard; install -m 700 d/file installed
    exec 5<d/file; chmod 640 /proc/self/fd/5 /dev/fd/5; python3 -c "import os; os.fchmod(5, 0o604); os.chown(5, os.getuid(), -1)"'
  [ "$(stat -c %a d/file f/file x/d/file installed | xargs)" = "604 751 751 700" ]
  [ "$(stat -c %Y x/d/file link)" = $'981158400\n1009843200' ]
  [ "$(stat -c %h d/file)" = 2 ]
}

@test "mode, owner and times outside stay, by whatever way they are reached" {
  before=$(stat -c '%a %Y %u' "$base/host/canary" "$base/host")
  ln "$base/host/canary" "$base/host/second"
  refuse_namespaces
  run sandbox -- python3 -c '
import ctypes, os, sys, threading
host = sys.argv[1]
target = host + "/canary"
def refused(call, *arguments, **named):
    try: call(*arguments, **named)
    except OSError as error: return
    print("not refused:", call.__name__, arguments)
os.symlink(target, "link")
os.symlink(host, "tree")
opened = os.open(target, os.O_RDONLY)
directory = os.open(host, os.O_RDONLY | os.O_DIRECTORY)
for name in (target, "link", "tree/canary", "../host/canary", "/proc/self/fd/%d" % opened, "/dev/fd/%d" % opened, "tree/../canary",
             "/proc/self/cwd/../host/canary", "/proc/thread-self/root" + target, opened, "tree", directory):
    refused(os.chmod, name, 0o777)
    refused(os.chown, name, os.getuid(), os.getgid())
    refused(os.utime, name, (1, 1))
refused(os.chmod, "canary", 0o777, dir_fd=directory)
refused(os.utime, "canary", (1, 1), dir_fd=directory)
libc = ctypes.CDLL(None, use_errno=True)
for number, arguments in {90: (target.encode(), 0o777), 91: (opened, 0o777), 92: (target.encode(), 0, 0), 94: (target.encode(), 0, 0), 132: (target.encode(), None),
                          235: (target.encode(), None), 261: (-100, target.encode(), None), 268: (-100, target.encode(), 0o777), 280: (opened, None, None, 0),
                          452: (opened, b"", 0o777, 0x1000), 463: (-100, target.encode(), 0, b"user.x", None, 16), 469: (-100, target.encode(), b"\0" * 64, 64, 0)}.items():
    if libc.syscall(number, *arguments) == 0: print("not refused: call", number)
for address in (1, 0x7fffffffffff, -1):
    if libc.syscall(90, ctypes.c_long(address), 0o777) == 0: print("a bad address")
# A path that changes while it is looked at.
path = ctypes.create_string_buffer(b"./mine".ljust(200, b"\0"))
open("mine", "w").close()
going = True
def change():
    while going:
        ctypes.memmove(path, target.encode() + b"\0", len(target) + 1)
        ctypes.memmove(path, b"./mine\0", 7)
thread = threading.Thread(target=change); thread.start()
for _ in range(3000): libc.syscall(90, path, 0o777)
for _ in range(500):
    os.unlink("link"); os.symlink("mine", "link")
    libc.syscall(90, b"link", 0o777)
    os.unlink("link"); os.symlink(target, "link")
    libc.syscall(90, b"link", 0o777)
going = False
thread.join()
' "$base/host"
  echo "$output"
  [ -z "$output" ]
  [ "$(stat -c '%a %Y %u' "$base/host/canary" "$base/host")" = "$before" ] ||
    [ "$(stat -c '%a %Y %u' "$base/host/canary")" = "$(head -1 <<<"$before")" ]
}

@test "protected files of the workspace are as before when the command has ended" {
  mkdir -p repo/hooks real
  echo mine >repo/config
  echo hook >repo/hooks/pre-commit
  chmod 755 repo/hooks/pre-commit
  ln -s pre-commit repo/hooks/link
  mv repo real/
  refuse_namespaces
  if ! lane_is_root; then chown -R vgtest:vgtest .; fi
  before=$(cd real && find . -printf '%p %y %m %l\n' | sort && cat repo/config repo/hooks/pre-commit)
  protected=(--layers-in="$base/state/layer" --layer-over="$base/work/real/repo/hooks" --ro-bind="$base/work/real/repo/config")
  for line in 'true' 'echo evil >real/repo/config' 'rm real/repo/config' 'mv real/repo/hooks real/h; mkdir real/repo/hooks; echo evil >real/repo/hooks/pre-commit' \
    'chmod 777 real/repo/hooks/pre-commit' 'echo evil >real/repo/hooks/new' 'rm -r real' 'mv real gone; ln -s ../host real; mkdir -p ../host/repo' \
    'mv real gone; mkfifo real' 'rm real/repo/config; mkfifo real/repo/config' 'rm -r real/repo/hooks; ln -s ../../../host real/repo/hooks'; do
    sandbox "${protected[@]}" -- sh -c "$line" || true
    [ "$(cd real && find repo -printf './%p %y %m %l\n' | sort && cat repo/config repo/hooks/pre-commit)" = "$(tail -n +2 <<<"$before")" ]
    [ "$(find "$base/host" | wc -l)" = 2 ]
    if [ "$line" = true ]; then [[ $(reported note) != *"put back as before"* ]]; else [[ $(reported note) == *"put back as before"* ]]; fi
    rm -rf gone real/h
  done
}

@test "status, signals, time-out, background processes and a missing program" {
  refuse_namespaces
  run -7 sandbox -- sh -c 'exit 7'
  run -127 sandbox -- no-such-program
  run -143 sandbox -- sh -c 'kill -TERM $$'
  run -124 sandbox --timeout=1 -- sh -c 'trap "" TERM; sleep 60'
  sandbox -- sh -c 'setsid sleep 61 & (sleep 62 & sleep 63 &) ; sleep 0.1' 3>&-
  run pgrep -fx 'sleep 6[0123]'
  [ -z "$output" ]
  run sandbox -- sh -c 'kill -9 -1; echo alive'
  [ "$(cat "$base/host/canary")" = canary ]
}

@test "limits without a control group" {
  refuse_namespaces
  # Root has a control group here.
  if ! lane_is_root; then
    run sandbox --memory=$((64 << 20)) -- python3 -c 'x = bytearray(200 << 20)'
    [[ $output == *MemoryError* ]]
  fi
  run -0 sandbox -- sh -c 'ulimit -c; grep -c "NoNewPrivs:.1" /proc/self/status; grep "CapEff" /proc/self/status'
  [ "$output" = $'0\n1\nCapEff:\t0000000000000000' ]
}
