# SPDX-License-Identifier: Apache-2.0
"""workloads.py SHIM DIRECTORY COUNT: processor time of real work without and with libvg.so, COUNT pairs in turn.

Out: the median of the differences in percent, and the bounds that hold it with 95 % (order statistics)."""

import os
import resource
import shutil
import statistics
import subprocess
import sys

SHIM, WORK, COUNT = sys.argv[1], sys.argv[2], int(sys.argv[3])
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True}
COMPILED = 12


def source_package():
    """A small package of Debian's, unpacked; None where no sources can be had."""
    script = os.path.join(os.path.dirname(__file__), "..", "tests", "workloads", "source_package.sh")
    done = subprocess.run(["bash", script, "hello", os.path.join(WORK, "hello")], check=False, stdout=subprocess.DEVNULL)
    return os.path.join(WORK, "hello") if done.returncode == 0 else None


def seconds(command, directory, shim, anew=False):
    if anew:
        shutil.rmtree(directory, ignore_errors=True)
        os.mkdir(directory)
    environment = dict(os.environ, LD_PRELOAD=SHIM) if shim else {k: v for k, v in os.environ.items() if k != "LD_PRELOAD"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["/bin/sh", "-c", command], cwd=directory, env=environment, **QUIET)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(name, command, directory, anew=False):
    seconds(command, directory, False, anew)  # not counted: caches
    percents, bare_times = [], []
    for turn in range(COUNT):
        times = {}
        for shim in (False, True) if turn % 2 else (True, False):
            times[shim] = seconds(command, directory, shim, anew)
        bare_times.append(times[False])
        percents.append(100 * (times[True] / times[False] - 1))
    percents.sort()
    low = max(0, round((COUNT - 1.96 * COUNT**0.5) / 2) - 1)
    print(
        f"{name}: {statistics.median(bare_times):.2f} s of processor time bare, with libvg.so "
        f"{statistics.median(percents):+.1f} % (95 %: {percents[low]:+.1f} to {percents[COUNT - 1 - low]:+.1f})",
        flush=True,
    )


def main():
    hello = source_package()
    if hello is None:
        print("configure: no source package to be had")
    else:
        # Anew each time, but not by the command that is measured: a line with rm -r in it is contained as a whole, and
        # what a sandbox holds is not judged.
        compare("configure", "../configure", os.path.join(hello, "b"), anew=True)
    many = os.path.join(WORK, "many")
    os.makedirs(many)
    for i in range(COMPILED):
        with open(os.path.join(many, f"f{i}.c"), "w", encoding="utf-8") as file:
            file.write("#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n")
            file.writelines(f"int f{i}_{j}(int x) {{ return printf(\"%d\", x * {j}); }}\n" for j in range(200))
    with open(os.path.join(many, "Makefile"), "w", encoding="utf-8") as file:
        objects = " ".join(f"f{i}.o" for i in range(COMPILED))
        file.write(f"all: {objects}\n%.o: %.c\n\t@$(CC) -O1 -c $<\nclean:\n\t@rm -f {objects}\n")
    compare("parallel compile", "make -s clean && make -s -j2", many)
    shutil.rmtree(many)


main()
