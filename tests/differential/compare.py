#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the parser against bash, fish, zsh (what they accept) and shfmt (the tree), over the corpus and generated lines.

Usage: compare.py DUMP_TREE [--seed N] [--lines N] [--show N]
"""

import argparse
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import shell_lines
import shfmt_tree
from generate import Lines

HERE = os.path.dirname(os.path.abspath(__file__))
CORPUS = os.path.join(HERE, "..", "data", "corpus")


def corpus():
    for name in sorted(os.listdir(CORPUS)):
        with open(os.path.join(CORPUS, name), encoding="utf-8") as file:
            yield from (json.loads(line)["cmd"] for line in file)


def ours(program, lines, shell):
    """What our parser makes of each line: {"problems": […], "tree": …}, bytes as code points."""
    rows = "".join(json.dumps({"cmd": line, "shell": shell}) + "\n" for line in lines)
    result = subprocess.run([program], input=rows.encode(), stdout=subprocess.PIPE, check=True)
    answers = [json.loads(row) for row in result.stdout.decode().splitlines()]
    assert len(answers) == len(lines)
    return answers


# Each of them only reads: -n, --no-execute. The text comes on standard input, where it can begin with a dash.
COMMANDS = {
    "bash": ["bash", "--norc", "-O", "extglob", "-n"],
    "sh": ["dash", "-n"],
    "zsh": ["zsh", "-f", "-n", "-o", "interactivecomments"],
    "fish": ["fish", "--no-config", "--no-execute"],
}


def accepts(shell, lines):
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}

    def one(line):
        result = subprocess.run(COMMANDS[shell], input=(line + "\n").encode(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                env=environment, check=False)
        # bash warns of a here-document without an end, and ends with 0 after some errors.
        said = [row for row in result.stderr.splitlines() if b"warning: here-document" not in row]
        return result.returncode == 0 and not said

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(one, lines))


class Comparison:
    def __init__(self, program, show):
        self.program = program
        self.show = show
        self.failed = 0

    def report(self, what, line, ours_said, theirs):
        self.failed += 1
        if self.failed <= self.show:
            print(f"{what}: {line!r}\n  ours:   {ours_said}\n  theirs: {theirs}")

    def acceptance(self, shell, lines, where):
        answers = ours(self.program, lines, shell)
        verdicts = accepts(shell, lines)
        known = shell_lines.DIFFERENT.get(shell, {})
        excused = 0
        for line, answer, accepted in zip(lines, answers, verdicts):
            problems = answer["problems"]
            if (not problems) == accepted:
                if line in known:
                    self.report(f"{shell} agrees after all", line, problems, accepted)
            elif line in known or any(applies(line, accepted, problems) for applies in shell_lines.RULES.get(shell, ())):
                excused += 1
            else:
                self.report(shell, line, problems or "accepted", "accepted" if accepted else "rejected")
        print(f"{shell}: {len(lines)} lines {where}, {sum(verdicts)} accepted, {excused} differ on purpose")
        return [(line, answer) for line, answer, accepted in zip(lines, answers, verdicts) if accepted and not answer["problems"]]

    def trees(self, pairs, where):
        trees = shfmt_tree.trees([line for line, _ in pairs])
        compared = 0
        for (line, answer), theirs in zip(pairs, trees):
            if theirs is None or any(re.search(pattern, line) for pattern in shell_lines.NOT_FOR_SHFMT):
                continue
            compared += 1
            mine = shfmt_tree.ours(answer["tree"])
            if not shfmt_tree.same(mine, theirs):
                self.report("tree", line, *shfmt_tree.difference(mine, theirs))
        print(f"shfmt: {compared} trees {where} compared, {len(pairs) - compared} not read by shfmt")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--seed", type=int, default=20240601)
    parser.add_argument("--lines", type=int, default=1000)
    parser.add_argument("--show", type=int, default=20)
    options = parser.parse_args()
    comparison = Comparison(options.program, options.show)
    made = Lines(options.seed)
    valid = [made.line() for _ in range(options.lines)]
    broken = [line for line in (made.broken() for _ in range(options.lines)) if line.strip()]
    comparison.trees(comparison.acceptance("bash", list(corpus()), "of the corpus"), "of the corpus")
    comparison.trees(comparison.acceptance("bash", valid, "made"), "made")
    comparison.trees(comparison.acceptance("bash", broken, "made and broken"), "made and broken")
    portable = Lines(options.seed + 1, portable=True)
    portable = [portable.line() for _ in range(options.lines // 4)]
    comparison.acceptance("sh", portable, "made")
    comparison.acceptance("zsh", portable, "made")
    comparison.acceptance("zsh", shell_lines.ZSH, "written for it")
    comparison.acceptance("fish", shell_lines.FISH, "written for it")
    if comparison.failed:
        sys.exit(f"{comparison.failed} disagreements")


if __name__ == "__main__":
    main()
