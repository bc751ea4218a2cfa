#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Eight threads start programs in every way while signals come in: nothing hangs, fails or stays behind. 300 rounds a
# thread; VG_STRESS=20000 is the long form (minutes).
bats_require_minimum_version 1.5.0

load installation

# bats test_tags=case:42,case:44,case:47
@test "eight threads, every kind of start, signals" {
  for preload in "" "$VG_SHIM"; do
    run -0 timeout 3000 env LD_PRELOAD="$preload" "$VG_PROGRAMS/stress" "${VG_STRESS:-300}"
    [ "$output" = "failures 0 descriptors +0 mappings kept signals came" ]
  done
}

# bats test_tags=case:42
@test "the same with every start handed to vg" {
  [ "$(id -u)" = 0 ] || skip "needs root for a home of its own"
  install_shim host_vg
  mkdir "$BATS_TEST_TMPDIR/home"
  cd "$BATS_TEST_TMPDIR"
  cp "$VG_PROGRAMS/stress" .
  # A policy that asks about everything.
  run -0 "$VG_SOURCE_ROOT/tests/stand_in_home.sh" "$BATS_TEST_TMPDIR/home" bash -c '
    "$0/vg" policy ask && LD_PRELOAD=$0/libvg.so timeout 300 ./stress 40' "$INSTALLATION"
  [ "$output" = "failures 0 descriptors +0 mappings kept signals came" ]
}
