#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""without_calls.py CALL[/ARGUMENT/BITS]=ERROR,... COMMAND...: runs a command for which system calls fail, always or with
these bits in an argument, as under the filter of a container engine or with an older kernel."""

import ctypes
import os
import struct
import sys

ALLOW, ERROR = 0x7FFF0000, 0x50000


def step(code, yes, no, value):
    return struct.pack("HBBI", code, yes, no, value)


def program(specification):
    out = b""
    for part in specification.split(","):
        call, error = part.split("=")
        number, *bits = call.split("/")
        out += step(0x20, 0, 0, 0)
        if not bits:
            out += step(0x15, 0, 1, int(number)) + step(6, 0, 0, ERROR | int(error))
            continue
        out += step(0x15, 0, 3, int(number)) + step(0x20, 0, 0, 16 + 8 * int(bits[0]))
        out += step(0x45, 0, 1, int(bits[1], 0)) + step(6, 0, 0, ERROR | int(error))
    return out + step(6, 0, 0, ALLOW)


libc = ctypes.CDLL(None, use_errno=True)
filters = program(sys.argv[1])
text = ctypes.create_string_buffer(filters)
libc.prctl(38, 1, 0, 0, 0)
if libc.prctl(22, 2, struct.pack("HxxxxxxQ", len(filters) // 8, ctypes.addressof(text))) != 0:
    sys.exit("no filter")
os.execv(sys.argv[2], sys.argv[2:])
