#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Licence lines, words that are not to be used, and paths that exist only on the machine somebody worked on."""

import os
import re

from source_tree import files_below, lines_of, report, root_argument

# Written apart so that this file does not trip over itself.
LEFT_UNDONE = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
VAGUE_NAME = re.compile(r"(^|[_/.-])(utils?|helpers?|common|managers?|info|misc)([_/.-]|$)")
NEEDS_LICENCE = (".cc", ".h", ".c", ".py", ".sh", ".bash", ".zsh", ".fish", ".bats", ".build", ".yaml")
STANDARD = set("/bin /boot /dev /etc /home /lib /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /var".split())


def own_places(root):
    """Where this checkout lies, and what else lies below the directory above it, unless every machine has that one."""
    top = os.path.realpath(root)
    above = os.path.dirname(top)
    patterns = [re.escape(top) + r"\b"]
    if above != "/" and above not in STANDARD:
        patterns.append(re.escape(above) + r"/\w")
    # Only as a path of its own, not at the end of a longer one.
    return re.compile(r"(?<![\w.}~])(" + "|".join(patterns) + ")")


def has_licence(lines):
    return any("SPDX-License-Identifier: Apache-2.0" in line for line in lines[:2])


def problems_in(path, lines, places):
    if path.endswith(NEEDS_LICENCE) and lines and not has_licence(lines):
        yield f"{path}:1: no SPDX line"
    if VAGUE_NAME.search(path):
        yield f"{path}: a name that says nothing"
    for number, line in enumerate(lines, 1):
        found = LEFT_UNDONE.search(line)
        if found and path.endswith(NEEDS_LICENCE):
            yield f"{path}:{number}: {found.group(0)}: open work belongs in an issue"
        if places.search(line):
            yield f"{path}:{number}: a path that exists on one machine only"
    if path.endswith(".h") and lines and "#pragma once" not in lines:
        yield f"{path}:1: no #pragma once"


def main():
    root = root_argument()
    places = own_places(root)
    problems = []
    for path in files_below(root):
        problems += problems_in(path, lines_of(root, path), places)
    report(problems)


if __name__ == "__main__":
    main()
