# SPDX-License-Identifier: Apache-2.0
"""Types a line with tabs into a zsh that has vg's completions, and prints what the line has become.

usage: zsh_line.py VG LINE"""

import os
import pty
import re
import select
import sys
import tempfile
import time

# Stands for the end of the line, so that the shell says when it has finished: ^X^B shows $BUFFER.
SHOW_BUFFER = """
show-buffer() { print -r -- "<<$BUFFER>>" > "$VG_TEST_LINE"; }
zle -N show-buffer
bindkey '^X^B' show-buffer
"""


def main():
    program, line = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as home:
        result = os.path.join(home, "line")
        with open(os.path.join(home, ".zshrc"), "w", encoding="utf-8") as file:
            file.write("autoload -Uz compinit\ncompinit -D -u\n")
            file.write(f"source <({program} completions zsh)\n{SHOW_BUFFER}PS1='ready> '\n")
        pid, terminal = pty.fork()
        if pid == 0:
            directory = os.path.dirname(os.path.abspath(program))
            os.environ.update(
                TERM="dumb", HOME=home, ZDOTDIR=home, VG_TEST_LINE=result, PATH=f"{directory}:{os.environ['PATH']}"
            )
            os.execvp("zsh", ["zsh", "-i"])
        wait_for(terminal, lambda text: "ready> " in text)
        os.write(terminal, line.encode() + b"\x18\x02")
        wait_for(terminal, lambda _: os.path.exists(result) and ">>" in read(result))
        print(re.search(r"<<(.*)>>", read(result)).group(1).rstrip())
        os.close(terminal)
        os.waitpid(pid, 0)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def wait_for(terminal, is_done):
    text = ""
    deadline = time.monotonic() + 20
    while not is_done(text):
        if time.monotonic() > deadline:
            sys.exit(f"zsh did not answer: {text!r}")
        if select.select([terminal], [], [], 0.05)[0]:
            text += os.read(terminal, 65536).decode(errors="replace")


main()
