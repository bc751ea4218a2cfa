#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The fish hook on a real terminal: what is refused has no effect at all, and allowed lines behave as without it."""

import os
import subprocess
import time

from terminal import ShellTest, run

CONFIG = """
function fish_prompt; echo '$ '; end
function fish_greeting; end
function __test_prompt --on-event fish_prompt; echo $status >>$T/prompts; end
{before}
{hook}
{after}
"""
HOOK = '"$T/vg" init fish {options} | source'
PASTE = "\x1b[200~{}\x1b[201~"

SESSION = (
    "cd /; pwd >>$T/out; cd $T",
    "set -gx FOO bar; env | grep ^FOO= >>out",
    "function f; echo in f $argv; return 3; end; f one >>out",
    "echo $status >>out",
    "false | true; echo $pipestatus >>out",
    "for i in 1 2\recho $i >>out\rend",
    "echo a \\\rb >>out",
    PASTE.format("echo pasted 1 >>out\necho pasted 2 >>out"),
    "# a comment",
    "echo 'two  blanks' >>out",
    " echo not kept >>out",
    "fish -c 'exit 7'",
    "echo $status >>out",
    "echo )",
    "gst >>out",
    "sleep 0 &; wait; echo done >>out",
    "history >saved",
)


class FishTest(ShellTest):
    shell = "fish"

    def start(self, before="", after="", options="--no-preload", hook=HOOK, environment=None):
        self.write(".config/fish/config.fish", CONFIG.format(before=before, after=after, hook=hook.format(options=options)))
        # Without it, fish reads every manual page in the background for minutes.
        os.makedirs(os.path.join(self.directory, ".local/share/fish/generated_completions"), exist_ok=True)
        terminal = self.spawn(["fish", "-i"], environment)
        terminal.prompt()
        time.sleep(0.1)
        return terminal


