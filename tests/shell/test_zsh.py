#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The zsh hook on a real terminal: what is refused has no effect at all, and allowed lines behave as without it."""

import os
import subprocess
import time

from terminal import ShellTest, run

RC = """
PS1='$ ' PS2='> ' HISTFILE=$T/history HISTSIZE=1000 SAVEHIST=1000
precmd() {{ print -r -- $? >>$T/prompts }}
{before}
{hook}
{after}
"""
HOOK = 'eval "$("$T/vg" init zsh {options})"'
PASTE = "\x1b[200~{}\x1b[201~"

# What plugins do: widgets are wrapped once more at every prompt, call the builtin one directly, or call each other.
PLUGINS = """
_own_accept() { print -r -- "$BUFFER" >>$T/plugin; zle _own_before "$@" }
_own_wrap() { [[ $widgets[accept-line] == user:_own_accept ]] || { zle -A accept-line _own_before; zle -N accept-line _own_accept } }
_own_direct() { zle .accept-line }
zle -N _own_direct; bindkey '^G' _own_direct
_own_caller() { BUFFER+=' '; zle accept-line }
zle -N _own_caller; bindkey '^Y' _own_caller
typeset -ga precmd_functions; precmd_functions+=(_own_wrap)
zle-line-init() { print -r -- init >>$T/init }
zle -N zle-line-init
"""

SESSION = (
    "cd /; pwd >>$T/out; cd $T",
    "export FOO=bar; typeset -p FOO >>out",
    "f() { echo in f $1; return 3 }; f one >>out",
    'echo "$? $_" >>out',
    "true last argument",
    'echo "$_" >>out',
    "false | true",
    'echo "$pipestatus" >>out',
    "alias again='echo again' -g G='| grep -c .'",
    "again >>out",
    "echo x G >>out",
    "for i in 1 2; do\recho $i >>out\rdone",
    "cat >>out <<end\rhere\rend",
    "cat >>out <<<here; echo $((1 << 3)) >>out",
    PASTE.format("echo pasted 1 >>out\necho pasted 2 >>out"),
    "echo a \\\rb >>out",
    "echo !$ >>out2",
    "echo no # comment >>out",
    "setopt hist_ignore_space hist_reduce_blanks",
    " echo not kept >>out",
    "echo   blanks   >>out",
    "(exit 7)",
    'echo "$?" >>out',
    "sleep 0 & wait; echo ${#${!}} | grep -c . >>out",
    "echo )",
    'echo "$?" >>out',
    "setopt interactive_comments ksh_arrays sh_word_split no_unset",
    "echo commented >>out # (",
    "fc -W saved",
)


class ZshTest(ShellTest):
    shell = "zsh"

    def start(self, before="", after="", options="--no-preload", hook=HOOK, arguments=("-i",), environment=None):
        self.write(".zshrc", RC.format(before=before, after=after, hook=hook.format(options=options)))
        terminal = self.spawn(["zsh", "-d", *arguments], {"ZDOTDIR": self.directory, **(environment or {})})
        terminal.prompt()
        return terminal


