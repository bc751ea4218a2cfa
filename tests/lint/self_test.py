#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each lint must pass on a good tree and fail on each bad one: a lint that cannot fail is no lint."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SPDX = "// SPDX-License-Identifier: Apache-2.0\n"
ARCHITECTURE = """
| layer | may include |
|---|---|
| `core/base` | |
| `core/parse` | base |
| `core/run` | base |
| `core` | every folder below core |
| `cli` | core |

| library | only in |
|---|---|
| `yaml-cpp/` | `core/config/loader*.cc` |
| `seccomp.h` | `core/run/seccomp.cc`, `core/run/filter*.cc` |
"""
GOOD = {
    "ARCHITECTURE.md": ARCHITECTURE,
    "core/base/text.h": SPDX + "#pragma once\n#include <string>\n",
    "core/guard.cc": SPDX + '#include "core/parse/parse.h"\n#include "core/run/run.h"\n',
    "core/parse/parse.h": SPDX + "#pragma once\n",
    "core/parse/parse.cc": SPDX + '#include "made_by_the_build.h"\n#include "core/base/text.h"\n#include "core/parse/parse.h"\n',
    "core/run/seccomp.cc": SPDX + "#include <seccomp.h>\nint size = snprintf(nullptr, 0, \"printf(\");\n",
    "core/run/filter_rows.cc": SPDX + "#include <seccomp.h>\n",
    "shell/text.h.in": SPDX + "#pragma once\n",
    "tests/fixtures/odd.yaml": "no licence\n",
    "cli/main.cc": SPDX + '#include <cstdio>\n#include "shell/text.h"\n#include "core/guard.h"\nvoid say() { std::puts("x"); }\n',
}


