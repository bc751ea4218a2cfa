#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# stand_in_home.sh DIRECTORY COMMAND...: runs the command with DIRECTORY in the place of the user's home, and with an empty
# /run/user/UID and /dev/shm, in a mount namespace of its own. The guard finds its state through the user database, so this
# is the only way to keep tests away from the real one. Needs root.
#
# With VG_TEST_USER=NAME the command runs as that user, with DIRECTORY over that user's home; DIRECTORY and the bats
# directory of the test become the user's.
set -euo pipefail

directory=$1
shift
user=${VG_TEST_USER:-$(id -un)}
IFS=: read -r _ _ uid gid _ home _ < <(getent passwd "$user")
export HOME=$home USER=$user LOGNAME=$user

as_user=()
if [ "$uid" != "$(id -u)" ]; then
  as_user=(setpriv --reuid "$uid" --regid "$gid" --init-groups --)
  # Only what is not the user's yet: chown(2) takes set-user-ID bits away and is a change to whoever compares files.
  find "$directory" ${BATS_TEST_TMPDIR:+"$BATS_TEST_TMPDIR"} \( ! -uid "$uid" -o ! -gid "$gid" \) \
    -exec chown -h "$uid:$gid" {} +
  # bats makes its directories for their maker only.
  for outer in "${BATS_RUN_TMPDIR:-}" "${BATS_FILE_TMPDIR:-}"; do [ -z "$outer" ] || chmod a+x "$outer"; done
fi

# Quoted on purpose: these are the inner shell's arguments.
# shellcheck disable=SC2016
exec unshare --mount --propagation private bash -c '
  set -eu
  mount --bind "$1" "$2"
  if [ -d "$3" ]; then mount -t tmpfs -o "mode=0700,uid=$4" tmpfs "$3"; fi
  if [ -d /dev/shm ]; then mount -t tmpfs -o mode=1777 tmpfs /dev/shm; fi
  shift 4
  # The shell may stand in the directory that is now covered.
  cd "$PWD" 2>/dev/null || cd /
  exec "$@"' stand_in_home "$directory" "$home" "/run/user/$uid" "$uid" "${as_user[@]}" "$@"