class Refused(ZshTest):
    def test_no_part_of_a_line_runs(self):
        terminal = self.start()
        for line in ("touch X DANGER", "{ echo DANGER; } > X", "for i in 1 2; do touch X; done; : DANGER",
                     "touch X | cat DANGER", "touch X & : DANGER", "> X; : DANGER", "f() { touch X }; f DANGER",
                     "echo $(touch X) DANGER", "echo # ; touch X DANGER"):
            with self.subTest(line):
                self.assertEqual(terminal.line(line), 126)
                self.assertFalse(terminal.exists("X"))
        self.assertEqual(self.asked()[-1], "echo \\# ; touch X DANGER")
        self.assertEqual(terminal.line("echo $? >status"), 0)
        self.assertEqual(terminal.lines("status"), ["126"])

    def test_continuation_lines_are_judged_together(self):
        terminal = self.start()
        terminal.show("for i in 1; do\r", "> ")
        terminal.show("touch X\r", "> ")
        terminal.keys("touch DANGER; done\r")
        terminal.until(126)
        self.assertFalse(terminal.exists("X") or terminal.exists("DANGER"))
        terminal.show("for i in 1; do\r", "> ")
        terminal.keys("touch REWRITE; done\r")
        terminal.until(0)
        self.assertTrue(terminal.exists("CHANGED"))
        for lines in (("cat >X <<end", "DANGER", "end"), ("touch X \\", "DANGER")):
            for line in lines[:-1]:
                terminal.show(line + "\r", "> ")
            terminal.keys(lines[-1] + "\r")
            terminal.until(126)
        terminal.show("cat >>CHANGED <<end\r", "> ")
        terminal.show("REWRITE\r", "> ")
        terminal.keys("end\r")
        terminal.until(0)
        self.assertEqual(terminal.lines("CHANGED"), ["CHANGED"])
        self.assertFalse(terminal.exists("X") or terminal.exists("REWRITE"))
        terminal.show("for i in 1; do\r", "> ")
        self.assertEqual(terminal.line("touch Y; done"), 0)
        self.assertTrue(terminal.exists("Y"))
        self.assertNotIn("for i in 1; do", self.asked())

    def test_pasted_lines(self):
        terminal = self.start()
        self.assertEqual(terminal.line(PASTE.format("touch X\ntouch Y\n: DANGER\n")), 126)
        self.assertFalse(terminal.exists("X") or terminal.exists("Y"))

    def test_other_widgets(self):
        terminal = self.start(before=PLUGINS)
        for keys in ("\r", "\n", "\x0f", "\x1ba", "\x07", "\x19", "\x1b[200~\ntouch X DANGER\x1b[201~\r"):
            terminal.line("true")
            terminal.keys("touch X DANGER" + keys)
            terminal.until(126)
            terminal.keys("\x15")
            self.assertFalse(terminal.exists("X"), keys)
        self.assertEqual(terminal.line("touch Y"), 0)
        self.assertTrue(terminal.exists("Y"))
        terminal.keys("touch Z\x19")
        self.assertEqual(terminal.prompt(), 0)
        self.assertTrue(terminal.exists("Z"))
        self.assertIn("touch Y", terminal.lines("plugin"))
        self.assertNotIn(b"nested function", terminal.output)
        self.assertTrue(terminal.lines("init"))

    def test_vi_mode(self):
        terminal = self.start(before="bindkey -v; KEYTIMEOUT=1")
        self.assertEqual(terminal.line("touch X DANGER"), 126)
        terminal.keys("touch X DANGER\x1b")
        time.sleep(0.2)
        self.assertEqual(terminal.line(""), 126)
        self.assertFalse(terminal.exists("X"))

    def test_without_line_editor(self):
        terminal = self.start(after="unsetopt zle")
        for trap in ("true", "trap : INT", "trap '' INT", "TRAPINT() { return 0 }"):
            terminal.line(trap)
            terminal.line("{ echo DANGER; } > X")
            self.assertFalse(terminal.exists("X"), trap)
        self.assertEqual(terminal.line("touch Y"), 0)
        self.assertTrue(terminal.exists("Y"))

    def test_aliases_and_history_are_judged_expanded(self):
        terminal = self.start(before="alias harmless='touch X DANGER' two=harmless; alias -g G='| cat DANGER'; alias -s dgr='touch X DANGER'")
        for line in ("harmless", "true; two", "touch X G", "./a.dgr"):
            self.assertEqual(terminal.line(line), 126, line)
        terminal.line("touch X ANGER")
        self.assertEqual(terminal.line("^ ANGER^ DANGER"), 126)
        self.assertEqual(self.asked()[-1], "touch X DANGER")
        self.assertNotIn("^ ANGER^ DANGER", self.asked())
        terminal.line("rm X")
        terminal.line("setopt hist_verify")
        terminal.show("!?DANGER?\r", "DANGER")
        self.assertEqual(terminal.line(""), 126)
        self.assertFalse(terminal.exists("X"))

    def test_interrupted_check_and_question(self):
        terminal = self.start()
        terminal.keys("touch X SLOW\r")
        terminal.wait(self.asked, "question to vg")
        terminal.keys("\x03")
        terminal.prompt()
        terminal.show("touch X QUESTION\r", "really?")
        terminal.keys("n")
        self.assertEqual(terminal.prompt(), 126)
        time.sleep(1.5)
        self.assertFalse(terminal.exists("X"))
        terminal.show("touch X QUESTION\r", "really?")
        terminal.keys("y")
        self.assertEqual(terminal.prompt(), 0)
        self.assertTrue(terminal.exists("X"))


