#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# ordinary_user.sh [BUILD]: runs the end-to-end tests of the command line once more as a user without root, made for this
# (vgtest), and the tests that are about such users only (tests/ordinary). Prints TAP. The suites sandbox and shell have lanes for both users of their own.
set -euo pipefail
cd "$(dirname "$0")/.."
build=$(realpath "${1:-build}")
readonly user=vgtest

[ "$(id -u)" = 0 ] || { echo "Bail out! only root can become another user"; exit 1; }
id "$user" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash "$user"

# Without what root has added to its own PATH: the user could not read it.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
if ! setpriv --reuid "$user" --regid "$user" --init-groups "$build/vg" --version >/dev/null; then
  echo "Bail out! $user cannot reach $build; check out the sources where everybody can read them"
  exit 1
fi

export VG=$build/vg VG_BUILD=$build VG_SOURCE_ROOT=$PWD VG_TEST_USER=$user
status=0
for file in tests/cli/*.bats tests/ordinary/*.bats; do
  # Building against the library is a developer's business.
  [ "$file" != tests/cli/library.bats ] || continue
  echo "# $file"
  bats --formatter tap "$file" || status=1
done
exit $status
