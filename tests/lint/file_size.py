#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Files of at most 400 lines, functions of at most 60. In tests a table of cases is as long as it has cases."""

import re

from source_tree import files_below, lines_of, report, root_argument

FILE_LIMIT = 400
FUNCTION_LIMIT = 60
SIZED = (".cc", ".h", ".c", ".py", ".sh", ".bash", ".zsh", ".fish", ".bats", ".build")
# Not written to be read in one piece.
EXEMPT = ("LICENSE",)
NO_FUNCTION = re.compile(r"^\s*(namespace|struct|class|union|enum|extern|if|for|while|switch|else|do|try|catch|\}|return)\b")
SHELL_FUNCTION = re.compile(r"^(function\s+)?[A-Za-z_][\w-]*\s*\(\)\s*\{\s*$")


def long_functions(lines):
    """(first line, name, length) of functions over the limit, in code that clang-format has laid out: a body begins on a
    line that ends with "{" and ends with a "}" as deep as the signature."""
    number = 0
    while number < len(lines):
        opening = opens_function(lines, number)
        if opening is None:
            number += 1
            continue
        start, indent = opening
        end = number
        while end < len(lines) and not lines[end].startswith(" " * indent + "}"):
            end += 1
        length = end - start + 1
        if length > FUNCTION_LIMIT:
            yield start + 1, lines[start].strip(), length
        number = max(end, number + 1)


def opens_function(lines, number):
    """(line of the signature, its indentation) where the body of a function opens on this line, else None."""
    line = lines[number]
    if not line.endswith("{") or "//" in line:
        return None
    start = number
    # A signature over several lines: its later lines are indented deeper than its first.
    while start > 0 and line.strip() and indentation(lines[start]) >= 4 and lines[start - 1].strip() and number - start < 8:
        start -= 1
    signature = " ".join(part.strip() for part in lines[start : number + 1])
    indent = indentation(lines[start])
    if indent not in (0, 2) or ")" not in signature or NO_FUNCTION.match(lines[start]) or re.search(r"=\s*\{+$", signature):
        return None
    return start, indent


def indentation(line):
    return len(line) - len(line.lstrip(" "))


def long_shell_functions(lines):
    for number, line in enumerate(lines):
        if not SHELL_FUNCTION.match(line):
            continue
        end = number
        while end < len(lines) and lines[end] != "}":
            end += 1
        if end - number + 1 > FUNCTION_LIMIT:
            yield number + 1, line, end - number + 1


def main():
    root = root_argument()
    problems = []
    for path in files_below(root):
        lines = lines_of(root, path)
        is_shell = path.endswith((".sh", ".bash", ".zsh")) or (lines and re.match(r"#!.*\b(ba|z)?sh\b", lines[0]))
        if path in EXEMPT or not (path.endswith(SIZED) or is_shell):
            continue
        if len(lines) > FILE_LIMIT:
            problems.append(f"{path}: {len(lines)} lines, {FILE_LIMIT} is the ceiling")
        functions = ()
        if path.endswith((".cc", ".h")) and not path.startswith("tests/"):
            functions = long_functions(lines)
        elif is_shell:
            functions = long_shell_functions(lines)
        for line, name, length in functions:
            problems.append(f"{path}:{line}: {length} lines, {FUNCTION_LIMIT} is the ceiling: {name}")
    report(problems)


if __name__ == "__main__":
    main()
