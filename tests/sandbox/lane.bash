# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034
# Every file runs in two lanes, VG_LANE=root and VG_LANE=user: walls stand on different feet there.
# $VG_DRIVER runs a plan built by hand (driver.cc). Each test has a directory of its own in $base, the command's
# working directory is $base/work, and what must not change lies in $base/host.

bats_require_minimum_version 1.5.0

cannot_work() {
  [ -z "${VG_MUST_WORK:-}" ] || { echo "must work here: $1" >&2; return 1; }
  skip "$1"
}

setup() {
  lane_prefix=()
  # Directories of root alone hold no programs for an ordinary user.
  PATH=$(tr ':' '\n' <<<"$PATH" | grep -v '^/root' | paste -sd:)
  if [ "$VG_LANE" = root ] && [ "$(id -u)" != 0 ]; then cannot_work "this lane needs root"; fi
  if [ "$VG_LANE" = user ] && [ "$(id -u)" = 0 ]; then
    id vgtest >/dev/null 2>&1 || useradd --create-home --shell /bin/sh vgtest
    lane_prefix=(setpriv --reuid vgtest --regid vgtest --init-groups --)
  fi
  # Below the home, because an ordinary user's writable layer covers what belongs to that user.
  if [ ${#lane_prefix[@]} -gt 0 ]; then base=$(mktemp -d ~vgtest/vg-sandbox.XXXXXX); else base=$(mktemp -d /var/tmp/vg-sandbox.XXXXXX); fi
  chmod 755 "$base"
  mkdir "$base/work" "$base/host" "$base/state"
  echo canary >"$base/host/canary"
  cp "$VG_DRIVER" "$base/driver"
  if [ ${#lane_prefix[@]} -gt 0 ]; then chown -R vgtest:vgtest "$base"; fi
  report=$base/report
  cd "$base/work" || return
}

teardown() {
  cd /
  [ -z "${base:-}" ] || rm -rf "$base"
}

# A sandbox with $base/work writable: sandbox [OPTION...] -- COMMAND...
sandbox() { "${lane_prefix[@]}" "$base/driver" --bind="$base/work" --report="$report" "$@"; }

# The plan alone.
driver() { "${lane_prefix[@]}" "$base/driver" --report="$report" "$@"; }

# The same in the background; its pid is in $pid. (A function in the background would be a shell around it.)
start_sandbox() {
  "${lane_prefix[@]}" "$base/driver" --bind="$base/work" --report="$report" "$@" 3>&- &
  pid=$!
}
start_driver() {
  "${lane_prefix[@]}" "$base/driver" --report="$report" "$@" 3>&- &
  pid=$!
}

lane_is_root() { [ "$VG_LANE" = root ]; }

# reported NAME: the value in the outcome.
reported() { sed -n "s/^$1 //p" "$report"; }

# Until the command succeeds, at most 5 seconds.
eventually() {
  local attempt
  for ((attempt = 0; attempt < 100; ++attempt)); do
    if "$@"; then return 0; fi
    sleep 0.05
  done
  return 1
}
