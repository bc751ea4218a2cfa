# SPDX-License-Identifier: Apache-2.0
"""Runs a command on a terminal of its own and answers its question. Prints what stood there; exits with its status.

usage: answer.py ANSWER COMMAND..."""

import os
import pty
import select
import sys
import time


def main(answer, *argv):
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(argv[0], argv)
    shown, answered = b"", False
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        ready, _, _ = select.select([terminal], [], [], 0.2)
        try:
            data = os.read(terminal, 65536) if ready else None
        except OSError:
            break
        shown += data or b""
        if not answered and shown.endswith(b"]: "):
            time.sleep(0.5)  # it is deaf for the first 300 ms
            os.write(terminal, answer.encode() + b"\n")
            answered = True
    _, status = os.waitpid(pid, 0)
    sys.stdout.buffer.write(shown.replace(b"\r\n", b"\n"))
    sys.stdout.flush()
    sys.exit(os.waitstatus_to_exitcode(status))


main(*sys.argv[1:])
