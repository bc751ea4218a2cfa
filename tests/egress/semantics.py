#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What programs rely on when they connect: one line per case, which must read the same with and without the filter."""

import asyncio
import concurrent.futures
import ctypes
import errno
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

GOOD, GOOD6, CLOSED, SLOW = ("1.2.3.10", 7000), ("2a01:7e00::10", 7000), ("1.2.3.10", 81), ("1.2.3.200", 80)
libc = ctypes.CDLL(None, use_errno=True)
CASES = []
# Unit: seconds between signals.
STORM = float(sys.argv[1]) if len(sys.argv) > 1 else 0.0005


def case(function):
    CASES.append(function)
    return function


def name_of(number):
    return errno.errorcode.get(number, number)


def outcome(call, *arguments):
    try:
        result = call(*arguments)
    except OSError as error:
        return name_of(error.errno) if error.errno else type(error).__name__
    return "ok" if result is None else result


def echo(s):
    s.sendall(b"ping")
    return s.recv(4)


def tcp(family=socket.AF_INET):
    return socket.socket(family)


def connected(address=GOOD):
    s = tcp(socket.AF_INET6 if ":" in address[0] else socket.AF_INET)
    s.connect(address)
    return s


def begun(address=GOOD):
    s = tcp()
    s.setblocking(False)
    return s, name_of(s.connect_ex(address))


@case
def blocking():
    s, six = connected(), connected(GOOD6)
    return echo(s), s.getpeername(), s.getsockopt(1, 4), echo(six), six.getpeername()[:2]


@case
def mapped():
    s = connected(("::ffff:1.2.3.10", 7000))
    only_six = tcp(socket.AF_INET6)
    only_six.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    return echo(s), s.getpeername()[0], outcome(only_six.connect, ("::ffff:1.2.3.10", 7000))


@case
def nonblocking():
    s, first = begun()
    writable = select.select([], [s], [], 3)[1] == [s]
    error = s.getsockopt(1, 4)
    again = [name_of(s.connect_ex(GOOD)) for _ in range(2)]
    s.setblocking(True)
    return first, writable, error, again, echo(s), os.get_blocking(s.fileno())


@case
def nonblocking_refused_then_again():
    s, first = begun(CLOSED)
    select.select([], [s], [], 3)
    error = name_of(s.getsockopt(1, 4))
    other, _ = begun(CLOSED)
    select.select([], [other], [], 3)
    second = name_of(other.connect_ex(CLOSED))
    third = name_of(other.connect_ex(GOOD))
    select.select([], [other], [], 3)
    other.setblocking(True)
    return first, error, second, third, echo(other)


@case
def on_its_way():
    s, _ = begun(SLOW)
    return name_of(s.connect_ex(SLOW)), outcome(s.getpeername)


@case
def refused_then_again():
    s = tcp()
    return outcome(s.connect, CLOSED), outcome(s.connect, GOOD), echo(s)


@case
def twice():
    s = connected()
    return outcome(s.connect, GOOD), outcome(s.connect, CLOSED), echo(s)


@case
def dissolved_and_again():
    s = connected()
    result = libc.connect(s.fileno(), bytes(16), 16)
    peer = outcome(s.getpeername)
    s.connect(GOOD)
    return result, peer, echo(s)


@case
def bound_first():
    s = tcp()
    s.bind(("0.0.0.0", 0))
    s.connect(GOOD)
    inner = tcp()
    inner.bind(("127.0.0.1", 0))
    return echo(s), outcome(inner.connect, GOOD)


@case
def in_time():
    s = tcp()
    s.setsockopt(1, 21, struct.pack("ll", 0, 300000))
    begin = time.time()
    result = outcome(s.connect, SLOW)
    return result, 0.2 < time.time() - begin < 1.5, outcome(lambda: socket.create_connection(SLOW, timeout=0.3))


