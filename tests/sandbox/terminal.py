#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plays a shell with a terminal around the command line given: keys, stops, window size, foreground group.

Use: terminal.py DRIVER [OPTION...]
"""
import atexit
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time


def spawn(driver, command):
    """Runs the command in the foreground of a new terminal; gives (shell's pipe, master)."""
    master, slave = pty.openpty()
    report_read, report_write = os.pipe()
    shell = os.fork()
    if shell == 0:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for fd in (0, 1, 2):
            os.dup2(slave, fd)
        play_shell(driver + ["--"] + command, report_write)
        os._exit(0)
    atexit.register(os.kill, shell, signal.SIGKILL)
    surplus.pop(report_read, None)
    surplus.pop(master, None)
    os.close(report_write)
    return shell, report_read, master


def play_shell(words, report):
    """As an interactive shell: a group for the job, foreground, wait with WUNTRACED, continue after a stop."""
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    job = os.fork()
    if job == 0:
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)
        os.setpgid(0, 0)
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        os.tcsetpgrp(0, os.getpgrp())
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)
        os.execv(words[0], words)
    while True:
        _, status = os.waitpid(job, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            break
        os.tcsetpgrp(0, os.getpgrp())
        os.write(report, b"stopped %d\n" % os.WSTOPSIG(status))
        time.sleep(0.2)
        os.tcsetpgrp(0, job)
        os.killpg(job, signal.SIGCONT)
    os.write(report, b"foreground %d\n" % (os.tcgetpgrp(0) == job))
    os.write(report, b"ended %d\n" % os.waitstatus_to_exitcode(status))


surplus = {}  # by descriptor: what came behind the text that was waited for


def read_until(fd, text, limit=30):
    """Waits until the descriptor has given the text; what comes behind it is for the next call."""
    got = surplus.get(fd, b"")
    end = time.time() + limit
    while text not in got:
        ready, _, _ = select.select([fd], [], [], max(0, end - time.time()))
        if not ready:
            raise SystemExit("waited in vain for %r, got %r" % (text, got))
        try:
            part = os.read(fd, 4096)
        except OSError:
            part = b""
        if not part:
            raise SystemExit("ended before %r, got %r" % (text, got))
        got += part
    surplus[fd] = got[got.index(text) + len(text):]


def type_until_told(master, line, report):
    """Types the line until something is reported: what arrives while a shell changes the terminal's mode can be lost."""
    for _ in range(15):
        os.write(master, line)
        if select.select([report], [], [], 2)[0]:
            return


def case_interrupt(driver):
    _, report, master = spawn(driver, ["sh", "-c", "trap 'echo caught; exit 5' INT; echo up; while :; do sleep 0.05; done"])
    read_until(master, b"up")
    os.write(master, b"\x03")
    read_until(master, b"caught")
    read_until(report, b"ended 5\n")


def case_interrupt_kills(driver):
    _, report, master = spawn(driver, ["sh", "-c", "echo up; exec sleep 30"])
    read_until(master, b"up")
    os.write(master, b"\x03")
    read_until(report, b"ended -2\n")


def case_interrupt_comes_once(driver):
    script = "n=0; trap 'n=$((n+1))' INT; echo up; sleep 1; sleep 0.3; echo count=$n"
    _, report, master = spawn(driver, ["bash", "-c", script])
    read_until(master, b"up")
    os.write(master, b"\x03")
    read_until(master, b"count=1")
    read_until(report, b"ended 0\n")


def case_stop(driver):
    # One process: a shell that is just starting a program by vfork(2) cannot stop, with or without a guard.
    script = "import time; print('up', flush=True); time.sleep(1); print('done', flush=True)"
    _, report, master = spawn(driver, ["python3", "-c", script])
    read_until(master, b"up")
    os.write(master, b"\x1a")
    read_until(report, b"stopped %d\n" % signal.SIGTSTP)
    read_until(master, b"done")
    read_until(report, b"ended 0\n")


def case_window_size(driver):
    script = "trap 'stty size; exit 0' WINCH; stty size; while :; do sleep 0.05; done"
    _, report, master = spawn(driver, ["sh", "-c", script])
    read_until(master, b"0 0")
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 77, 0, 0))
    read_until(master, b"33 77")
    read_until(report, b"ended 0\n")


def case_inner_shell(driver):
    """A shell inside has job control of its own and gives the terminal back."""
    _, report, master = spawn(driver, ["bash", "--norc", "--noprofile", "-i"])
    os.write(master, b"PS1=; echo re''ady\n")
    read_until(master, b"ready")
    os.write(master, b"sh -c 'echo run\"\"ning; exec sleep 30'\n")
    read_until(master, b"running")
    os.write(master, b"\x1a")
    read_until(master, b"Stopped")
    os.write(master, b"fg\n")
    read_until(master, b"sh -c")
    time.sleep(0.5)
    os.write(master, b"\x1a")
    read_until(master, b"Stopped")
    # Reaped before the shell is left, which would else refuse: "There are stopped jobs."
    os.write(master, b"jobs; kill -9 %1; wait; echo sti''ll\n")
    read_until(master, b"still")
    type_until_told(master, b"exit 6\n", report)
    read_until(report, b"foreground 1\nended 6\n")


def case_terminal_name(driver):
    _, report, master = spawn(driver, ["sh", "-c", "tty; echo typed > /dev/tty"])
    read_until(master, b"/dev/")
    read_until(master, b"typed")
    read_until(report, b"ended 0\n")


def main():
    driver = sys.argv[1:]
    for name, case in sorted(globals().items()):
        if name.startswith("case_"):
            case(driver)
            print(name, "ok", flush=True)
    print("all fine")


if __name__ == "__main__":
    main()
