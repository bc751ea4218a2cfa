#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""outside.py HOST: what attempts.py tries to reach: sockets of every kind, a process, shared memory. Stays until its
standard input ends; prints what came in through the sockets, one line each."""

import ctypes
import os
import select
import socket
import sys

host = sys.argv[1]
abstract = "vg-escape-%d" % os.getpid()
listening, packets = [], []
for kind, name in ((socket.SOCK_STREAM, "stream"), (socket.SOCK_SEQPACKET, "seqpacket"), (socket.SOCK_DGRAM, "dgram")):
    for address in (f"{host}/{name}", f"\0{abstract}-{name}"):
        server = socket.socket(socket.AF_UNIX, kind)
        server.bind(address)
        if address[0] == "/":
            os.chmod(address, 0o777)
        if kind != socket.SOCK_DGRAM:
            server.listen(16)
        (packets if kind == socket.SOCK_DGRAM else listening).append(server)
loopback = socket.create_server(("0.0.0.0", 0))
listening.append(loopback)
libc = ctypes.CDLL(None)
key = 0x76670000 + os.getpid() % 0xffff
memory = libc.shmget(key, 4096, 0o1666)


def write(name, text):
    with open(f"{host}/{name}", "w") as file:
        file.write(str(text))


write("abstract", abstract)
write("pid", os.getpid())
write("shm", key)
write("port", loopback.getsockname()[1])
write("ready", "")
while True:
    ready, _, _ = select.select([sys.stdin] + listening + packets, [], [])
    for source in ready:
        if source is sys.stdin:
            libc.shmctl(memory, 0, None)
            sys.exit(0)
        if source in packets:
            print("came in:", source.getsockname(), source.recv(100), flush=True)
        else:
            connection, _ = source.accept()
            print("came in:", source.getsockname(), flush=True)
            connection.close()
