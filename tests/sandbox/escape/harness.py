#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What attempts share: a table of them, system calls by number, and a process for each."""

import ctypes
import os
import signal
import sys

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
HOST = sys.argv[1]
CANARY = HOST + "/canary"
attempts = []


def attempt(family, name, action):
    attempts.append((family, name, action))


def syscall(number, *arguments):
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_void_p(a) if isinstance(a, int) else a for a in arguments])
    return result, ctypes.get_errno()


def worked(action):
    """The attempt wants the action to work."""
    action()
    return True


def tried(action):
    pid = os.fork()
    if pid == 0:
        signal.alarm(5)
        sys.stderr = open(os.devnull, "w")
        try:
            os._exit(0 if action() else 1)
        except BaseException:
            os._exit(1)
    status = os.waitpid(pid, 0)[1]
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0