def lint(name, files):
    """(exit status, output) of the lint `name` over a tree of `files`."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            full = os.path.join(root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as file:
                file.write(text.replace("@ROOT@", os.path.realpath(root)))
        done = subprocess.run(
            [sys.executable, os.path.join(HERE, name), root], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr


def function(body_lines, signature="int f(int a) {", indent=""):
    return f"{indent}{signature}\n" + f"{indent}  a();\n" * body_lines + f"{indent}}}\n"


class Lints(unittest.TestCase):
    def assert_passes(self, name, files):
        status, output = lint(name, files)
        self.assertEqual((status, output), (0, ""))

    def assert_fails(self, name, files, text):
        status, output = lint(name, files)
        self.assertNotEqual(status, 0)
        self.assertIn(text, output)

    def test_good_tree(self):
        for name in ("layers.py", "file_size.py", "words.py"):
            with self.subTest(name):
                self.assert_passes(name, GOOD)

    def test_layers(self):
        bad = {
            "core/base/a.cc": ('#include "core/parse/parse.h"', 'core/base may not include "core/parse/parse.h"'),
            "core/parse/a.cc": ('#include "core/run/run.h"', "core/parse may not include"),
            "core/run/a.h": ('#include "core/guard.h"', "core/run may not include"),
            "core/run/b.cc": ('  #  include   "cli/main.h"', "core/run may not include"),
            "core/new/a.cc": ('#include "core/base/text.h"', "lies in no layer"),
            "core/parse/b.cc": ('#include "parse.h"', "lies in no layer"),
            "core/parse/c.cc": ("#include <yaml-cpp/yaml.h>", "belongs in"),
            "cli/a.cc": ("#include <seccomp.h>", "belongs in"),
            "core/run/c.cc": ("#include <iostream>", "terminal output"),
            "core/run/d.cc": ('void f() { fprintf(stderr, "x"); }', "terminal output"),
            "core/run/e.cc": ("void f() { std::cerr << 1; }", "terminal output"),
        }
        for path, (line, text) in bad.items():
            with self.subTest(path):
                self.assert_fails("layers.py", {**GOOD, path: SPDX + line + "\n"}, text)

    def test_layers_needs_its_table(self):
        self.assert_fails("layers.py", {**GOOD, "ARCHITECTURE.md": "nothing\n"}, "no table")
        self.assert_fails("layers.py", {**GOOD, "ARCHITECTURE.md": ARCHITECTURE.replace("| base |", "| bass |")}, "bass")

    def test_file_size(self):
        long_file = SPDX + "int a;\n" * 400
        for path in ("core/base/long.cc", "tests/x/long.bats", "scripts/long.sh", "core/meson.build"):
            with self.subTest(path):
                self.assert_fails("file_size.py", {path: long_file}, "401 lines, 400 is the ceiling")
        self.assert_passes("file_size.py", {"core/base/long.cc": SPDX + "int a;\n" * 399, "LICENSE": "x\n" * 999})

    def test_function_size(self):
        signatures = [
            ("int f(int a) {", ""),
            ("Result<Outcome> Guard::run(const Request& request) const {", ""),
            ("Guard::Guard(int a)\n    : a_(a),\n      b_(a) {", ""),
            ("int f(int a,\n      int b) {", ""),
            ("bool is_long() const {", "  "),
        ]
        for signature, indent in signatures:
            with self.subTest(signature):
                self.assert_passes("file_size.py", {"core/a.cc": SPDX + function(50, signature, indent)})
                self.assert_fails("file_size.py", {"core/a.cc": SPDX + function(59, signature, indent)}, "60 is the ceiling")
        self.assert_passes("file_size.py", {"core/a.cc": SPDX + function(99, "namespace vg {")})
        self.assert_passes("file_size.py", {"core/a.cc": SPDX + function(99, "constexpr Row rows[size()] = {")})
        self.assert_passes("file_size.py", {"tests/unit/a_test.cc": SPDX + function(99)})
        self.assert_fails("file_size.py", {"test.sh": "#!/bin/bash\n" + function(59, "run() {")}, "60 is the ceiling")

    def test_words(self):
        bad = {
            "core/a.cc": ("int a;\n", "no SPDX line"),
            "core/b.cc": (SPDX + "// TO" + "DO: later\n", "belongs in an issue"),
            "scripts/a.sh": ("#!/bin/sh\n" + SPDX.replace("//", "#") + "# FIX" + "ME\n", "belongs in an issue"),
            "core/base/string_utils.cc": (SPDX, "says nothing"),
            "core/common/a.cc": (SPDX, "says nothing"),
            "docs/a.md": ("see @ROOT@/core\n", "one machine only"),
            "core/base/a.h": (SPDX + "int a;\n", "no #pragma once"),
        }
        for path, (text, expected) in bad.items():
            with self.subTest(path):
                self.assert_fails("words.py", {**GOOD, path: text}, expected)

    def test_interception_cases(self):
        rows = [f"{number}. later: not yet\n" for number in range(1, 97)]
        rows[4] = "5. execl\n"
        tests = '# bats test_tags=case:5,case:%s\n@test "a" {\n}\n'
        tree = {"tests/preload/CASES.md": "".join(rows), "tests/preload/a.bats": tests % "5"}
        self.assert_passes("interception_cases.py", tree)
        self.assert_fails("interception_cases.py", {**tree, "tests/preload/a.bats": "#\n"}, "case 5 (execl) has no test")
        self.assert_fails("interception_cases.py", {**tree, "tests/preload/a.bats": tests % "6"}, "is marked 'later'")
        self.assert_fails("interception_cases.py", {**tree, "tests/preload/a.bats": tests % "97"}, "not in the list")
        self.assert_fails("interception_cases.py", {**tree, "tests/preload/CASES.md": "".join(rows[:95])}, "96 is missing")

    def test_counting(self):
        doctest = "[doctest] test cases:  5 |  3 passed | 1 failed | 1 skipped\n[doctest] assertions: 9 | 9 passed | 0 failed |"
        tap = "1..4\nok 1 a\nnot ok 2 b\n# ok 9 not a result\nok 3 c # skip no kernel\nok 4 d\n"
        rows = [
            ({"result": "OK", "stdout": "nothing"}, "1 0 0"),
            ({"result": "OK"}, "1 0 0"),
            ({"result": "FAIL"}, "0 1 0"),
            ({"result": "TIMEOUT", "stdout": "1..2\nok 1 a\n"}, "1 1 0"),
            ({"result": "SKIP"}, "0 0 1"),
            ({"result": "FAIL", "stdout": "\x1b[1m" + doctest}, "3 1 1"),
            ({"result": "FAIL", "stdout": tap}, "2 1 1"),
            ({"result": "ERROR", "stdout": doctest.replace("1 failed", "0 failed")}, "3 1 1"),
        ]
        for row, expected in rows:
            with self.subTest(expected), tempfile.NamedTemporaryFile("w", suffix=".json") as file:
                file.write(json.dumps(row) + "\n")
                file.flush()
                counter = [sys.executable, os.path.join(HERE, "count_results.py"), file.name]
                self.assertEqual(subprocess.run(counter, capture_output=True, text=True, check=True).stdout.strip(), expected)

    def test_wrong_use(self):
        done = subprocess.run([sys.executable, os.path.join(HERE, "words.py")], capture_output=True, check=False)
        self.assertEqual(done.returncode, 2)


if __name__ == "__main__":
    unittest.main()
