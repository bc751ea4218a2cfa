# SPDX-License-Identifier: Apache-2.0
"""Drives an interactive shell on a pseudo-terminal. What happened is read from files, never from the screen: the start-up
files of the tests append the status of every command to the file "prompts"."""

import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import sys
import tempfile
import termios
import threading
import time
import unittest

PATIENCE = 15  # seconds until a test gives up; nothing waits that long when things work


class Terminal:
    """One shell. `directory` is its home and working directory, with the vg of the test in it."""

    def __init__(self, argv, directory, environment=None):
        self.directory = directory
        self.output = b""
        self.seen = len(self.lines("prompts"))
        env = {"PATH": os.environ["PATH"], "HOME": directory, "T": directory, "TERM": "xterm", "LC_ALL": "C.UTF-8"}
        env.update(environment or {})
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(directory)
            os.execvpe(argv[0], argv, env)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 200, 0, 0))
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        while True:
            try:
                ready, _, _ = select.select([self.fd], [], [], 0.5)
                data = os.read(self.fd, 65536) if ready else None
            except (OSError, ValueError):
                return
            if data == b"":
                return
            self.output += data or b""

    def path(self, name):
        return os.path.join(self.directory, name)

    def lines(self, name):
        try:
            with open(self.path(name), encoding="utf-8", errors="surrogateescape") as file:
                return file.read().splitlines()
        except FileNotFoundError:
            return []

    def exists(self, name):
        return os.path.lexists(self.path(name))

    def wait(self, condition, what):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"no {what} in {PATIENCE} s; on the screen:\n{self.output.decode(errors='replace')}")
            time.sleep(0.005)

    def prompt(self):
        """Waits for the next prompt. Out: the status of the command before it."""
        self.wait(lambda: len(self.lines("prompts")) > self.seen, "prompt")
        time.sleep(0.03)  # the line editor takes over the terminal after the prompt's command
        self.seen = len(self.lines("prompts"))
        return int(self.lines("prompts")[-1])

    def until(self, status):
        """Waits for a prompt after a command of this status; one or more may come before it."""
        self.wait(lambda: str(status) in self.lines("prompts")[self.seen :], f"prompt after status {status}")
        time.sleep(0.05)
        self.seen = len(self.lines("prompts"))

    def keys(self, text):
        os.write(self.fd, text.encode())

    def show(self, text, what=None):
        """Types keys and waits until the screen shows `what`, where no file can tell: a continuation prompt."""
        before = len(self.output)
        self.keys(text)
        self.wait(lambda: (what or text).encode() in self.output[before:], repr(what or text))

    def line(self, text):
        """Types a line and Enter. Out: its status."""
        self.keys(text + "\r")
        return self.prompt()

    def close(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.pid, 0)
        self.reader.join(2)
        os.close(self.fd)


class ShellTest(unittest.TestCase):
    """`shell` is set by each subclass. The vg is a copy of the stand-in, so that the hook finds it beside its log."""

    shell = ""

    def setUp(self):
        self.directory = os.path.realpath(tempfile.mkdtemp(prefix="vg-shell-"))
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        shutil.copy(os.environ["VG_STAND_IN"], os.path.join(self.directory, "vg"))
        self.terminals = []

    def write(self, name, text, mode=0o644):
        path = os.path.join(self.directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def spawn(self, argv, environment=None):
        terminal = Terminal(argv, self.directory, environment)
        self.addCleanup(terminal.close)
        return terminal

    def library(self):
        """A shared library in the place of libvg.so: one that every process can load."""
        with open("/proc/self/maps", encoding="utf-8") as maps:
            source = next(line.split()[-1] for line in maps if "/libc.so" in line or "/libc-" in line)
        return shutil.copy(source, os.path.join(self.directory, "libvg.so"))

    def asked(self):
        """The lines vg was asked about."""
        try:
            with open(os.path.join(self.directory, "asked"), encoding="utf-8", errors="surrogateescape") as file:
                calls = [call.split("\x1f") for call in file.read().split("\x1e")[:-1]]
        except FileNotFoundError:
            return []
        for call in calls:
            self.assertEqual(call[:5], ["__hook", "1", "line", "--shell", self.shell])
            self.assertEqual([call[5], call[7]], ["--pid", "--"])
        return [call[8] for call in calls]


def run(shell):
    """Runs the tests of the calling file; 77 (skipped) where the shell is not there and need not be."""
    if shutil.which(shell) is None:
        print(f"{shell} is not installed", file=sys.stderr)
        sys.exit(1 if os.environ.get("VG_MUST_WORK") == "1" else 77)
    unittest.main(verbosity=2)
