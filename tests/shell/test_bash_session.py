#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The bash hook beside a plain bash: allowed lines behave the same; and the hook in odd shells and without its vg."""

import os
import subprocess

from terminal import run
from test_bash import BashTest, PASTE

SESSION = (
    "cd /; pwd >>$T/out; cd $T",
    "export FOO=bar; declare -p FOO >>out",
    "f() { echo in f $1; return 3; }; f one >>out",
    'echo "$? $_" >>out',
    "false",
    'echo "$? ${PIPESTATUS[*]}" >>out',
    "true last argument",
    'echo "$_" >>out',
    "false | true",
    'echo "${PIPESTATUS[*]}" >>out',
    "alias again='echo again'",
    "again >>out",
    "x=1 y=(a b); echo $x ${y[1]} >>out",
    "for i in 1 2; do\recho $i >>out\rdone",
    "cat >>out <<end\rhere $x\rend",
    "cat >>out <<<here; echo $((1 << 3)) >>out",
    PASTE.format("echo pasted 1 >>out\necho pasted 2 >>out").rstrip("\r"),
    "echo a \\\rb >>out",
    "# a comment",
    "echo $_ >>out",
    "HISTCONTROL=ignoreboth",
    " echo not kept >>out",
    "echo twice >>out",
    "echo twice >>out",
    "(exit 7)",
    'echo "$?" >>out',
    "[[ abc =~ b(.) ]]",
    'echo "${BASH_REMATCH[1]}" >>out',
    "RANDOM=1; echo $RANDOM >>out",
    "echo $RANDOM >>out",
    "set -- one two; IFS=,",
    'echo "$*" >>out',
    "sleep 0 & wait; echo $! | grep -c . >>out",
    "if true; then echo syntax",
    "\x03",
    "echo )",
    'echo "$?" >>out',
    "shopt -s nocasematch extglob; set -f; set -o posix",
    "echo * >>out",
    'echo "$-" >>out',
    "set -u",
    "echo ${unset-none} >>out",
    "history -w saved",
)


class Allowed(BashTest):
    def session(self, terminal):
        """The files that the session left, and the statuses of its commands."""
        for line in SESSION:
            terminal.keys(line + ("" if line == "\x03" else "\r"))
            if line != "if true; then echo syntax":
                terminal.prompt()
            else:
                terminal.wait(lambda: terminal.output.endswith(b"> "), "continuation prompt")
        files = terminal.lines("out"), terminal.lines("saved"), terminal.lines("prompts")
        for name in ("out", "saved", "prompts"):
            os.unlink(terminal.path(name))
        terminal.seen = 0
        return files

    def test_session_is_the_same_as_without_the_hook(self):
        hooked = self.session(self.start())
        rc = self.write(".plainrc", "PS1='$ '\nPROMPT_COMMAND='printf \"%s\\n\" \"$?\" >>\"$T/prompts\"'\nHISTFILE=$T/history\n")
        plain = self.spawn(["bash", "--rcfile", rc, "-i"])
        plain.prompt()
        without = self.session(plain)
        for got, expected in zip(hooked, without):
            self.assertEqual(got, expected)
        self.assertGreater(len(without[0]), 25)

    def test_job_control(self):
        terminal = self.start()
        terminal.line("sleep 60 & jobs %1 >out")
        terminal.keys("sleep 61\r")
        terminal.wait(lambda: "sleep 61" in self.asked(), "question to vg")
        terminal.wait(lambda: subprocess.run(["pgrep", "-P", str(terminal.pid), "-f", "sleep 61"], check=False,
                                             stdout=subprocess.DEVNULL).returncode == 0, "sleeping job")
        terminal.keys("\x1a")
        self.assertEqual(terminal.prompt(), 148)
        terminal.line("jobs -s >stopped; bg; kill %1 %2; wait")
        self.assertIn("sleep 60", terminal.lines("out")[0])
        self.assertIn("sleep 61", terminal.lines("stopped")[0])

    def test_history_keeps_what_was_typed(self):
        terminal = self.start()
        typed = ("touch X DANGER", "echo REWRITE >out", "true", "true")
        for line in typed:
            terminal.line(line)
        terminal.line(PASTE.format("echo 1 DANGER\necho 2").rstrip("\r"))
        terminal.line("HISTCONTROL=ignoreboth")
        terminal.line(" touch X DANGER")
        terminal.line(" echo REWRITE")
        terminal.line("touch Z DANGER")
        terminal.line("touch Z DANGER")
        self.assertEqual(self.history(terminal), [*typed, "echo 1 DANGER", "echo 2", "HISTCONTROL=ignoreboth",
                                                  "touch Z DANGER", "history -w saved"])
        self.assertEqual(terminal.lines("out"), ["CHANGED"])

    def test_rewritten_line_runs_instead(self):
        terminal = self.start()
        terminal.line("(exit 5)")
        self.assertEqual(terminal.line('v=REWRITE; echo "$v $?" >out; (exit 9)'), 9)
        terminal.line('echo "$v $?" >>out')
        terminal.line(PASTE.format("w=REWRITE\necho $w ! >>out").rstrip("\r"))
        self.assertEqual(terminal.lines("out"), ["CHANGED 0", "CHANGED 9", "CHANGED !"])
        terminal.show("for i in 1; do\r", "> ")
        self.assertEqual(terminal.line("touch REWRITE; done"), 130)
        self.assertFalse(terminal.exists("REWRITE") or terminal.exists("CHANGED"))

    def test_notice_comes_before_the_output(self):
        terminal = self.start()
        terminal.line("echo out NOTICE | tr a-z A-Z")
        self.assertIn(b"stand-in: a notice\r\nOUT NOTICE\r\n", terminal.output)

    def test_line_of_any_bytes_reaches_vg(self):
        terminal = self.start()
        lines = ["echo 'a  b' \"c\" \\\\ * ~ $HOME `true` | cat >&2", "echo äö€", "-n", "echo " + 100 * "long "]
        for line in lines:
            terminal.line(line)
        self.assertEqual(self.asked(), lines)


