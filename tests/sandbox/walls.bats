#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What must not be reachable from inside.

# lane.bash sets base, report, lane_prefix and pid.
# shellcheck disable=SC2154
load lane

@test "no process of the host is visible" {
  sleep 60 3>&- &
  pid=$!
  run -0 sandbox -- sh -c "ls -d /proc/[0-9]* | wc -l; ! test -e /proc/$pid"
  kill $pid
  [ "$output" -le 5 ]
}

@test "capabilities are gone, the filter and no_new_privs are on" {
  run -0 sandbox -- cat /proc/self/status
  for set in CapInh CapPrm CapEff CapBnd CapAmb; do [[ $output == *"$set:	0000000000000000"* ]]; done
  [[ $output == *"NoNewPrivs:	1"* && $output == *"Seccomp:	2"* ]]
}

@test "only capabilities of the plan are kept, and never one that leads out" {
  lane_is_root || return 0
  run -0 sandbox --caps=0xffffffffffffffff -- cat /proc/self/status
  [[ $output == *"CapEff:	00000000a80425fb"* && $output == *"CapBnd:	00000000a80425fb"* ]]
  run -0 sandbox --caps=0x3 --deny-nested -- cat /proc/self/status
  [[ $output == *"CapEff:	0000000000000003"* ]]
}

@test "kept capabilities do not reach mounts" {
  run ! sandbox --caps=0xffffffffffffffff -- umount /proc
  run ! sandbox --caps=0xffffffffffffffff --deny-nested -- mount -t tmpfs none /mnt
  run ! sandbox --caps=0xffffffffffffffff -- mount -o remount,rw /
}

@test "network none has a loopback and nothing else" {
  run -0 sandbox -- python3 -c '
import socket, os
print(sorted(name for _, name in socket.if_nameindex()))
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname())
try:
    socket.create_connection(("192.0.2.1", 80), 2)
except OSError as error:
    print(error.strerror)'
  [[ $output == *"['lo']"* && $output == *"Network is unreachable"* ]]
}

@test "the host's loopback is out of reach with network none, in reach with full" {
  python3 -c '
import socket, sys
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
for _ in range(2): server.accept()' >"$base/port" &
  eventually test -s "$base/port"
  port=$(cat "$base/port")
  connect="import socket; socket.create_connection(('127.0.0.1', $port), 2)"
  run ! sandbox -- python3 -c "$connect"
  run -0 sandbox --network=full -- python3 -c "$connect"
  kill %1
}

@test "abstract sockets of the host are out of reach with network full" {
  python3 -c '
import socket, time
server = socket.socket(socket.AF_UNIX)
server.bind("\0vg-test-'$$'"); server.listen(); print("up", flush=True); time.sleep(60)' >"$base/up" &
  eventually test -s "$base/up"
  run ! sandbox --network=full -- python3 -c "import socket; socket.socket(socket.AF_UNIX).connect('\0vg-test-$$')"
  run ! sandbox -- python3 -c "import socket; socket.socket(socket.AF_UNIX).connect('\0vg-test-$$')"
  run -0 sandbox --network=full -- python3 -c '
import socket
a = socket.socket(socket.AF_UNIX); a.bind("\0vg-test-inside"); a.listen()
socket.socket(socket.AF_UNIX).connect("\0vg-test-inside")'
  kill %1
}

@test "sockets below /run are out of reach" {
  lane_is_root || return 0
  python3 -c '
import socket, time, os
server = socket.socket(socket.AF_UNIX)
server.bind("/run/vg-test.sock"); server.listen(); os.chmod("/run/vg-test.sock", 0o777); print("up", flush=True); time.sleep(60)' >"$base/up" &
  eventually test -s "$base/up"
  run ! sandbox --network=full -- python3 -c "import socket; socket.socket(socket.AF_UNIX).connect('/run/vg-test.sock')"
  [[ $output == *"No such file"* ]]
  kill %1
  rm -f /run/vg-test.sock
}