class Refused(FishTest):
    def test_no_part_of_a_line_runs(self):
        terminal = self.start()
        for line in ("touch X DANGER", "begin; echo DANGER; end > X", "for i in 1 2; touch X; end; true DANGER",
                     "touch X | cat DANGER", "touch X &; true DANGER", "echo > X; true DANGER", "echo (touch X) DANGER",
                     "function f; touch X; end; f DANGER", "for i in 1\rtouch X\rtrue DANGER; end"):
            with self.subTest(line):
                self.assertEqual(terminal.line(line), 126)
                self.assertFalse(terminal.exists("X"))
        self.assertEqual(terminal.line("echo $status >status"), 0)
        self.assertEqual(terminal.lines("status"), ["126"])
        self.assertIn(b"stand-in: refused", terminal.output)

    def test_pasted_lines_and_other_keys(self):
        terminal = self.start(before="function own; commandline -f execute; end; bind \\cg own; bind \\cy execute")
        self.assertEqual(terminal.line(PASTE.format("touch X\ntouch Y\ntrue DANGER")), 126)
        for keys in ("\n", "\x07", "\x19", "\x1b[13;5u"):
            terminal.keys("touch X DANGER" + keys)
            self.assertEqual(terminal.prompt(), 126, repr(keys))
        terminal.keys("#touch X DANGER\x1b#")
        time.sleep(0.2)
        terminal.keys("\x15")
        self.assertFalse(terminal.exists("X") or terminal.exists("Y"))
        terminal.keys("true\r")
        terminal.until(0)
        terminal.keys("true\n#touch X DANGER".replace("\n", "\x1b\r") + "\x1b#")
        terminal.until(126)
        self.assertFalse(terminal.exists("X"))

    def test_vi_mode(self):
        terminal = self.start(before="fish_vi_key_bindings")
        self.assertEqual(terminal.line("touch X DANGER"), 126)
        terminal.keys("touch X DANGER\x1b")
        time.sleep(0.7)
        self.assertEqual(terminal.line(""), 126)
        terminal.line("echo $fish_bind_mode >mode")
        self.assertEqual(terminal.lines("mode"), ["insert"])
        terminal.line("fish_default_key_bindings")
        self.assertEqual(terminal.line("touch X DANGER"), 126)
        terminal.line("fish_vi_key_bindings")
        self.assertEqual(terminal.line("touch X DANGER"), 126)
        self.assertFalse(terminal.exists("X"))

    def test_binding_of_the_user(self):
        terminal = self.start(before="function own; touch $T/own; commandline -f execute; end\n"
                                     "function fish_user_key_bindings; bind \\r own; end")
        self.assertEqual(terminal.line("touch X DANGER"), 126)
        self.assertTrue(terminal.exists("own"))
        terminal.line("bind \\r own")
        self.assertEqual(terminal.line("touch X DANGER"), 126)
        self.assertFalse(terminal.exists("X"))

    def test_abbreviations_are_judged_expanded(self):
        terminal = self.start(before="abbr -a dgr 'touch X DANGER'; abbr -a L --position anywhere --set-cursor '%| cat DANGER'\n"
                                     "abbr -a dots --regex '\\.\\.+' --function more; function more; echo touch X DANGER; end\n"
                                     "abbr -a fine 'echo \"it\\'s $HOME\" >Y'; abbr -a quo 'echo dgr'\n"
                                     "abbr -a late --position anywhere --set-cursor=! 'touch X! D'")
        for line in ("dgr", "true; dgr", "touch X L", "...", "true && dgr"):
            self.assertEqual(terminal.line(line), 126, line)
        self.assertEqual(terminal.line("fine"), 0)
        self.assertEqual(terminal.lines("Y"), [f"it's {self.directory}"])
        self.assertEqual(terminal.line("echo dgr >Z"), 0)
        self.assertEqual(terminal.line("echo dgr"), 0)
        self.assertEqual(terminal.line("quo"), 0)
        self.assertFalse(terminal.exists("X"))
        self.assertEqual([line for line in self.asked() if "dgr" in line], ["echo dgr >Z", "echo dgr", "echo dgr"])

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


class Allowed(FishTest):
    def session(self, terminal):
        for line in SESSION:
            terminal.keys(line + "\r")
            if line == "echo )":  # fish shows the error and keeps the line
                time.sleep(0.3)
                terminal.keys("\x15")
            elif not line.startswith("#"):
                terminal.prompt()
            else:
                time.sleep(0.3)
                terminal.seen = len(terminal.lines("prompts"))
        names = ("out", "saved", "prompts")
        files = [terminal.lines(name) for name in names]
        for name in names:
            os.unlink(terminal.path(name))
        return files

    def test_session_is_the_same_as_without_the_hook(self):
        before = "abbr -a gst 'echo expanded'"
        for name in ("a", "b"):
            os.makedirs(os.path.join(self.directory, name, "fish/generated_completions"))
        hooked = self.session(self.start(before=before, environment={"XDG_DATA_HOME": os.path.join(self.directory, "a")}))
        without = self.session(self.start(before=before, hook="", environment={"XDG_DATA_HOME": os.path.join(self.directory, "b")}))
        for got, expected in zip(hooked, without):
            self.assertEqual(got, expected)
        self.assertGreater(len(without[0]), 13)

    def test_history_keeps_what_was_typed(self):
        terminal = self.start()
        terminal.line("touch X DANGER")
        terminal.line("echo REWRITE 'a\\b' $status >out")
        terminal.line(PASTE.format("echo DANGER\ntrue"))
        terminal.line(" touch Z DANGER")
        terminal.line("true after")
        terminal.line("history --null --max 10 >saved")
        with open(terminal.path("saved"), encoding="utf-8") as file:
            got = file.read().split("\0")
        self.assertEqual(got[:4], ["true after", "echo DANGER\ntrue", "echo REWRITE 'a\\b' $status >out", "touch X DANGER"])
        self.assertEqual(terminal.lines("out"), ["CHANGED a\\b 126"])

    def test_job_control(self):
        terminal = self.start()
        terminal.keys("sleep 61\r")
        terminal.wait(lambda: subprocess.run(["pgrep", "-P", str(terminal.pid), "-f", "sleep 61"], check=False,
                                             stdout=subprocess.DEVNULL).returncode == 0, "sleeping job")
        terminal.keys("\x1a")
        terminal.prompt()
        terminal.line("jobs >stopped; kill %1")
        self.assertIn("sleep 61", terminal.lines("stopped")[-1])