class Odd(BashTest):
    def refuses(self, terminal):
        self.assertEqual(terminal.line("touch X DANGER"), 126)
        self.assertFalse(terminal.exists("X"))
        self.assertEqual(terminal.line("touch Y"), 0)
        self.assertTrue(terminal.exists("Y"))
        self.assertEqual(self.asked()[-2:], ["touch X DANGER", "touch Y"])

    def test_loaded_twice(self):
        terminal = self.start(after='eval "$("$T/vg" init bash)"; eval "$("$T/vg" init bash)"')
        self.refuses(terminal)
        self.assertEqual(len(self.asked()), 2)
        terminal.line("declare -p PROMPT_COMMAND PS0 PS2 >out")
        self.assertEqual(" ".join(terminal.lines("out")).count("__vg_prompt"), 1)

    def test_inherited_variables_and_functions_do_not_disarm(self):
        environment = {"__vg_s": "loaded", "__vg_bin": "/bin/true", "__vg_go": "", "__vg_verdict": "0", "__vg_nothing": "x",
                       "BASH_FUNC___vg_judge%%": "() { __vg_verdict=0; }", "BLE_ATTACHED": "1"}
        terminal = self.start(environment=environment)
        self.refuses(terminal)
        terminal.line("export PROMPT_COMMAND PS0 PS2")
        terminal.line("bash --rcfile .bashrc -i")
        self.refuses(terminal)
        terminal.line("declare -p PROMPT_COMMAND PS0 >out")
        self.assertEqual(" ".join(terminal.lines("out")).count("__vg_ps0"), 1)
        self.assertEqual(" ".join(terminal.lines("out")).count("__vg_prompt"), 1)
        terminal.line("bash --norc -i")
        terminal.line("true")
        self.assertNotIn("__vg", terminal.output.decode().rpartition("--norc -i")[2])

    def test_settings_of_the_user(self):
        for before in ("set -eu", "set -o posix", "set -x", "IFS=/", "set -f; shopt -s nocasematch nullglob extglob failglob",
                       "alias printf=false kill=false local=false builtin=false history=false case=false",
                       "history() { :; }; kill() { :; }; printf() { :; }; export() { :; }; alias __vg_denied=true",
                       "shopt -u cmdhist; shopt -s lithist", "histchars=@%#", "set +o history", "set +H",
                       "shopt -u promptvars", "readonly PROMPT_COMMAND PS0=", "readonly PS2"):
            with self.subTest(before):
                alone = "PROMPT_COMMAND='echo $? >>$T/prompts';" if "printf" in before else ""
                terminal = self.start(before=alone + before)
                if before == "set -eu":  # a refused line is a failed command, and nothing else of the hook is
                    for line in ("! true", "false && true", "touch Y"):
                        terminal.line(line)
                    self.assertTrue(terminal.exists("Y"))
                    terminal.keys("touch X DANGER\r")
                    terminal.wait(lambda: not terminal.reader.is_alive(), "end of the shell")
                    self.assertFalse(terminal.exists("X"))
                else:
                    self.refuses(terminal)
                    terminal.line("rm Y; ! true")

    def test_rc_goes_on_and_keeps_its_settings(self):
        terminal = self.start(before="shopt -u expand_aliases; PROMPT_COMMAND=([0]='echo $? >>$T/prompts' [3]='echo b >>$T/b')",
                              after="AFTER=yes; shopt -q expand_aliases || AFTER=no; echo $AFTER >$T/after")
        self.assertEqual(terminal.lines("after"), ["no"])
        terminal.line("declare -p PROMPT_COMMAND >out")
        self.assertRegex(terminal.lines("out")[0], r"^declare -a PROMPT_COMMAND=\(\[0\]=.*__vg_prompt")
        self.assertIn("[3]=", terminal.lines("out")[-1])
        terminal.line("(( BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 501 )) && touch b")  # before, only [0] ran
        self.assertTrue(terminal.exists("b"))

    def test_not_in_shells_that_are_not_interactive(self):
        code = 'eval "$("$1/vg" init bash)"; compgen -v __vg; declare -F; echo ${LD_PRELOAD-none}; shopt -q expand_aliases'
        self.library()
        done = subprocess.run(["bash", "-c", code, "-", self.directory], capture_output=True, text=True, check=False)
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("none\n", "", 1))

    def test_preload_for_children(self):
        library = self.library()
        terminal = self.start(options="", before="LD_PRELOAD=", after='eval "$("$T/vg" init bash)"')
        for change in ("true", "unset LD_PRELOAD", "export -n LD_PRELOAD", f"LD_PRELOAD={library}"):
            terminal.line(change)
            terminal.line("env | grep ^LD_PRELOAD= >out")
            self.assertEqual(terminal.lines("out"), [f"LD_PRELOAD={library}"], change)
        os.link(library, terminal.path("own.so"))
        terminal.line("LD_PRELOAD='$T/own.so'")
        terminal.line(f'LD_PRELOAD="$T/own.so {library}.not"')
        terminal.line("declare -p LD_PRELOAD >out")
        self.assertEqual(terminal.lines("out"), [f'declare -x LD_PRELOAD="{self.directory}/own.so {library}.not:{library}"'])
        terminal.line(f'LD_PRELOAD="{library} $T/own.so"')
        terminal.line("declare -p LD_PRELOAD >out")
        self.assertEqual(terminal.lines("out"), [f'declare -x LD_PRELOAD="{library} {self.directory}/own.so"'])
        os.unlink(library)
        terminal.line("unset LD_PRELOAD")
        terminal.line("declare -p LD_PRELOAD 2>/dev/null >out")
        self.assertEqual(terminal.lines("out"), [])

    def test_no_preload(self):
        self.library()
        terminal = self.start(options="--no-preload")
        terminal.line("declare -p LD_PRELOAD 2>/dev/null >out")
        self.assertEqual(terminal.lines("out"), [])


