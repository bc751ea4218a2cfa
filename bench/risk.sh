#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# ./bench.sh risk [--misjudged] [FILE.jsonl...]: how well labelled command lines are judged, beside their bars, and what
# judging one costs. Without a file it takes the project's own.
set -euo pipefail

files=() options=()
for argument; do
  case $argument in -*) options+=("$argument") ;; *) files+=("$argument") ;; esac
done
if [ ${#files[@]} = 0 ]; then files=(tests/data/corpus/*.jsonl); fi
exec "$VG_BUILD/bench/risk" "${options[@]}" "${files[@]}"
