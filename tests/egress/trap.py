#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""trap.py LOG: listens on the machine's loopback and own addresses, and writes down whoever comes."""

import selectors
import socket
import sys

PORT = 9000
log = sys.argv[1]
selector = selectors.DefaultSelector()
for address in ("0.0.0.0", "::"):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        server = socket.socket(family, kind)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        server.bind((address, PORT))
        if kind == socket.SOCK_STREAM:
            server.listen(64)
        selector.register(server, selectors.EVENT_READ, kind)
local = socket.socket(socket.AF_UNIX)
local.bind("\0vg-egress-trap")
local.listen()
selector.register(local, selectors.EVENT_READ, socket.SOCK_STREAM)
open(log + ".ready", "w", encoding="ascii").close()
while True:
    for key, _ in selector.select():
        if key.data == socket.SOCK_STREAM:
            visitor, came_from = key.fileobj.accept()
            visitor.close()
        else:
            _, came_from = key.fileobj.recvfrom(10)
        with open(log, "a", encoding="ascii") as file:
            file.write(f"{key.fileobj.getsockname()} from {came_from}\n")
