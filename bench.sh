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

scripts/install-packages.sh build bench
if [ ! -e build/build.ninja ]; then meson setup build -Dtests=false >&2; fi
# A build directory without tests has no target for a benchmark's own programs: bench/meson.build needs them.
if ! ninja -C build -t targets all | grep -q '^bench/'; then meson configure build -Dtests=true >&2; fi
ninja -C build --quiet >&2

export VG_BUILD=$PWD/build
# What was measured on, for whoever reads the figures.
printf '%s, %s CPUs, Linux %s, %s\n' "$(uname -m)" "$(nproc)" "$(uname -r)" "$(build/vg --version)"
exec bash "bench/$name.sh" "$@"
