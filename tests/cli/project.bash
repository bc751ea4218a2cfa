# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: Apache-2.0
# A project outside /tmp with a stand-in home; setup() of a test file sets project and home.

user=${VG_TEST_USER:-$(id -un)}
clean=(env -i "PATH=/usr/local/bin:/usr/bin:/bin" LC_ALL=C.UTF-8)

teardown() {
  cd /
  rm -rf "$project"
}

own() { chown -R "$user:" "$@"; }

in_home() { "${clean[@]}" ${VG_TEST_USER:+VG_TEST_USER="$VG_TEST_USER"} BATS_TEST_TMPDIR="$BATS_TEST_TMPDIR" \
  BATS_RUN_TMPDIR="${BATS_RUN_TMPDIR:-}" BATS_FILE_TMPDIR="${BATS_FILE_TMPDIR:-}" \
  "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "$@"; }
