#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# ./bench.sh sandbox-start [COMMAND...]: how long a sandbox takes to start and end around /bin/true, beside bubblewrap
# with the same mounts, masks and namespaces, in turn; then the memory of what supervises it. Ours also judges the command,
# sets its limits, filters system calls and keeps records. The command is what stands before /bin/true.
# firejail without a profile, and util-linux's unshare with no mounts at all, stand beside it for their names; and srt, of the
# npm package @anthropic-ai/sandbox-runtime, where VG_BENCH_SRT names its program.
# Goals: at most 1.0 times bubblewrap; at most 8 MB.
set -euo pipefail

rounds=${VG_BENCH_ROUNDS:-40}
pairs=${VG_BENCH_PAIRS:-$VG_BUILD/bench/pairs}
if [ $# -gt 0 ]; then
  ours=("$@")
else
  ours=("$VG_BUILD/vg" exec --level strict --network none --sandbox --)
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

"${ours[@]}" /bin/true 2>/dev/null  # makes what stays between runs: a private /tmp
mapfile -t profile < <("$VG_BUILD/vg" exec --level strict --network none --sandbox --explain --json -- /bin/true |
  python3 "$OLDPWD/bench/bubblewrap_profile.py")

others=(::: firejail firejail --quiet --noprofile --net=none --private-tmp --private-dev --caps.drop=all --seccomp /bin/true
  ::: unshare unshare --user --map-root-user --pid --fork --mount --net --ipc --uts --cgroup /bin/true)
if [ -n "${VG_BENCH_SRT:-}" ]; then
  printf '%s' '{"network": {"allowedDomains": [], "deniedDomains": []}, "filesystem": {"denyRead": [], "allowWrite": ["."], "denyWrite": []}}' \
    >"$work.json"
  trap 'rm -rf "$work" "$work.json"' EXIT
  others+=(::: srt "$VG_BENCH_SRT" --settings "$work.json" /bin/true)
fi

"$pairs" "$rounds" ours "${ours[@]}" /bin/true \
  ::: bubblewrap bwrap --unshare-user --unshare-pid --unshare-net --unshare-ipc --unshare-uts --unshare-cgroup \
  --die-with-parent --cap-drop ALL "${profile[@]}" --chdir "$work" /bin/true \
  "${others[@]}" \
  ::: bare /bin/true

"${ours[@]}" /bin/sleep 3 &
supervisor=$!
sleep 1
total=0
for pid in $supervisor $(pgrep -P $supervisor); do
  kilobytes=$(awk '/^Pss:/ { print $2 }' "/proc/$pid/smaps_rollup" 2>/dev/null || echo 0)
  total=$((total + kilobytes))
done
wait $supervisor
printf 'supervising memory (PSS of supervisor and init): %d kB\n' "$total"
