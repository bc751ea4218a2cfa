#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The bash hook on a real terminal: what is refused has no effect at all, whatever way the line came in."""

import time
import unittest

from terminal import ShellTest, run

RC = """
PS1='$ '
PROMPT_COMMAND='printf "%s\\n" "$?" >>"$T/prompts"'
HISTFILE=$T/history
{before}
eval "$("$T/vg" init bash {options})"
{after}
"""
PASTE = "\x1b[200~{}\x1b[201~\r"


class BashTest(ShellTest):
    shell = "bash"

    def start(self, before="", after="", options="--no-preload", arguments=("-i",), environment=None):
        rc = self.write(".bashrc", RC.format(before=before, after=after, options=options))
        terminal = self.spawn(["bash", "--rcfile", rc, *arguments], environment)
        terminal.prompt()
        return terminal

    def history(self, terminal):
        terminal.line("history -w saved")
        return terminal.lines("saved")


class Refused(BashTest):
    def test_no_part_of_a_line_runs(self):
        terminal = self.start()
        for line in (
            "touch X DANGER",
            "{ echo DANGER; } > X",
            "for i in 1 2; do touch X; done; : DANGER",
            "while :; do break; done > X # DANGER",
            "touch X | cat DANGER",
            "touch X & : DANGER",
            "> X; : DANGER",
            "(touch X); DANGER",
            "f() { touch X; }; f DANGER",
            "echo $(touch X) DANGER",
            "\ttouch X DANGER",
        ):
            with self.subTest(line):
                self.assertEqual(terminal.line(line.replace("\t", " ")), 126)
                self.assertFalse(terminal.exists("X"))
        self.assertEqual(terminal.line("echo $? >status"), 0)
        self.assertEqual(terminal.lines("status"), ["126"])

    def test_continuation_lines_are_judged_together(self):
        terminal = self.start()
        terminal.show("for i in 1; do\r", "> ")
        terminal.show("touch X\r", "> ")
        self.assertEqual(terminal.line("touch DANGER; done"), 130)
        self.assertFalse(terminal.exists("X") or terminal.exists("DANGER"))
        terminal.show("cat >X <<end\r", "> ")
        terminal.show("DANGER\r", "> ")
        self.assertEqual(terminal.line("end"), 130)
        self.assertFalse(terminal.exists("X"))
        terminal.show("REWRITE <<end >X\r", "> ")
        terminal.show("REWRITE\r", "> ")
        self.assertEqual(terminal.line("end"), 130)
        self.assertFalse(terminal.exists("X"))
        terminal.show("for i in INCOMPLETE; do\r", "> ")
        self.assertEqual(terminal.line("echo $i >out; done"), 0)
        self.assertEqual(terminal.lines("out"), ["INCOMPLETE"])
        terminal.show("for i in INCOMPLETE; do\r", "> ")
        self.assertEqual(terminal.line("echo $i DANGER >X; done"), 130)
        self.assertEqual(terminal.line("touch X INCOMPLETE"), 130)  # vg errs, bash runs it: not without a verdict
        terminal.show("REWRITE touch X \\\r", "> ")
        self.assertEqual(terminal.line("DANGER"), 130)
        terminal.show("for i in 1; do\r", "> ")
        self.assertEqual(terminal.line("touch Y; done"), 0)
        self.assertTrue(terminal.exists("Y"))
        self.assertFalse(terminal.exists("X"))

    def test_trapped_interrupt_does_not_let_it_through(self):
        terminal = self.start()
        for trap in ("trap : INT", "trap '' INT"):
            terminal.line(trap)
            terminal.show("for i in 1; do\r", "> ")
            self.assertNotEqual(terminal.line("touch X DANGER; done"), 0)
            self.assertFalse(terminal.exists("X"))

    def test_pasted_lines(self):
        terminal = self.start()
        self.assertEqual(terminal.line(PASTE.format("touch X\necho y >Y\n: DANGER\n").rstrip("\r")), 126)
        self.assertFalse(terminal.exists("X") or terminal.exists("Y"))
        terminal.keys("touch A\r: DANGER; touch B\rtouch C\r")
        terminal.wait(lambda: terminal.exists("C"), "last pasted line")
        self.assertTrue(terminal.exists("A"))
        self.assertFalse(terminal.exists("B"))

    def test_other_keys_that_accept(self):
        terminal = self.start()
        for keys in ("\n", "\x0f"):
            terminal.keys("touch X DANGER" + keys)
            self.assertEqual(terminal.prompt(), 126)
            terminal.keys("\x15")
        terminal.line("bind '\"\\C-g\": accept-line'")
        terminal.keys("touch X DANGER\x07")
        self.assertEqual(terminal.prompt(), 130)
        terminal.keys("#touch X DANGER\x1b1\x1b#")
        self.assertEqual(terminal.prompt(), 130)
        terminal.keys("\x12DANGER\r")
        self.assertEqual(terminal.prompt(), 126)
        self.assertFalse(terminal.exists("X"))

    def test_vi_mode(self):
        terminal = self.start()
        terminal.line("set -o vi")
        self.assertEqual(terminal.line("touch X DANGER"), 126)
        terminal.keys("touch X DANGER\x1b")
        time.sleep(0.6)  # readline waits for the rest of an escape sequence
        self.assertEqual(terminal.line(""), 126)
        self.assertFalse(terminal.exists("X"))
        self.assertEqual(terminal.line("touch Y"), 0)
        self.assertTrue(terminal.exists("Y"))

    def test_without_line_editor(self):
        terminal = self.start(arguments=("--noediting", "-i"))
        for line in ("touch X DANGER", "{ echo DANGER; } > X"):
            self.assertEqual(terminal.line(line), 130)
            self.assertFalse(terminal.exists("X"))
        self.assertEqual(terminal.line("touch Y"), 0)
        self.assertTrue(terminal.exists("Y"))

    def test_nested_shell(self):
        terminal = self.start()
        terminal.line("bash --rcfile .bashrc -i")
        self.assertEqual(terminal.line("touch X DANGER"), 126)
        terminal.line("bash --rcfile .bashrc --noediting -i")
        self.assertEqual(terminal.line("touch X DANGER"), 130)
        self.assertFalse(terminal.exists("X"))

    def test_edited_line_comes_back(self):
        self.write("editor", "#!/bin/sh\necho 'touch X DANGER' >\"$1\"\n", 0o755)
        terminal = self.start(before="EDITOR=$T/editor")
        terminal.show("something\x18\x05", "touch X")
        self.assertEqual(self.asked(), [])
        self.assertEqual(terminal.line(""), 126)
        terminal.line("set -o vi")
        terminal.keys("something\x1b")
        time.sleep(0.6)
        terminal.show("v", "touch X")
        self.assertEqual(terminal.line(""), 126)
        self.assertFalse(terminal.exists("X"))

    def test_history_expansion_is_judged_expanded(self):
        self.write("history", "touch X DANGER\n")
        terminal = self.start()
        self.assertEqual(terminal.line("!touch"), 126)
        terminal.line("touch X ANGER")
        self.assertEqual(terminal.line("^ ANGER^ DANGER"), 126)
        terminal.line("rm X")
        terminal.line("echo '!touch X DAN'GER\"\" 'a!b' >Y")
        self.assertEqual(terminal.lines("Y"), ["!touch X DANGER a!b"])
        terminal.line("shopt -s histverify")
        terminal.show("!touc\r", "touch X")
        self.assertEqual(terminal.line(" DANGER"), 126)
        self.assertFalse(terminal.exists("X"))
        self.assertNotIn("!touch", self.asked())

    def test_alias_is_judged_expanded(self):
        terminal = self.start(before="alias harmless='touch X DANGER' ls='ls -d'")
        self.assertEqual(terminal.line("harmless"), 126)
        self.assertEqual(terminal.line("ls . >Y"), 0)
        self.assertEqual(self.asked(), ["touch X DANGER", "ls -d . >Y"])

    def test_interrupted_check_runs_nothing(self):
        terminal = self.start()
        terminal.keys("touch X SLOW\r")
        terminal.wait(self.asked, "question to vg")
        terminal.keys("\x03")
        time.sleep(0.3)  # bash before 5.0 keeps the line for another try, later ones go to a new prompt
        terminal.keys("\x15touch Y\r")
        terminal.until(0)
        self.assertTrue(terminal.exists("Y"))
        time.sleep(2)
        self.assertFalse(terminal.exists("X"))

    def test_question_on_the_terminal(self):
        terminal = self.start()
        terminal.show("touch X QUESTION\r", "really?")
        terminal.keys("n")
        self.assertEqual(terminal.prompt(), 126)
        self.assertFalse(terminal.exists("X"))
        terminal.show("touch X QUESTION\r", "really?")
        terminal.keys("y")
        self.assertEqual(terminal.prompt(), 0)
        self.assertTrue(terminal.exists("X"))

    def test_overwritten_prompt_variables(self):
        terminal = self.start()
        terminal.keys("PROMPT_COMMAND='echo $? >>prompts'; PS2=\r")
        terminal.prompt()
        self.assertEqual(terminal.line("touch X DANGER"), 126)
        self.assertEqual(terminal.line("PS2='> '"), 0)
        terminal.show("for i in 1; do\r", "> ")
        terminal.keys("\x03")
        self.assertEqual(terminal.prompt(), 130)
        self.assertNotEqual(terminal.line("touch X DANGER"), 0)
        self.assertEqual(terminal.line("touch Y"), 0)
        self.assertEqual(terminal.line("touch X DANGER"), 126)
        self.assertFalse(terminal.exists("X"))


if __name__ == "__main__":
    run("bash")