@case
def copies():
    s = tcp()
    copy = s.dup()
    s.connect(GOOD)
    inheritable = tcp()
    os.set_inheritable(inheritable.fileno(), True)
    inheritable.connect(GOOD)
    return echo(copy), os.get_inheritable(s.fileno()), os.get_inheritable(inheritable.fileno())


@case
def child_connects():
    s = tcp()
    child = os.fork()
    if child == 0:
        s.connect(GOOD)
        os._exit(0 if echo(s) == b"ping" else 1)
    return os.waitpid(child, 0)[1]


@case
def watched_before():
    out = []
    for edge in (0, select.EPOLLET):
        s = tcp()
        s.setblocking(False)
        watcher = select.epoll()
        watcher.register(s.fileno(), select.EPOLLIN | select.EPOLLOUT | edge)
        s.connect_ex(GOOD)
        time.sleep(0.05)
        first = [what for _, what in watcher.poll(2)][-1:]
        s.send(b"ping")
        time.sleep(0.05)
        second = [what for _, what in watcher.poll(2)][-1:]
        changed = outcome(watcher.modify, s.fileno(), select.EPOLLIN)
        out.append((first, second, changed, outcome(watcher.unregister, s.fileno())))
    return out


@case
def signal_with_handler():
    came = []
    signal.signal(signal.SIGALRM, lambda *_: came.append(1))
    s = tcp()
    s.setsockopt(6, 7, 1)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    result = outcome(s.connect, SLOW)
    return result, len(came)


@case
def signal_that_interrupts():
    signal.signal(signal.SIGALRM, lambda *_: None)
    s = tcp()
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    address = struct.pack("=H", 2) + struct.pack("!H", 80) + socket.inet_aton(SLOW[0]) + bytes(8)
    result = libc.connect(s.fileno(), address, 16)
    error = name_of(ctypes.get_errno())
    s.setblocking(False)
    return result, error, name_of(s.connect_ex(SLOW))


@case
def storm_of_signals():
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.siginterrupt(signal.SIGALRM, False)
    signal.setitimer(signal.ITIMER_REAL, STORM, STORM)
    bad = 0
    for _ in range(200):
        with tcp() as s:
            try:
                s.connect(GOOD)
                bad += echo(s) != b"ping"
            except OSError:
                bad += 1
    signal.setitimer(signal.ITIMER_REAL, 0)
    return bad


@case
def wrong_arguments():
    s = tcp()
    calls = ((s.fileno(), None, 16), (s.fileno(), b"\2\0", 2), (999, b"\2\0" + bytes(14), 16),
             (s.fileno(), b"\2\0" + bytes(200), 200), (s.fileno(), b"\x0a\0" + bytes(26), 28), (s.fileno(), b"", 0),
             (s.fileno(), b"\2\0" + bytes(14), -1), (os.open("/dev/null", os.O_RDONLY), b"\2\0" + bytes(14), 16))
    out = []
    for arguments in calls:
        libc.connect(*arguments)
        out.append(name_of(ctypes.get_errno()))
    return out


@case
def servers_on_loopback():
    out = []
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        server = tcp(family)
        server.bind((address, 0))
        server.listen()
        client = tcp(family)
        client.connect(server.getsockname())
        taken, _ = server.accept()
        client.sendall(b"z")
        a, b = socket.socket(family, socket.SOCK_DGRAM), socket.socket(family, socket.SOCK_DGRAM)
        a.bind((address, 0))
        b.connect(a.getsockname())
        b.send(b"y")
        out.append((taken.recv(1), a.recv(1)))
    return out, outcome(tcp().connect, ("127.0.0.1", 1)), begun(("127.0.0.1", 1))[1] in ("EINPROGRESS", "ECONNREFUSED")


