#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts test cases in logs of `meson test` (testlog.json) and in TAP: prints "PASSED FAILED SKIPPED".

A doctest program and a bats file count with each of their cases, anything else as one."""

import json
import re
import sys

DOCTEST = re.compile(r"\[doctest\] test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed \|\s*(\d+) skipped")
TAP = re.compile(r"^(not ok|ok) \d+(.*)$", re.MULTILINE)
TAP_SKIP = re.compile(r"#\s*skip", re.IGNORECASE)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def count_tap(text):
    counts = [0, 0, 0]
    for verdict, rest in TAP.findall(text):
        counts[1 if verdict == "not ok" else 2 if TAP_SKIP.search(rest) else 0] += 1
    return counts


def count_test(test):
    """Of one line of testlog.json. What the program says is believed only where its exit status agrees."""
    output = COLOUR.sub("", test.get("stdout") or "")
    found = DOCTEST.search(output)
    counts = [int(number) for number in found.groups()] if found else count_tap(output)
    if sum(counts) == 0:
        counts = [0, 0, 1] if test["result"] == "SKIP" else [1, 0, 0] if test["result"] == "OK" else [0, 1, 0]
    if test["result"] not in ("OK", "SKIP", "EXPECTEDFAIL") and counts[1] == 0:
        counts[1] = 1
    return counts


def main():
    total = [0, 0, 0]
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
        if path.endswith(".json"):
            counted = [count_test(json.loads(line)) for line in text.splitlines() if line.strip()]
        else:
            counted = [count_tap(text)]
        for counts in counted:
            total = [a + b for a, b in zip(total, counts)]
    print(*total)


if __name__ == "__main__":
    main()
