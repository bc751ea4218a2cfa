#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# ./bench.sh exec [starts|counts|forwarded|workloads]...: what libvg.so costs the programs below it. Without an argument
# all but the workloads, which take minutes.
#   starts     microseconds of a program start, in turn: bare, an object with nothing in it, libvg.so, and the libraries
#              of Bear and snoopy where Debian's packages can be had
#   counts     instructions (callgrind) and system calls (strace) of a dynamic true
#   forwarded  a command that goes through vg and is allowed, beside the bare one
#   workloads  processor time of a configure run and of a parallel compile, pairs in turn
set -euo pipefail

shim=$VG_BUILD/libvg.so
empty=$VG_BUILD/bench/libvg_bench_empty.so
peers=$VG_BUILD/bench/peers

load() { printf 'load %s\n' "$(cut -d ' ' -f 1-3 /proc/loadavg)"; }

# The libraries alone, out of the packages: nothing is installed.
fetch_peers() {
  [ ! -d "$peers" ] || return 0
  mkdir -p "$peers"
  (cd "$peers" && apt-get download libear snoopy >/dev/null 2>&1 && for file in *.deb; do dpkg -x "$file" .; done) ||
    echo "The packages libear and snoopy cannot be had: measured without them." >&2
}

starts() {
  local -a variants=(bare= "empty=$empty" "libvg=$shim")
  local library
  fetch_peers
  for library in bear=libexec.so snoopy=libsnoopy.so.0.0.0; do
    path=$(find "$peers" -type f -name "${library#*=}" -print -quit)
    [ -z "$path" ] || ldd "$path" | grep -q 'not found' || variants+=("${library%%=*}=$path")
  done
  load
  # Bear's library starts its reporter in the place of every program: here one that does nothing, as the program does.
  INTERCEPT_REPORT_COMMAND=/bin/true INTERCEPT_REPORT_DESTINATION=none \
    "$VG_BUILD/bench/exec_cost" --rounds "${VG_BENCH_ROUNDS:-5}" --count "${VG_BENCH_COUNT:-2000}" "${variants[@]}"
  load
}

instructions() {
  env -i PATH="$PATH" "$@" valgrind --tool=callgrind --callgrind-out-file=/dev/null /bin/true 2>&1 |
    sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

system_calls() {
  env -i strace -f -o "$work/trace" "$@" /bin/true
  grep -c '(' "$work/trace"
}

counts() {
  local bare
  bare=$(instructions)
  printf 'instructions: bare %d, empty %+d, libvg %+d\n' "$bare" $(($(instructions LD_PRELOAD="$empty") - bare)) \
    $(($(instructions LD_PRELOAD="$shim") - bare))
  bare=$(system_calls)
  printf 'system calls: bare %d, empty %+d, libvg %+d\n' "$bare" $(($(system_calls -E LD_PRELOAD="$empty") - bare)) \
    $(($(system_calls -E LD_PRELOAD="$shim") - bare))
}

forwarded() {
  # The gate hands the word on, vg finds nothing in it.
  load
  "$VG_BUILD/bench/pairs" "${VG_BENCH_ROUNDS:-200}" forwarded env LD_PRELOAD="$shim" /usr/bin/test -n cookies \
    ::: bare env /usr/bin/test -n cookies ::: passed env LD_PRELOAD="$shim" /usr/bin/test -n biscuits
  # The usual way: started by a program that has the shim, so that nothing is loaded to be given up at once.
  LD_PRELOAD="$shim" "$VG_BUILD/bench/pairs" "${VG_BENCH_ROUNDS:-200}" by-hook /usr/bin/test -n cookies \
    ::: passed /usr/bin/test -n biscuits
}

workloads() {
  load
  # In a home of its own: the little that is contained needs a network that is there, and leaves records.
  mkdir -p "$work/home/.config/vectra-guard"
  printf 'sandbox:\n  network_mode: full\n' > "$work/home/.config/vectra-guard/config.yaml"
  tests/stand_in_home.sh "$work/home" env PATH=/usr/local/bin:/usr/bin:/bin \
    python3 -B bench/workloads.py "$shim" "$work" "${VG_BENCH_ROUNDS:-11}"
  load
}

[ $# -gt 0 ] || set -- starts counts forwarded
work=$(mktemp -d -p "$VG_BUILD")
trap 'rm -rf "$work"' EXIT
for part in "$@"; do
  case $part in
    starts | counts | forwarded | workloads) "$part" ;;
    *) echo "./bench.sh exec: no part '$part'" >&2 && exit 2 ;;
  esac
done
