#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What only a user without root can meet: root makes its home anew. VG is the built program; tests/ordinary_user.sh runs this.

bats_require_minimum_version 1.5.0

@test "a home that is missing: harmless runs, walls are refused" {
  passwd_home=$(getent passwd "$VG_TEST_USER" | cut -d: -f6)
  for kind in missing file; do
    run -0 --separate-stderr env -i PATH=/usr/local/bin:/usr/bin:/bin LC_ALL=C.UTF-8 unshare --mount --propagation private bash -c '
      set -eu
      mount -t tmpfs -o mode=755 tmpfs "${1%/*}"
      [ "$4" = missing ] || touch "$1"
      cd /
      setpriv --reuid "$2" --regid "$2" --clear-groups -- "$3" exec -- echo harmless
      status=0
      setpriv --reuid "$2" --regid "$2" --clear-groups -- "$3" exec --sandbox --network none -- echo contained || status=$?
      echo $status' missing "$passwd_home" "$VG_TEST_USER" "$VG" "$kind" </dev/null
    [ "$output" = $'harmless\n125' ]
  done
}
