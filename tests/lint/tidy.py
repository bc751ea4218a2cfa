#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""clang-tidy over the product's files. A file is skipped when it, the project's headers it includes, its flags and the
checks are what they were when it last passed."""

import concurrent.futures
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
CHECKED = ("core/", "hook/", "cli/", "preload/")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def closure(root, path, seen):
    """`path` and the project's files it includes, relative to `root`."""
    if path in seen or not os.path.isfile(os.path.join(root, path)):
        return
    seen.add(path)
    for name in INCLUDE.findall(read(os.path.join(root, path)).decode(errors="replace")):
        closure(root, name, seen)


def state_of(root, path, command, checks):
    files = set()
    closure(root, path, files)
    digest = hashlib.sha256(checks + command.encode())
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + read(os.path.join(root, name)))
    return digest.hexdigest()


def check(root, build, path):
    done = subprocess.run(
        ["clang-tidy", "--quiet", "-p", build, os.path.join(root, path)], capture_output=True, text=True, check=False
    )
    return done.returncode == 0, done.stdout


def main():
    root, build = (os.path.abspath(argument) for argument in sys.argv[1:3])
    version = subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True).stdout
    checks = version + read(os.path.join(root, ".clang-tidy"))
    cache = os.path.join(build, "tidy-passed")
    os.makedirs(cache, exist_ok=True)
    wanted = {}
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        for entry in json.load(file):
            path = os.path.relpath(os.path.join(entry["directory"], entry["file"]), root)
            if path.startswith(CHECKED):
                flags = shlex.join(word for word in shlex.split(entry["command"]) if not word.endswith((".o", ".d")))
                wanted[path] = os.path.join(cache, state_of(root, path, flags, checks))
    stale = [path for path in sorted(wanted) if not os.path.exists(wanted[path])]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, (passed, output) in zip(stale, pool.map(lambda path: check(root, build, path), stale)):
            if passed:
                open(wanted[path], "w", encoding="utf-8").close()
            else:
                failed += 1
                print(output)
    print(f"clang-tidy: {len(wanted)} files, {len(stale)} checked, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