@case
def local_sockets():
    os.umask(0o027)
    server = socket.socket(socket.AF_UNIX)
    server.bind("u.sock")
    server.listen(1)
    out = [oct(os.stat("u.sock").st_mode), server.getsockname()]
    for name in ("u.sock", os.path.abspath("u.sock"), "./u.sock"):
        client = socket.socket(socket.AF_UNIX)
        client.connect(name)
        server.accept()[0].sendall(b"l")
        out.append(client.recv(1))
    abstract = socket.socket(socket.AF_UNIX)
    abstract.bind("\0vg-semantics-%d" % os.getpid())
    abstract.listen()
    client = socket.socket(socket.AF_UNIX)
    client.connect(abstract.getsockname())
    d = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    d.bind("d.sock")
    e = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    e.connect("d.sock")
    e.send(b"d")
    out += [d.recv(1), outcome(socket.socket(1).connect, "missing"), outcome(socket.socket(1).bind, "u.sock"),
            outcome(socket.socket(1).connect, "d.sock")]
    os.unlink("u.sock")
    out.append(outcome(socket.socket(1).connect, "u.sock"))
    os.unlink("d.sock")
    return out


@case
def full_queue():
    server = socket.socket(socket.AF_UNIX)
    server.bind("q.sock")
    server.listen(0)
    clients = [socket.socket(socket.AF_UNIX) for _ in range(5)]
    threads = [threading.Thread(target=c.connect, args=("q.sock",)) for c in clients]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    waiting = sum(thread.is_alive() for thread in threads)
    for _ in clients:
        server.accept()
    for thread in threads:
        thread.join(5)
    os.unlink("q.sock")
    return waiting


@case
def elsewhere_in_the_tree():
    code = """if True:
        import os, socket
        for name in (os.getcwd() + "/x.sock", "x.sock", "./x.sock"):
            s = socket.socket(socket.AF_UNIX); s.bind(name); s.listen()
            for other in (os.getcwd() + "/x.sock", "x.sock", "../" + os.path.basename(os.getcwd()) + "/x.sock"):
                c = socket.socket(socket.AF_UNIX); c.connect(other); s.accept()[0].sendall(b"e"); print(c.recv(1))
            os.unlink("x.sock")"""
    # Where no namespace can be made (root, strict) it is the same tree.
    outer = ["unshare", "--user", "--map-root-user", "--mount"]
    can = subprocess.run(outer + ["true"], stderr=subprocess.DEVNULL, check=False).returncode == 0
    ran = subprocess.run((outer if can else []) + ["python3", "-c", code], capture_output=True, text=True, check=False)
    return ran.stdout, ran.stderr[-200:]


@case
def options():
    s = tcp()
    settings = ((6, 1, 1), (1, 9, 1), (6, 4, 77), (1, 13, struct.pack("ii", 1, 5)), (0, 1, 16), (6, 18, 9000), (6, 2, 1200),
                (1, 7, 100000), (6, 7, 3), (0, 2, 33))
    for level, option, value in settings:
        s.setsockopt(level, option, value)
    s.connect(GOOD)
    return [s.getsockopt(level, option, 8).hex() for level, option, _ in settings]


@case
def many_threads():
    def one(_):
        with connected() as s:
            return echo(s) == b"ping"

    with concurrent.futures.ThreadPoolExecutor(64) as pool:
        return sum(pool.map(one, range(640)))


@case
def many_tasks():
    async def one():
        reader, writer = await asyncio.open_connection(*GOOD)
        writer.write(b"ping")
        data = await reader.readexactly(4)
        writer.close()
        return data == b"ping"

    async def everything():
        return sum(await asyncio.gather(*[one() for _ in range(200)]))

    return asyncio.run(everything())


@case
def bulk():
    s = connected()
    size = 32 << 20
    threading.Thread(target=lambda: (s.sendall(bytes(size)), s.shutdown(socket.SHUT_WR))).start()
    got = 0
    while data := s.recv(1 << 20):
        got += len(data)
    return got == size


@case
def not_to_be_looked_into():
    libc.prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE
    result = echo(connected())
    libc.prctl(4, 1, 0, 0, 0)
    return result


for each in CASES:
    try:
        print(f"{each.__name__}: {each()}", flush=True)
    except Exception as problem:  # pylint: disable=broad-except
        print(f"{each.__name__}: failed with {problem!r}", flush=True)
