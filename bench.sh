#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# ./bench.sh NAME [ARGUMENT...] runs a benchmark beside its peer: medians and ratios. Without a name it lists them.
set -euo pipefail
cd "$(dirname "$0")"

names() { for file in bench/*.sh; do [ ! -e "$file" ] || basename "$file" .sh; done; }

if [ $# = 0 ] || [ ! -e "bench/$1.sh" ]; then
  [ $# = 0 ] || echo "There is no benchmark '$1'." >&2
  echo "usage: ./bench.sh NAME, one of: $(names | paste -sd' ')" >&2
  exit 2
fi
name=$1
shift

# Benchmarks are built with the tests; the packages of both are needed to configure.
scripts/install-packages.sh build test bench
if [ ! -e build/build.ninja ]; then meson setup build >&2; fi
bench_programs() { ninja -C build -t targets all | sed -n 's,^\(bench/[^/:]*\): .*LINKER.*,\1,p'; }
[ -n "$(bench_programs)" ] || meson configure build -Dtests=true >&2
mapfile -t programs < <(bench_programs)
ninja -C build --quiet vg libvg.so "${programs[@]}" >&2

export VG_BUILD=$PWD/build
# What was measured on, for whoever reads the figures.
printf '%s, %s CPUs, Linux %s, %s\n' "$(uname -m)" "$(nproc)" "$(uname -r)" "$(build/vg --version)"
exec bash "bench/$name.sh" "$@"