@test "names are resolved with network full where the resolver's file lies in /run" {
  lane_is_root || return 0
  run -0 unshare --mount --propagation private sh -c '
    mkdir -p /run/vg-resolve/deep && echo "nameserver 192.0.2.53" > /run/vg-resolve/deep/stub.conf &&
    mkdir "$1/etc" "$1/upper" "$1/worker" && mount -t overlay -o "lowerdir=/etc,upperdir=$1/upper,workdir=$1/worker" o /etc &&
    rm -f /etc/resolv.conf && ln -s /run/vg-resolve/deep/stub.conf /etc/resolv.conf || exit 9
    "$1/driver" --network=full -- sh -c "cat /etc/resolv.conf; echo x > /etc/resolv.conf"
    "$1/driver" -- cat /etc/resolv.conf || echo none; rm -r /run/vg-resolve' sh "$base"
  [[ $output == *"nameserver 192.0.2.53"*"Read-only file system"*"No such file"*none ]]
}

@test "socket families that pass every network namespace are refused" {
  run -0 sandbox --network=full -- python3 -c '
import socket, errno
for family in (40, 38, 17, 44, 29, 16, 1, 2, 10, 0x100000001):
    try:
        socket.socket(family & 0xffffffff if family > 0xffff else family, socket.SOCK_DGRAM if family in (16,) else socket.SOCK_STREAM if family in (1, 2, 10) else socket.SOCK_DGRAM).close()
        print(family, "ok")
    except OSError as error:
        print(family, errno.errorcode[error.errno])
try:
    socket.socketpair(40)
except OSError as error:
    print(errno.errorcode[error.errno])'
  for family in 40 38 17 44 29; do [[ $output == *"$family EAFNOSUPPORT"* ]]; done
  for family in 16 1 2 10; do [[ $output == *"$family ok"* ]]; done
}

@test "typing into the terminal is refused, with dirty upper bits too" {
  run -0 sandbox -- python3 -c '
import ctypes, errno, os
libc = ctypes.CDLL(None, use_errno=True)
for request in (0x5412, 0x541c, 0x1_0000_5412, 0xff00_0000_0000_541c):
    result = libc.syscall(16, 0, ctypes.c_ulong(request), ctypes.c_char_p(b"x"))
    print(hex(request), result, errno.errorcode.get(ctypes.get_errno()))'
  [ "$(grep -c -- '-1 EPERM' <<<"$output")" = 4 ]
}

@test "system calls that open the kernel are refused" {
  run -0 sandbox --deny-nested -- python3 -c '
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
calls = dict(bpf=321, keyctl=250, add_key=248, userfaultfd=323, perf_event_open=298, open_by_handle_at=304,
             init_module=175, kexec_load=246, reboot=169, swapon=167, unshare=272, setns=308, mount=165, pivot_root=155,
             fsopen=430, open_tree=428)
for name, number in calls.items():
    libc.syscall(number, 0, 0, 0, 0, 0)
    print(name, errno.errorcode.get(ctypes.get_errno()))
for name, number in dict(io_uring_setup=425, io_uring_enter=426, io_uring_register=427, clone3=435).items():
    libc.syscall(number, 0, 0, 0, 0, 0)
    print(name, errno.errorcode.get(ctypes.get_errno()))
for flag in (0x10000000, 0x20000, 0x40000000):
    libc.syscall(56, flag | 17, 0, 0, 0, 0)
    print("clone", errno.errorcode.get(ctypes.get_errno()))
for value in (0x40000, 0x400000, 4):
    libc.syscall(135, value)
    print("personality", errno.errorcode.get(ctypes.get_errno()))
print("query", libc.syscall(135, 0xffffffff))'
  [ "$(grep -c EPERM <<<"$output")" = 22 ]
  [ "$(grep -c ENOSYS <<<"$output")" = 4 ]
  [[ $output == *"query 0"* ]]
}

@test "programs of a foreign architecture are ended by the filter" {
  run -0 sandbox -- python3 -c '
import ctypes, mmap, os, signal
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, getpid(32 bit); int 0x80; ret
address = ctypes.addressof(ctypes.c_char.from_buffer(page))
child = os.fork()
if child == 0:
    ctypes.CFUNCTYPE(ctypes.c_int)(address)()
    os._exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGSYS)
child = os.fork()
if child == 0:
    ctypes.CDLL(None).syscall(0x40000000 | 39)  # x32 getpid
    os._exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGSYS)'
  [ "$output" = "True
True" ]
}

