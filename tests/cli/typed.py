# SPDX-License-Identifier: Apache-2.0
"""Types lines into an interactive shell on a terminal of its own, as a person does, and prints the status of each.

usage: typed.py SHELL LINE...

The screen goes to the file "screen" in the working directory. What happened is read from a file that the shell itself
writes after each line, never from the screen."""

import os
import pty
import select
import sys
import threading
import time

PATIENCE = 40  # seconds; nothing waits that long when things work
ARGV = {"bash": ["bash", "--norc", "-i"], "zsh": ["zsh", "-f", "-i"], "fish": ["fish", "--no-config", "-i"]}
TERMINAL_QUERIES = (b"\x1b[c", b"\x1b[0c")  # fish asks what terminal this is, and waits


def copy_screen(terminal, screen):
    while True:
        try:
            ready, _, _ = select.select([terminal], [], [], 0.5)
            data = os.read(terminal, 65536) if ready else b""
            screen.write(data)
            screen.flush()
        except (OSError, ValueError):
            return
        if any(query in data for query in TERMINAL_QUERIES):
            os.write(terminal, b"\x1b[?62c")


def statuses():
    try:
        with open("statuses", encoding="ascii") as file:
            return file.read().split()
    except FileNotFoundError:
        return []


def main(shell, *lines):
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(ARGV[shell][0], ARGV[shell])
    with open("screen", "wb") as screen:
        copier = threading.Thread(target=copy_screen, args=(terminal, screen), daemon=True)
        copier.start()
        time.sleep(1.5)  # what is typed before the first prompt may be flushed
        variable = "$status" if shell == "fish" else "$?"
        for count, line in enumerate(lines, 1):
            os.write(terminal, line.encode() + b"\r")
            time.sleep(0.4)
            os.write(terminal, f"echo {variable} >>statuses\r".encode())
            deadline = time.monotonic() + PATIENCE
            while len(statuses()) < count and time.monotonic() < deadline:
                time.sleep(0.05)
        os.write(terminal, b"exit\r")
        os.waitpid(pid, 0)
        copier.join(5)  # it ends with the terminal, and writes to the file until then
    print(*statuses())


main(*sys.argv[1:])
