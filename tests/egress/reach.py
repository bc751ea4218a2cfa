#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""reach.py HOST PORT: connects, exchanges four bytes, prints "ok" or the name of the error."""

import errno
import socket
import sys

try:
    with socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=3) as connection:
        connection.sendall(b"ping")
        print("ok" if connection.recv(4) == b"ping" else "no echo")
except socket.gaierror as error:
    print("no such name" if error.errno == socket.EAI_NONAME else error)
except TimeoutError:
    print("ETIMEDOUT")
except OSError as error:
    print(errno.errorcode.get(error.errno, error))
