#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""names.py long|odd: asks the sandbox's resolver by hand."""

import socket
import struct
import sys

SERVER = ("127.0.0.53", 53)


def question(name, kind=1, number=b"\x12\x34"):
    labels = b"".join(bytes([len(x)]) + x.encode() for x in name.split("."))
    return number + b"\1\0\0\1\0\0\0\0\0\0" + labels + b"\0" + struct.pack(">HH", kind, 1)


def over_udp(message):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(1)
        s.sendto(message, SERVER)
        try:
            return s.recv(4096)
        except TimeoutError:
            return b""


def over_tcp(message):
    with socket.create_connection(SERVER) as s:
        s.settimeout(3)
        s.sendall(struct.pack(">H", len(message)) + message)
        size = struct.unpack(">H", s.recv(2))[0]
        data = b""
        while len(data) < size:
            data += s.recv(size - len(data))
        return data


def long():
    asked = question("long.example", 16)
    short = over_udp(asked)
    assert short[2] & 2, "not truncated"
    return f"{struct.unpack('>H', over_tcp(asked)[6:8])[0]} records"


def odd():
    good = question("good.example")
    for message in (b"", b"x", good[:20], good + b"tail", good[:4] + b"\0\2" + good[6:], good[:2] + b"\x29" + good[3:],
                    good[:12] + b"\xc0\x0c\0\1\0\1", good[:2] + b"\x81" + good[3:], good * 20):
        reply = over_udp(message)
        if reply and reply[3] & 15 != 1:
            return message
    # Idle and slow clients over TCP take nobody's turn.
    idle = [socket.create_connection(SERVER) for _ in range(40)]
    reply = over_udp(good)
    for s in idle:
        s.close()
    return "held" if reply[6:8] == b"\0\1" else "nobody answers"


print({"long": long, "odd": odd}[sys.argv[1]]())
