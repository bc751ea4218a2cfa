#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ways around the filter, tried from inside. Each function returns None where it was held, else what it managed.
That nothing was reached is seen outside as well: the trap writes down every visitor."""

import array
import ctypes
import errno
import os
import resource
import socket
import struct
import subprocess
import sys
import threading
import time

GOOD = ("1.2.3.10", 7000)
SLOW = ("1.2.3.200", 80)  # nobody answers
TRAP = ("127.0.0.1", 9000)
OWN = ("10.77.0.2", 9000)
libc = ctypes.CDLL(None, use_errno=True)
ATTACKS = []
SECONDS = float(os.environ.get("VG_ATTACK_SECONDS", "1.5"))


def attack(function):
    ATTACKS.append(function)
    return function


def raw_address(address):
    return struct.pack("=H", socket.AF_INET) + struct.pack("!H", address[1]) + socket.inet_aton(address[0]) + bytes(8)


def must_fail(call, *arguments):
    try:
        call(*arguments)
    except OSError:
        return None
    return "it was let through"


def begun():
    """A socket of the broker's that is on its way."""
    s = socket.socket()
    s.setblocking(False)
    assert s.connect_ex(SLOW) == errno.EINPROGRESS
    return s


@attack
def to_loopback_in_every_form():
    forms = [(socket.AF_INET, a) for a in ("127.0.0.1", "127.1.2.3", "0.0.0.0", "10.77.0.2")]
    forms += [(socket.AF_INET6, a) for a in ("::1", "::", "::ffff:127.0.0.1", "::ffff:0.0.0.0", "fd77::2",
                                             "::ffff:10.77.0.2", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1")]
    for family, address in forms:
        s = socket.socket(family)
        s.settimeout(1)
        if s.connect_ex((address, 9000)) == 0:
            return address


@attack
def to_metadata_in_every_notation():
    for text in ("169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518", "0xa9.254.0xa9fe"):
        packed = socket.inet_aton(text)
        s = socket.socket()
        s.settimeout(1)
        result = s.connect_ex((socket.inet_ntoa(packed), 80))
        if result != errno.EACCES:
            return text, result
    for text in ("::ffff:169.254.169.254", "64:ff9b::169.254.169.254", "2002:a9fe:a9fe::", "fd00:ec2::254"):
        s = socket.socket(socket.AF_INET6)
        s.settimeout(1)
        result = s.connect_ex((text, 80))
        if result != errno.EACCES:
            return text, result


@attack
def after_a_reset_in_flight():
    s = begun()
    try:
        s.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    for address in (TRAP, OWN):
        s.settimeout(1)
        if s.connect_ex(address) == 0 and s.getpeername()[0] != "127.0.0.1":
            return address


@attack
def after_dissolving():
    for make in (begun, lambda: socket.create_connection(GOOD)):
        s = make()
        libc.connect(s.fileno(), bytes(16), 16)
        s.settimeout(1)
        for address in (TRAP, OWN):
            if s.connect_ex(address) == 0:
                return address


@attack
def listening_on_the_host():
    s = begun()
    s.shutdown(socket.SHUT_RDWR)
    return must_fail(s.bind, ("0.0.0.0", 9100)) or must_fail(s.listen)


@attack
def a_thread_that_changes_the_address():
    buffer = ctypes.create_string_buffer(raw_address(GOOD), 16)
    good, bad = raw_address(GOOD), raw_address(OWN)
    done = threading.Event()

    def change():
        while not done.is_set():
            buffer.raw = bad
            buffer.raw = good

    thread = threading.Thread(target=change)
    thread.start()
    until = time.time() + SECONDS
    got = None
    while time.time() < until and got is None:
        s = socket.socket()
        if libc.connect(s.fileno(), buffer, 16) == 0 and s.getpeername()[0] != GOOD[0]:
            got = s.getpeername()
        s.close()
    done.set()
    thread.join()
    return got


@attack
def a_thread_that_changes_the_descriptor():
    done = threading.Event()
    number = os.dup(0)
    own = socket.socket()
    local = socket.socket(socket.AF_UNIX)
    inside = own.getsockopt(socket.SOL_SOCKET, 71, 8)  # SO_NETNS_COOKIE
    in_turn = [begun(), own, local]

    def change():
        while not done.is_set():
            for each in list(in_turn):
                try:
                    os.dup2(each.fileno(), number)
                except OSError:
                    pass

    thread = threading.Thread(target=change)
    thread.start()
    until = time.time() + SECONDS
    names = [raw_address(TRAP), raw_address(OWN), bytes(16), struct.pack("H", 1) + b"\0vg-egress-trap"]
    got = None
    while time.time() < until and got is None:
        host = in_turn[0]
        for name in names:
            libc.connect(number, name, len(name))
        libc.bind(number, raw_address(("0.0.0.0", 9101)), 16)
        libc.listen(number, 1)
        is_outside = host.getsockopt(socket.SOL_SOCKET, 71, 8) != inside
        if is_outside and host.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            got = "it listens on the host"
        in_turn[0] = begun()
        host.close()
        try:
            in_turn[0].shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
    done.set()
    thread.join()
    return got


@attack
def sending_that_connects():
    s = socket.socket()
    flag = 0x20000000
    calls = [lambda: s.sendto(b"x", flag, GOOD), lambda: s.sendto(b"x", flag, TRAP),
             lambda: s.sendmsg([b"x"], [], flag, GOOD), lambda: s.setsockopt(6, 30, 1)]
    for call in calls:
        if must_fail(call):
            return "fast open"
    if libc.sendmmsg(s.fileno(), bytes(64), 1, flag) >= 0:
        return "sendmmsg"


@attack
def datagrams_to_anywhere():
    for family, address in ((socket.AF_INET, "1.2.3.10"), (socket.AF_INET, "10.77.0.2"), (socket.AF_INET, "10.77.0.1"),
                            (socket.AF_INET6, "2a01:7e00::10"), (socket.AF_INET6, "fd77::2")):
        s = socket.socket(family, socket.SOCK_DGRAM)
        if not must_fail(s.sendto, b"x", (address, 9000)) is None or s.connect_ex((address, 9000)) == 0:
            return address


@attack
def passing_the_socket_on():
    a, b = socket.socketpair()
    host = socket.create_connection(GOOD)
    socket.send_fds(a, [b"x"], [host.fileno()])
    child = os.fork()
    if child == 0:
        _, numbers, _, _ = socket.recv_fds(b, 1, 1)
        s = socket.socket(fileno=numbers[0])
        libc.connect(s.fileno(), bytes(16), 16)
        s.settimeout(1)
        os._exit(1 if s.connect_ex(OWN) == 0 else 0)
    return "from the other process" if os.waitpid(child, 0)[1] else None


@attack
def more_descriptors_on_their_way_than_may_be():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    pairs = []
    try:
        while len(pairs) < hard // 400 + 10:
            pairs.append(socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM))
            for _ in range(4):
                socket.send_fds(pairs[-1][0], [b"x"], [0] * 100)
    except OSError:
        pass
    child = os.fork()
    if child == 0:
        s = socket.socket()
        os._exit(0 if s.connect_ex(GOOD) in (0, errno.ENOBUFS) else 1)
    until = time.time() + 5
    ended = 0
    while ended == 0 and time.time() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        time.sleep(0.02)
    if ended == 0:
        os.kill(child, 9)
    for pair in pairs:
        for each in pair:
            each.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return "it waits for ever" if ended == 0 else status or None


@attack
def a_namespace_of_ones_own():
    code = ("import socket; s = socket.socket(); s.settimeout(1); "
            "raise SystemExit(0 if s.connect_ex(('127.0.0.1', 9000)) == 0 or s.connect_ex(('10.77.0.2', 9000)) == 0 else 9)")
    status = subprocess.run(["unshare", "--user", "--map-root-user", "--net", sys.executable, "-c", code],
                            stderr=subprocess.DEVNULL, check=False).returncode
    return "reached" if status == 0 else None


@attack
def other_kinds_of_sockets():
    for family, kind in ((40, 1), (17, 3), (38, 5), (44, 3), (29, 3), (30, 1)):
        if must_fail(socket.socket, family, kind):
            return family
    if libc.syscall(425, 4, bytes(120)) >= 0:
        return "io_uring"


@attack
def a_listener_of_ones_own():
    # A second listener would answer "continue" in our place: SECCOMP_FILTER_FLAG_NEW_LISTENER.
    program = struct.pack("HBBI", 6, 0, 0, 0x7fc00000)
    text = ctypes.create_string_buffer(program)
    filters = struct.pack("HxxxxxxQ", 1, ctypes.addressof(text))
    libc.prctl(38, 1, 0, 0, 0)
    child = os.fork()
    if child == 0:
        os._exit(0 if libc.syscall(317, 1, 8, filters) < 0 else 1)
    return "it was made" if os.waitpid(child, 0)[1] else None


@attack
def into_the_init():
    for name in ("mem", "fd/4", "fd/5"):
        for flags in (os.O_RDONLY, os.O_RDWR):
            if must_fail(os.open, "/proc/1/" + name, flags):
                return name
    init = libc.syscall(434, 1, 0)
    for number in range(3, 12):
        if libc.syscall(438, init, number, 0) >= 0:
            return f"descriptor {number}"


def main():
    wanted = sys.argv[1:]
    for each in ATTACKS:
        if not wanted or each.__name__ in wanted:
            print(each.__name__, each() or "held", flush=True)


main()
