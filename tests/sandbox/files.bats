#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What a sandbox lets be read and written.

# lane.bash sets base, report, lane_prefix and pid.
# shellcheck disable=SC2154
load lane

@test "the workspace is writable, everything else is not" {
  run -0 sandbox -- sh -c 'echo new > made && cat made'
  [ "$output" = new ]
  [ "$(cat "$base/work/made")" = new ]
  run ! sandbox -- sh -c "echo x > '$base/host/canary'"
  [[ $output == *"Read-only file system"* ]]
  run ! sandbox -- rm -f "$base/host/canary"
  run ! sandbox -- sh -c 'echo x > /etc/vg-test-made'
  run ! sandbox -- mkdir /vg-test-made
  [ "$(cat "$base/host/canary")" = canary ]
  [ ! -e /etc/vg-test-made ]
  [ ! -e /vg-test-made ]
}

@test "files made in the workspace belong to the caller" {
  run -0 sandbox -- touch made
  [ "$(stat -c %u "$base/work/made")" = "$("${lane_prefix[@]}" id -u)" ]
}

@test "no mount point is left in the user's tree" {
  before=$(find "$base/host" "$base/work" | sort)
  run -0 sandbox --hide-file="$base/host/canary" --hide-optional="$base/host/absent" --scratch="$base/state" -- true
  [ "$(find "$base/host" "$base/work" | sort)" = "$before" ]
}

@test "masked files and directories are there and empty" {
  mkdir "$base/host/keys"
  echo secret >"$base/host/keys/id"
  run -0 sandbox --hide-file="$base/host/canary" --hide-dir="$base/host/keys" -- \
    sh -c "cat '$base/host/canary'; ls -A '$base/host/keys'; test -d '$base/host/keys'"
  [ -z "$output" ]
  run ! sandbox --hide-dir="$base/host/keys" -- touch "$base/host/keys/new"
  run ! sandbox --hide-dir="$base/host/keys" -- cat "$base/host/keys/id"
  [ "$(cat "$base/host/keys/id")" = secret ]
}

@test "a mask follows a symlink to the secret and holds inside the workspace" {
  echo secret >"$base/work/real"
  ln -s real "$base/work/.env"
  run -0 sandbox --hide-file="$base/work/.env" -- sh -c 'cat .env real; echo x 2>/dev/null > real; true'
  [[ $output != *secret* ]]
  [ "$(cat "$base/work/real")" = secret ]
}

@test "a mask cannot be renamed or unlinked away" {
  mkdir "$base/work/hooks"
  echo secret >"$base/work/hooks/file"
  run ! sandbox --hide-dir="$base/work/hooks" -- mv hooks other
  run ! sandbox --hide-dir="$base/work/hooks" -- rm -rf hooks
  [ "$(cat "$base/work/hooks/file")" = secret ]
}

@test "a mask that is not optional must find its target; an optional one may not" {
  run -125 sandbox --hide-file="$base/host/absent" -- true
  [[ $output == *"cannot contain the command: mount '$base/host/absent': No such file or directory"* ]]
  run -0 sandbox --hide-optional="$base/host/absent" -- true
}

@test "a writable source is not taken through a symlink" {
  ln -s "$base/host" "$base/link"
  run -125 driver --bind="$base/link=$base/work" -- touch made
  [[ $output == *"mount source '$base/link': Too many levels of symbolic links"* ]]
  [ ! -e "$base/host/made" ]
  run -0 driver --ro-bind="$base/link=$base/work" -- cat canary
  [ "$output" = canary ]
}

@test "a scratch is empty, writable, bounded and gone afterwards" {
  run -0 sandbox --scratch="$base/host" -- sh -c "ls -A '$base/host'; echo x > '$base/host/made'"
  [ -z "$output" ]
  run ! sandbox --scratch="$base/host" -- head -c 3000000 /dev/zero ">$base/host/big"
  run ! sandbox --scratch="$base/host" -- sh -c "head -c 3000000 /dev/zero > '$base/host/big'"
  [ "$(ls "$base/host")" = canary ]
}

@test "a private directory of the guard takes mount points, and a link in it leads nowhere" {
  mkdir "$base/tmp"
  ln -s "$base/host" "$base/tmp/evil"
  chown -h --reference="$base/work" "$base/tmp" "$base/tmp/evil"
  run -0 driver --owned="$base/tmp=/tmp" --bind="$base/work=/tmp/a/b" -- sh -c 'echo x > /tmp/a/b/made; ls /tmp'
  [ -e "$base/work/made" ]
  run ! driver --owned="$base/tmp=/tmp" --bind="$base/work=/tmp/evil/b" -- true
  [ "$(ls "$base/host")" = canary ]
}

@test "a cache directory is made on the host" {
  run -0 sandbox --cache="$base/state/cache" -- touch "$base/state/cache/entry"
  [ -e "$base/state/cache/entry" ]
  [ "$(stat -c %a "$base/state/cache")" = 700 ]
}

@test "submounts of the workspace keep their state" {
  lane_is_root || return 0
  mkdir "$base/work/sub" "$base/work/locked"
  run -0 unshare --mount --propagation private sh -c '
    mount -t tmpfs one "$1/work/sub" && mount -t tmpfs -o ro two "$1/work/locked" || exit 9
    "$1/driver" --bind="$1/work" -- sh -c "touch sub/made && ! touch locked/made 2>/dev/null"' sh "$base"
}