class Allowed(ZshTest):
    def session(self, terminal):
        for line in SESSION:
            terminal.line(line) if "\r" not in line else terminal.keys(line + "\r")
            if "\r" in line:
                terminal.prompt()
        names = ("out", "saved", "prompts", "history")  # a subshell that exits saves the history so far, once
        files = [terminal.lines(name) for name in names]
        for name in names + ("out2",):
            os.unlink(terminal.path(name))
        return files

    def test_session_is_the_same_as_without_the_hook(self):
        hooked = self.session(self.start())
        without = self.session(self.start(hook=""))
        for got, expected in zip(hooked, without):
            self.assertEqual(got, expected)
        self.assertGreater(len(without[0]), 15)

    def test_job_control(self):
        terminal = self.start()
        terminal.keys("sleep 61\r")
        terminal.wait(lambda: subprocess.run(["pgrep", "-P", str(terminal.pid), "-f", "sleep 61"], check=False,
                                             stdout=subprocess.DEVNULL).returncode == 0, "sleeping job")
        terminal.keys("\x1a")
        self.assertEqual(terminal.prompt(), 148)
        terminal.line("jobs >stopped; kill %1")
        self.assertIn("sleep 61", terminal.lines("stopped")[0])

    def test_history_keeps_what_was_typed(self):
        terminal = self.start()
        typed = ("touch X DANGER", "echo REWRITE $? >out")
        for line in typed:
            terminal.line(line)
        terminal.line("setopt hist_ignore_space")
        terminal.line(" touch X DANGER")
        terminal.line("HISTORY_IGNORE='touch se*'")
        terminal.line("touch secret DANGER")
        terminal.line("fc -W saved")
        self.assertEqual(terminal.lines("saved"), [*typed, "setopt hist_ignore_space", "HISTORY_IGNORE='touch se*'", "fc -W saved"])
        self.assertEqual(terminal.lines("out"), ["CHANGED 126"])


class Odd(ZshTest):
    def refuses(self, terminal):
        self.assertEqual(terminal.line("touch X DANGER"), 126)
        self.assertFalse(terminal.exists("X"))
        self.assertEqual(terminal.line("touch Y NOTICE"), 0)
        self.assertTrue(terminal.exists("Y"))
        self.assertEqual(self.asked()[-2:], ["touch X DANGER", "touch Y NOTICE"])

    def test_loaded_twice_or_inherited(self):
        environment = {"_vg_s": "loaded", "_vg_nothing": "x", "_vg_verdict": "0"}
        terminal = self.start(after='eval "$("$T/vg" init zsh)"', environment=environment)
        self.refuses(terminal)
        self.assertEqual(len(self.asked()), 2)
        self.assertIn(b"stand-in: a notice", terminal.output)
        terminal.line("zsh -d -i")
        self.refuses(terminal)

    def test_settings_of_the_user(self):
        for before in ("setopt no_unset err_return ksh_arrays sh_word_split", "setopt xtrace", "IFS=/", "setopt no_glob no_equals",
                       "alias print=false local=false builtin=false setopt=false emulate=false zle=false '(('=false",
                       "alias -g text=nothing", "setopt hist_ignore_all_dups share_history inc_append_history extended_history"):
            with self.subTest(before):
                terminal = self.start(after=before if "alias" not in before else "", before=before if "alias" in before else "")
                self.refuses(terminal)

    def test_not_in_shells_that_are_not_interactive(self):
        code = 'eval "$("$1/vg" init zsh)"; print -l ${(k)parameters[(I)_vg*]} ${(k)functions[(I)_vg*]} ${LD_PRELOAD-none}'
        self.library()
        done = subprocess.run(["zsh", "-f", "-c", code, "-", self.directory], capture_output=True, text=True, check=False)
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("none\n", "", 0))

    def test_preload_for_children(self):
        library = self.library()
        terminal = self.start(options="", before="LD_PRELOAD=")
        for change in ("true", "unset LD_PRELOAD", "typeset +x LD_PRELOAD", f"LD_PRELOAD={library}"):
            terminal.line(change)
            terminal.line("env | grep ^LD_PRELOAD= >out")
            self.assertEqual(terminal.lines("out"), [f"LD_PRELOAD={library}"], change)

    def test_without_answer(self):
        terminal = self.start(after="chmod -x $T/vg")
        for after in ("chmod -x $T/vg", "chmod +x $T/vg; : >$T/vg", "rm $T/vg"):
            subprocess.run(after, shell=True, check=True, env={**os.environ, "T": self.directory})
            self.assertEqual(terminal.line("cd ."), 0)
            self.assertEqual(terminal.line("ls -d /"), 0)
            for line in ("touch X", "echo a >X", "ls $(touch X)", "eval touch X", "X=1 touch X", "./ls"):
                self.assertEqual(terminal.line(line), 126, line)
        self.assertFalse(terminal.exists("X"))

    def test_crashing(self):
        terminal = self.start()
        for word in ("CRASH", "ODD_STATUS", "SILENT_REWRITE"):
            self.assertEqual(terminal.line(f"touch X {word}"), 126)
            self.assertEqual(terminal.line(f"echo {word}"), 0)
        self.assertEqual(terminal.line("touch X NOTICE ODD_STATUS"), 126)
        self.assertIn(b"stand-in: a notice\r\nvg: no verdict from", terminal.output)
        self.assertFalse(terminal.exists("X"))


if __name__ == "__main__":
    run("zsh")
