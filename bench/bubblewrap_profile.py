#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The mounts of a plan as arguments of bubblewrap, one a line: vg exec --explain --json ... | bubblewrap_profile.py

What bubblewrap cannot do stays out of its arguments, in its favour: layers become plain binds, and there are no limits.
"""
import json
import os
import sys


def arguments_of(mount):
    kind, source, target = mount["kind"], mount["source"], mount["target"]
    if kind == "bind":
        return ["--ro-bind" if mount["read_only"] else "--bind", source, target]
    if kind in ("layer", "dropped_layer"):
        return ["--bind", target, target]
    if kind == "empty_file":
        return ["--ro-bind", "/dev/null", target]
    return ["--tmpfs", target]


def main():
    plan = json.load(sys.stdin)["plan"]
    words = ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/run"]
    for mount in plan["mounts"]:
        if os.path.exists(mount["target"]):
            words += arguments_of(mount)
    print("\n".join(words))


if __name__ == "__main__":
    main()
