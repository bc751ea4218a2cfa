#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every case of tests/preload/CASES.md has a test that is tagged with its number. --table prints which."""

import collections
import os
import re
import sys

from source_tree import report, root_argument

LIST = "tests/preload/CASES.md"
COUNT = 96
ROW = re.compile(r"^(\d+)\. (.*)$")
TAGS = re.compile(r"^# bats (?:test|file)_tags=(.*)$")
TEST = re.compile(r'^@test "(.*?)" \{')


def cases_in(root):
    with open(os.path.join(root, LIST), encoding="utf-8") as file:
        return {int(row[1]): row[2] for row in map(ROW.match, file) if row}


def tests_in(root):
    """Case number -> tests that carry it, as (file, name)."""
    found = collections.defaultdict(list)
    folder = os.path.join(root, os.path.dirname(LIST))
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".bats"):
            continue
        tags = []
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            for line in file:
                if match := TAGS.match(line):
                    tags = [tag.strip() for tag in match[1].split(",")]
                elif match := TEST.match(line):
                    for tag in tags:
                        if tag.startswith("case:"):
                            found[int(tag[5:])].append((name, match[1]))
                    tags = []
    return found


def problems_in(cases, tests):
    for number in range(1, COUNT + 1):
        if number not in cases:
            yield f"{LIST}: case {number} is missing"
        elif cases[number].startswith("later: ") == bool(tests.get(number)):
            wrong = "has a test and is marked 'later'" if tests.get(number) else "has no test"
            yield f"{LIST}: case {number} ({cases[number]}) {wrong}"
    for number in sorted(set(tests) - set(cases)):
        yield f"{LIST}: {tests[number][0][0]} has a test for case {number}, which is not in the list"


def main():
    wants_table = "--table" in sys.argv
    if wants_table:
        sys.argv.remove("--table")
    root = root_argument()
    cases, tests = cases_in(root), tests_in(root)
    if wants_table:
        for number, text in sorted(cases.items()):
            names = "; ".join(f"{file}: {name}" for file, name in tests.get(number, []))
            print(f"{number}\t{text}\t{names}")
    report(list(problems_in(cases, tests)))


if __name__ == "__main__":
    main()
