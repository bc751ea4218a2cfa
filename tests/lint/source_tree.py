# SPDX-License-Identifier: Apache-2.0
"""The files a lint looks at, and how it reports."""

import os
import sys

# Inputs of tests: whatever they are, they are meant to be so.
DATA = ("tests/data/", "tests/fixtures/", "tests/fuzz/corpus/")
SOURCE_DIRECTORIES = ("bench", "cli", "core", "docs", "hook", "preload", "presets", "scripts", "shell", "tests", ".ci")


def files_below(root):
    """Relative paths of the project's own files: build directories and what is not text are left out."""
    found = [name for name in sorted(os.listdir(root)) if os.path.isfile(os.path.join(root, name))]
    for top in SOURCE_DIRECTORIES:
        for directory, names, files in os.walk(os.path.join(root, top)):
            names[:] = sorted(name for name in names if name not in ("__pycache__", "node_modules"))
            found += [os.path.relpath(os.path.join(directory, name), root) for name in sorted(files)]
    return [path for path in found if not path.startswith(DATA) and is_text(os.path.join(root, path))]


def is_text(path):
    if os.path.islink(path):
        return False
    with open(path, "rb") as file:
        return b"\0" not in file.read(8192)


def lines_of(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return file.read().splitlines()


def report(problems):
    """Prints one line per problem and ends the program: 1 where there is any."""
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


def root_argument():
    if len(sys.argv) != 2:
        print(f"usage: {sys.argv[0]} SOURCE_ROOT", file=sys.stderr)
        sys.exit(2)
    return sys.argv[1]