@test "the sandbox's init cannot be traced, read, stopped or killed" {
  run -0 sandbox -- python3 -c '
import ctypes, os, signal, errno
libc = ctypes.CDLL(None, use_errno=True)
print("ptrace", libc.ptrace(16, 1, 0, 0))
for name in ("mem", "environ", "fd/0", "maps", "root/etc"):
    try:
        open("/proc/1/" + name).close(); print(name, "open")
    except OSError as error:
        print(name, errno.errorcode[error.errno])
for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
    os.kill(1, number)
print("alive", os.path.exists("/proc/1"))'
  [[ $output == *"ptrace -1"* && $output == *"alive True"* && $output != *open* ]]
}

@test "host settings below /proc cannot be written" {
  run -0 sandbox -- sh -c '
    for file in /proc/sys/kernel/core_pattern /proc/sysrq-trigger /proc/sys/vm/drop_caches; do
      if [ -e $file ] && sh -c "echo x > $file" 2>/dev/null; then echo written $file; fi
    done; head -c 1 /proc/kcore 2>/dev/null; cat /proc/timer_list 2>/dev/null | head -1; true'
  [ -z "$output" ]
}

@test "nested user namespaces are denied where the plan says so" {
  run -0 sandbox -- unshare --user --map-root-user true || lane_is_root
  run ! sandbox --deny-nested -- unshare --user true
  run -0 sandbox --deny-nested -- cat /proc/sys/user/max_user_namespaces
  [ "$output" = 0 ]
}

@test "a sandbox can be made inside a sandbox, and holds what the outer one holds" {
  if lane_is_root; then
    # Root lacks what a second set of namespaces takes: the second tier, or a refusal.
    run -125 sandbox -- "$base/driver" --must-hold -- true
    [[ $output == *"user id map: Operation not permitted"*CAP_SETFCAP* ]]
    run -0 sandbox -- "$base/driver" --bind="$base/work" -- sh -c "touch made; ! echo x 2>/dev/null > '$base/host/canary'"
    [ -e made ]
    [ "$(cat "$base/host/canary")" = canary ]
    run ! sandbox -- "$base/driver" --bind="$base/host" -- sh -c "echo x > '$base/host/canary'"
    return
  fi
  run -0 sandbox -- "$base/driver" --bind="$base/work" -- sh -c "touch made; echo \$\$; ! echo x 2>/dev/null > '$base/host/canary'"
  [ "$output" = 2 ]
  [ -e made ]
  [ "$(cat "$base/host/canary")" = canary ]
  run ! sandbox -- "$base/driver" --bind="$base/host" -- sh -c "echo x > '$base/host/canary'"
}

@test "strict refuses tracing and reading other processes, standard allows it" {
  trace='import ctypes, os, time
child = os.fork()
if child == 0: time.sleep(60)
print(ctypes.CDLL(None).ptrace(16, child, 0, 0)); os.kill(child, 9)'
  run -0 sandbox -- python3 -c "$trace"
  [ "$output" = 0 ]
  run -0 sandbox --strict --deny-nested -- python3 -c "$trace"
  [ "$output" = -1 ]
}

@test "descriptors above 2 stay outside" {
  exec 7<"$base/host" 8>"$base/host/log"
  run -0 sandbox -- ls /proc/self/fd
  [ "$output" = "0
1
2
3" ]
  exec 7<&- 8>&-
}

@test "descriptors that lead out are refused" {
  run -125 sandbox -- true <"$base/host"
  [[ $output == *"its standard input is a directory"* ]]
  run -125 sandbox -- true </dev/ptmx
  [[ $output == *"the master side of a terminal"* ]]
  run -0 python3 -c "
import os, subprocess, sys
fd = os.open('$base/host/canary', os.O_PATH)
r = subprocess.run(['$base/driver', '--', 'true'], stdin=fd, stderr=subprocess.PIPE, text=True)
print(r.returncode, r.stderr)"
  [[ $output == *"125"*"O_PATH"* ]]
}

@test "no core file is written" {
  run -0 sandbox -- sh -c 'ulimit -c; ulimit -Hc'
  [ "$output" = "0
0" ]
}

@test "host names, message queues and shared memory are the sandbox's own" {
  run -0 sandbox -- sh -c 'uname -n; ls -A /dev/shm; ls -A /dev/mqueue 2>/dev/null; touch /dev/shm/x'
  [ "$output" = vg-sandbox ]
  [ ! -e /dev/shm/x ]
}

@test "a terminal can be opened inside" {
  run -0 sandbox -- python3 -c 'import pty, os; master, slave = pty.openpty(); print(os.ttyname(slave))'
  [ "$output" = /dev/pts/0 ]
}