@test "writes outside the workspace are kept aside with a writable layer" {
  mkdir "$base/state/layers"
  chown --reference="$base/work" "$base/state/layers"
  run -0 sandbox --layer="$base/state/layers/one" -- \
    sh -c "echo changed > '$base/host/canary'; cat '$base/host/canary'; echo n > '$base/host/new'"
  [ "$output" = changed ]
  [ "$(cat "$base/host/canary")" = canary ]
  [ ! -e "$base/host/new" ]
  [ "$(cat "$base/state/layers/one/upper$base/host/new")" = n ]
  [ "$(reported run_id)" = test-run ]
  [ "$(reported note)" = "2 files outside the project were not kept: vg apply test-run" ]
}

@test "a removal is kept aside too" {
  mkdir "$base/state/layers"
  chown --reference="$base/work" "$base/state/layers"
  run -0 sandbox --layer="$base/state/layers/one" -- sh -c "rm '$base/host/canary'; ls '$base/host'"
  [ -z "$output" ]
  [ -e "$base/host/canary" ]
  [[ $(reported note) == "1 file outside the project was not kept"* ]]
}

@test "a layer that nothing was written to leaves nothing to keep" {
  mkdir "$base/state/layers"
  chown --reference="$base/work" "$base/state/layers"
  run -0 sandbox --layer="$base/state/layers/one" -- sh -c "cat '$base/host/canary'; touch made"
  [ ! -e "$base/state/layers/one" ]
  [ -z "$(reported run_id)" ]
  [ -z "$(reported note)" ]
  [ -e "$base/work/made" ]
}

@test "what is set aside is removed while a later run waits" {
  mkdir "$base/state/layers"
  chown --reference="$base/work" "$base/state/layers"
  run -0 sandbox --layer="$base/state/layers/one" -- true
  [ -n "$(ls -A "$base/state/layers")" ]
  run -0 sandbox --layer="$base/state/layers/two" -- sleep 2
  [ "$(find "$base/state/layers" -mindepth 1 -maxdepth 1 | wc -l)" -le 1 ]
}

@test "a layer of one directory keeps its writes, a dropped one does not" {
  chown --reference="$base/work" "$base/state"
  run -0 sandbox --layers-in="$base/state/one" --dropped-over="$base/host" -- \
    sh -c "echo x > '$base/host/new'; mkdir -p '$base/host/a/b/c'; chmod 0 '$base/host/a'; ls '$base/host'"
  [[ $output == *new* ]]
  [ -z "$(reported note)" ]
  [ "$(ls "$base/host")" = canary ]
  [ ! -e "$base/state/one" ]
  run -0 sandbox --layers-in="$base/state/two" --layer-over="$base/host" -- sh -c "echo x > '$base/host/new'"
  [ "$(cat "$base/state/two/parts/0/upper/new")" = x ]
  [ "$(cat "$base/state/two/parts/0/target")" = "$base/host" ]
}

@test "a tree deeper than any path is counted and removed" {
  chown --reference="$base/work" "$base/state"
  run -0 sandbox --layers-in="$base/state/one" --dropped-over="$base/host" -- python3 -c "
import os
os.chdir('$base/host')
for _ in range(1500):
    os.mkdir('d' * 20)
    os.chdir('d' * 20)"
  [ ! -e "$base/state/one" ]
}

@test "a file given as standard input cannot be written through /proc/self/fd" {
  run ! sandbox -- sh -c 'echo x > /proc/self/fd/0' <"$base/host/canary"
  [ "$(cat "$base/host/canary")" = canary ]
  run -0 sandbox --scratch="$base/host" -- cat <"$base/host/canary"
  [ "$output" = canary ]
  run -0 sandbox -- cat <<<"a here-document, which is a deleted file"
  [ "$output" = "a here-document, which is a deleted file" ]
}

@test "commands that share a file as standard input go on where the one before stopped" {
  printf 'one\ntwo\nthree\n' >"$base/lines"
  {
    read -r first
    second=$(sandbox -- sh -c 'read line; echo $line')
    read -r third
  } <"$base/lines"
  [ "$first $second $third" = "one two three" ]
}

@test "setuid programs and device nodes lose their power" {
  run -0 sandbox -- sh -c 'grep -E " (/|/proc|/dev|/run) " /proc/mounts | grep -v nosuid; true'
  [ -z "$output" ]
}

@test "the working directory may be deep, deleted, or invisible" {
  run -0 "${lane_prefix[@]}" python3 -c "
import os, subprocess, sys
os.chdir('$base/work')
for _ in range(30):
    os.mkdir('n' * 200)
    os.chdir('n' * 200)
program = ['$base/driver', '--bind=$base/work', '--', 'sh', '-c', 'echo x > made']
print(subprocess.call(program), os.path.exists('made'))"
  [ "$output" = "0 True" ]
  run -0 "${lane_prefix[@]}" python3 -c "
import os, subprocess, sys
os.mkdir('$base/work/gone')
os.chdir('$base/work/gone')
os.rmdir('$base/work/gone')
program = ['$base/driver', '--bind=$base/work', '--', 'python3', '-c', '''
import os
try:
    os.getcwd()
except FileNotFoundError:
    print(\"gone\", os.listdir(\"..\"))
''']
sys.exit(subprocess.call(program))"
  [ "$output" = "gone []" ]
  run -125 driver --scratch="$base" --chdir="$base/host" -- true
  [[ $output == *"working directory '$base/host': No such file or directory"* ]]
}

@test "a socket of the host where the sandbox's user may not look keeps nothing from running" {
  lane_is_root || return 0
  id vgtest >/dev/null 2>&1 || useradd --create-home --shell /bin/sh vgtest
  mkdir -m 700 "$base/private"
  chown vgtest: "$base/private"
  python3 -c "
import socket, time
socket.socket(socket.AF_UNIX).bind('$base/private/sock'); print('up', flush=True); time.sleep(60)" >"$base/up" 3>&- &
  eventually test -s "$base/up"
  run -0 sandbox -- true
  kill %1
}