class WithoutAnswer(BashTest):
    def check(self, terminal):
        terminal.line("cd /")
        self.assertEqual(terminal.line("pwd"), 0)
        self.assertEqual(terminal.line("cd -"), 0)
        self.assertEqual(terminal.line("ls -d /"), 0)
        self.assertEqual(terminal.line("export CRASH ODD_STATUS SILENT_REWRITE"), 0)
        for line in ("touch X CRASH ODD_STATUS SILENT_REWRITE", "echo CRASH ODD_STATUS SILENT_REWRITE >X",
                     "ls $(touch X CRASH ODD_STATUS SILENT_REWRITE)", "eval touch X CRASH ODD_STATUS SILENT_REWRITE",
                     "X=1 touch X CRASH ODD_STATUS SILENT_REWRITE", "./ls CRASH ODD_STATUS SILENT_REWRITE"):
            self.assertEqual(terminal.line(line), 126, line)
        terminal.line(PASTE.format("ls CRASH ODD_STATUS SILENT_REWRITE\ntouch X").rstrip("\r"))
        self.assertFalse(terminal.exists("X"))

    def test_missing(self):
        terminal = self.start(after="rm $T/vg")
        self.check(terminal)
        self.assertIn(b"vg: no verdict from", terminal.output)

    def test_not_executable(self):
        self.check(self.start(after="chmod -x $T/vg"))

    def test_empty(self):
        self.check(self.start(after=": >$T/vg"))

    def test_not_a_program(self):
        self.check(self.start(after="echo garbage >$T/vg"))

    def test_crashing(self):
        terminal = self.start()
        for word in ("CRASH", "ODD_STATUS", "SILENT_REWRITE"):
            self.assertEqual(terminal.line(f"touch X {word}"), 126)
            self.assertEqual(terminal.line(f"echo {word}"), 0)
            self.assertEqual(terminal.line(f"ls -d . {word}"), 2)
        self.assertFalse(terminal.exists("X"))

    def test_harmless_program_of_the_project(self):
        self.write("bin/ls", "#!/bin/sh\ntouch $T/X\n", 0o755)
        terminal = self.start(after="PATH=$T/bin:$PATH; rm $T/vg")
        self.assertEqual(terminal.line("ls"), 126)
        self.assertFalse(terminal.exists("X"))

    def test_line_too_long_for_an_argument(self):
        terminal = self.start()
        text = "echo " + 140000 * "x"
        self.write("long", text + " >X\n")
        terminal.line("bind -x '\"\\C-g\": READLINE_LINE=$(<long)'")
        terminal.keys("\x07")
        self.assertEqual(terminal.line(""), 126)
        self.assertFalse(terminal.exists("X"))
        self.write("long", "echo " + 100000 * "y" + " >Y\n")
        terminal.keys("\x07")
        self.assertEqual(terminal.line(""), 0)
        self.assertTrue(terminal.exists("Y"))


if __name__ == "__main__":
    run("bash")