class Odd(FishTest):
    def refuses(self, terminal):
        self.assertEqual(terminal.line("touch X DANGER"), 126)
        self.assertFalse(terminal.exists("X"))
        self.assertEqual(terminal.line("touch Y NOTICE"), 0)
        self.assertTrue(terminal.exists("Y"))
        self.assertEqual(self.asked()[-2:], ["touch X DANGER", "touch Y NOTICE"])

    def test_loaded_twice_or_inherited(self):
        environment = {"__vg_loaded": "yes yes", "__vg_bin": "/bin/true", "__vg_verdict": "0", "__vg_PATH": "a:b"}
        terminal = self.start(after='"$T/vg" init fish | source', environment=environment)
        self.refuses(terminal)
        self.assertEqual(len(self.asked()), 2)
        self.assertIn(b"stand-in: a notice", terminal.output)
        terminal.line("fish -i")
        self.refuses(terminal)

    def test_not_in_shells_that_are_not_interactive(self):
        self.library()
        code = '"$T/vg" init fish | source; set --names | string match "*vg*"; functions --all | string match "*vg*"; set -q LD_PRELOAD'
        done = subprocess.run(["fish", "--no-config", "-c", code], capture_output=True, text=True, check=False,
                              env={**os.environ, "T": self.directory, "HOME": self.directory})
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("", "", 1))

    def test_preload_for_children(self):
        library = self.library()
        terminal = self.start(options="", before="set -gx LD_PRELOAD")
        for change in ("true", "set -e LD_PRELOAD", "set -gu LD_PRELOAD", f"set -gx LD_PRELOAD {library}"):
            terminal.line(change)
            terminal.line("env | grep ^LD_PRELOAD= >out")
            self.assertEqual(terminal.lines("out"), [f"LD_PRELOAD={library}"], change)
        os.link(library, terminal.path("own.so"))
        terminal.line("set -gx LD_PRELOAD '$T/own.so'")
        terminal.line("set -gx LD_PRELOAD $T/own.so")
        terminal.line("env | grep ^LD_PRELOAD= >out")
        self.assertEqual(terminal.lines("out"), [f"LD_PRELOAD={self.directory}/own.so:{library}"])

    def test_without_answer(self):
        terminal = self.start()
        for after in ("chmod -x $T/vg", "chmod +x $T/vg; : >$T/vg", "rm $T/vg"):
            subprocess.run(after, shell=True, check=True, env={**os.environ, "T": self.directory})
            self.assertEqual(terminal.line("cd ."), 0)
            self.assertEqual(terminal.line("ls -d /"), 0)
            for line in ("touch X", "echo a >X", "ls (touch X)", "eval touch X", "X=1 touch X", "./ls"):
                self.assertEqual(terminal.line(line), 126, line)
        self.assertFalse(terminal.exists("X"))
        self.assertIn(b"vg: no verdict from", terminal.output)

    def test_crashing(self):
        terminal = self.start()
        for word in ("CRASH", "ODD_STATUS", "SILENT_REWRITE"):
            self.assertEqual(terminal.line(f"touch X {word}"), 126)
            self.assertEqual(terminal.line(f"echo {word}"), 0)
        self.assertFalse(terminal.exists("X"))


if __name__ == "__main__":
    run("fish")
