#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""without_calls.py NUMBER COMMAND...: runs a command for which one system call is forbidden, as filters of container
engines do."""

import ctypes
import os
import struct
import sys

libc = ctypes.CDLL(None, use_errno=True)
forbidden = int(sys.argv[1])
program = struct.pack("HBBI", 0x20, 0, 0, 0) + struct.pack("HBBI", 0x15, 0, 1, forbidden)
program += struct.pack("HBBI", 6, 0, 0, 0x50001) + struct.pack("HBBI", 6, 0, 0, 0x7fff0000)
text = ctypes.create_string_buffer(program)
libc.prctl(38, 1, 0, 0, 0)
if libc.prctl(22, 2, struct.pack("HxxxxxxQ", 4, ctypes.addressof(text))) != 0:
    sys.exit("no filter")
os.execv(sys.argv[2], sys.argv[2:])
