#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# ./bench.sh undo [DIRECTORY]: a snapshot of a work tree of 10,000 files and 200 MB with a packed repository, first and
# again, beside `git stash create`, `cp --reflink=auto` and `cp -a` of the same files; and taking 10,000 files over from a
# run's layer beside `cp -a` of them. Medians of VG_BENCH_ROUNDS (5) rounds in turn, everything in the page cache.
# DIRECTORY says on which file system.
set -euo pipefail

base=$(mktemp -d "${1:-/var/tmp}/vg-bench-undo.XXXXXX")
trap 'rm -rf "$base"' EXIT
cost=$VG_BUILD/bench/undo_cost
rounds=${VG_BENCH_ROUNDS:-5}

milliseconds() {
  local begin=$EPOCHREALTIME
  "$@" >/dev/null
  local end=$EPOCHREALTIME
  awk -v a="$begin" -v b="$end" 'BEGIN { printf "%.1f\n", (b - a) * 1000 }'
}
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

python3 - "$base" <<'PYTHON'
import os, random, sys
random.seed(1)
base = sys.argv[1]
for i in range(10000):
    directory = f"{base}/work/src/d{i // 50:03}"
    os.makedirs(directory, exist_ok=True)
    line = " ".join(random.choice(["alpha", "beta", "return", "int", "call(", "end)"]) for _ in range(300)) + "\n"
    with open(f"{directory}/f{i}.txt", "w") as file:
        file.write((line * 16)[:20480])
PYTHON
cd "$base/work"
git init -q
git config gc.auto 0
git add .
git -c user.name=n -c user.email=e@x commit -q -m first
git gc -q
for i in 1 2 3 4 5; do echo changed >>"src/d000/f$i.txt"; done

layer() {
  local run=$base/layers/run$1
  mkdir -p "$run/upper$base/target" "$base/target"
  cp -a "$base/work/src" "$run/upper$base/target/src"
}

for round in $(seq "$rounds"); do
  rm -rf "$base/store" "$base/copy" "$base/clone" "$base/target" "$base/layers"
  sync -f "$base"
  "$cost" take "$base/store" "$base/work" >>"$base/first"
  sleep 0.1
  echo "$round" >>src/d001/f60.txt
  "$cost" take "$base/store" "$base/work" >>"$base/second"
  sync -f "$base"
  milliseconds git -c user.name=n -c user.email=e@x stash create >>"$base/stash"
  milliseconds cp -a --reflink=auto "$base/work" "$base/clone" >>"$base/reflink"
  layer "$round"
  sync -f "$base"  # else whoever comes next pays for what was written before
  "$cost" apply "$base/layers" "run$round" >>"$base/apply"
  sync -f "$base"
  milliseconds cp -a "$base/work/src" "$base/copy" >>"$base/cp"
done
printf 'load %s\n' "$(cut -d ' ' -f 1-3 /proc/loadavg)"
for row in 'first:first snapshot' 'second:second snapshot, one file changed' 'stash:git stash create' \
  'reflink:cp -a --reflink=auto, repository included' 'apply:10,000 files taken over from a layer' 'cp:cp -a of these files'; do
  printf '%-52s %8.1f ms\n' "${row#*:}" "$(median "$base/${row%%:*}")"
done
