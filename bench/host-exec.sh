#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# ./bench.sh host-exec [COMMAND...]: what a harmless command costs when it passes through the guard, beside the bare one.
set -euo pipefail

rounds=${VG_BENCH_ROUNDS:-200}
pairs=${VG_BENCH_PAIRS:-$VG_BUILD/bench/pairs}
if [ $# -gt 0 ]; then ours=("$@"); else ours=("$VG_BUILD/vg" exec --); fi

"$pairs" "$rounds" guarded "${ours[@]}" /bin/true ::: bare /bin/true
