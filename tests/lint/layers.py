#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds every #include against the layer and library tables of ARCHITECTURE.md, and keeps terminal output out of core."""

import fnmatch
import os
import re

from source_tree import files_below, lines_of, report, root_argument

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')
# Not snprintf: it writes to memory.
PRINTING = re.compile(r"\b(printf|fprintf|vprintf|vfprintf|dprintf|puts|fputs|putchar|perror)\s*\(|std::(cout|cerr|clog)\b")
LITERAL = re.compile(r'"(\\.|[^"\\])*"')
CODE = (".cc", ".h")
MAY_PRINT = ("cli/", "hook/", "tests/", "bench/", "docs/")


def table(lines, first_heading):
    """The rows of the Markdown table whose header starts with `first_heading`, as lists of cells."""
    rows = []
    inside = False
    for line in lines:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells[0] == first_heading:
            inside = True
        elif inside and not set(cells[0]) <= set("-: "):
            rows.append([cell.strip("`") for cell in cells])
    return rows


def read_layers(lines):
    """{layer: set of layers it may include besides itself}."""
    rows = table(lines, "layer")
    if not rows:
        raise SystemExit("ARCHITECTURE.md: no table of layers")
    names = [row[0] for row in rows]
    below_core = [name for name in names if name.startswith("core/")]
    layers = {}
    for name, allowed in rows:
        reachable = set()
        for word in filter(None, (word.strip() for word in allowed.split(","))):
            if word == "every folder below core":
                reachable.update(below_core)
            elif word == "core":
                reachable.update(below_core + ["core"])
            elif word in names or "core/" + word in names:
                reachable.add(word if word in names else "core/" + word)
            else:
                raise SystemExit(f"ARCHITECTURE.md: layer {name} may include {word!r}, which is no layer")
        layers[name] = reachable
    return layers


def layer_of(path, layers):
    """The deepest layer whose folder holds `path`, None outside all of them."""
    directory = os.path.dirname(path)
    while directory:
        if directory in layers:
            return directory
        # A folder below core/ that the table does not know must not pass as core itself.
        if os.path.dirname(directory) == "core":
            return None
        directory = os.path.dirname(directory)
    return None


def is_made_by_the_build(root, path, target):
    """A header with a template, or without a directory and without a file beside the one that includes it."""
    if "/" in target:
        return os.path.exists(os.path.join(root, target + ".in"))
    return not os.path.exists(os.path.join(root, os.path.dirname(path), target))


def include_problem(root, path, target, is_local, layers, libraries):
    if not is_local:
        for library, only_in in libraries:
            if not target.startswith(library):
                continue
            patterns = [pattern.strip(" `") for pattern in only_in.split(",")]
            if not any(fnmatch.fnmatch(path, pattern) for pattern in patterns):
                return f"<{target}> belongs in {only_in} only"
        return None
    if is_made_by_the_build(root, path, target):
        return None
    own = layer_of(path, layers)
    other = layer_of(target, layers)
    if own is None:
        return "lies in no layer of ARCHITECTURE.md"
    if other is None:
        return f'"{target}" lies in no layer of ARCHITECTURE.md (write paths from the source root)'
    if other != own and other not in layers[own]:
        return f'{own} may not include "{target}" ({other})'
    return None


def main():
    root = root_argument()
    architecture = lines_of(root, "ARCHITECTURE.md")
    layers = read_layers(architecture)
    libraries = table(architecture, "library")
    problems = []
    for path in files_below(root):
        if not path.endswith(CODE) or not path.startswith(("core/", "hook/", "cli/", "preload/")):
            continue
        for number, line in enumerate(lines_of(root, path), 1):
            code = LITERAL.sub('""', line).split("//")[0]
            found = INCLUDE.match(line)
            if found:
                problem = include_problem(root, path, found.group(2), found.group(1) == '"', layers, libraries)
                if problem:
                    problems.append(f"{path}:{number}: {problem}")
            if not path.startswith(MAY_PRINT) and (PRINTING.search(code) or (found and found.group(2) == "iostream")):
                problems.append(f"{path}:{number}: terminal output outside cli/ and hook/")
    report(problems)


if __name__ == "__main__":
    main()
