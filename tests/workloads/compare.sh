#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# compare.sh NAME: does the work of NAME.sh twice, without and with libvg.so ($VG_SHIM), at the same path in a home
# directory of its own, and compares all it printed and made. Needs root (mount namespace).
#
# NAME.sh defines prepare (once, unguarded: downloads), work (what is compared; its status counts) and, where results
# are not alike by themselves, clean (a filter for what was printed) and made (prints what the work has made).
set -euo pipefail

name=$1
here=$(cd "$(dirname "$0")" && pwd)

if [ -z "${VG_WORKLOAD_HOME:-}" ]; then
  # A home of its own, in which the real one's toolchains stand. On the disk, not in /tmp: what stands there is odd.
  stand_in=$(mktemp -d -p /var/lib vg-workload.XXXXXX)
  trap 'rm -rf "$stand_in"' EXIT
  # shellcheck disable=SC2016  # the inner shell's
  unshare --mount --propagation private bash -c '
    set -eu
    mount -t tmpfs tmpfs /mnt
    mkdir /mnt/home
    mount --bind "$HOME" /mnt/home
    mount --bind "$1" "$HOME"
    mount -t tmpfs -o mode=1777 tmpfs /dev/shm
    for directory in .cargo .rustup .pyenv .npm; do
      [ -d "/mnt/home/$directory" ] || continue
      mkdir "$HOME/$directory"
      mount --bind "/mnt/home/$directory" "$HOME/$directory"
    done
    umount /mnt/home
    VG_WORKLOAD_HOME=$HOME bash "$2" "$3"' bash "$stand_in" "$here/compare.sh" "$name"
  exit
fi

clean() { cat; }
made() { :; }
# shellcheck source=/dev/null
. "$here/$name.sh"
unset BASH_ENV ENV LD_PRELOAD VG_PROGRAMS VG_TEST_SHIM VG_MUST_WORK
export LC_ALL=C.UTF-8 CI=true TERM=xterm SHIM=$VG_SHIM

place=$HOME/vg-workload
rm -rf "$place" "$HOME/.vectra-guard"
mkdir -p "$place/prepared" "$HOME/.config/vectra-guard"
# What the guard contains needs a network that is there.
printf 'sandbox:\n  network_mode: full\n' > "$HOME/.config/vectra-guard/config.yaml"
(cd "$place/prepared" && prepare) > "$place/prepare.log" 2>&1 || { cat "$place/prepare.log"; exit 3; }

# one SIDE PRELOAD: the work in a fresh copy.
one() {
  local status=0 started=$EPOCHREALTIME
  rm -rf "$place/work"
  cp -a "$place/prepared" "$place/work"
  (cd "$place/work" && export LD_PRELOAD=$2 && work) > "$place/$1.raw" 2>&1 < /dev/null || status=$?
  # What the guard contains it says.
  { perl -0pe 's/(📦 )?Running in sandbox[^\n]*\n   Why: [^\n]*\n//g' "$place/$1.raw" | clean; echo "status $status"; (cd "$place/work" && made) 2>&1 || true; } > "$place/$1"
  awk -v side="$1" -v a="$started" -v b="$EPOCHREALTIME" 'BEGIN { printf "%s: %.1f s\n", side, b - a }'
}

one bare ""
grep -q '^status 0$' "$place/bare" || { echo "$name fails without the shim"; tail -n 40 "$place/bare.raw"; exit 3; }
one shim "$VG_SHIM"
! cmp -s "$place/bare" "$place/shim" || exit 0
diff -u "$place/bare" "$place/shim" | head -n 60 || true
echo "What was not run as it was:"
grep -v '"place":"host"' "$HOME/.vectra-guard/audit.jsonl" | grep -o '"command":.*"rules":[^]]*' | cut -c -200 | sort | uniq -c
exit 1
