#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Snapshots before commands that destroy work in the project, and the way back. VG is the built program.
# Single quotes on purpose: the inner shell expands these.
# shellcheck disable=SC2016

bats_require_minimum_version 1.5.0
load project

setup() {
  home=$BATS_TEST_TMPDIR/home
  mkdir -p "$home/.config/vectra-guard"
  printf 'sandbox: {network_mode: none, security_level: permissive}\n' >"$home/.config/vectra-guard/config.yaml"
  state=$home/.vectra-guard
  project=$(mktemp -d /srv/vgundo.XXXXXX)
  cd "$project" || exit
  own "$project"
  git_here init -q
  printf 'one\n' >committed
  mkdir -p src/deep
  printf 'two\n' >src/deep/file
  own "$project"
  git_here add .
  git_here commit -q -m first
}

git_here() { in_home git -c user.name=n -c user.email=e@x "$@"; }

vg() { in_home "$VG" "$@"; }

# guarded LINE: with nobody there; the name of the snapshot is in $id.
guarded() {
  run in_home setsid --wait "$VG" exec "$1" </dev/null
  id=$(sed -n 's/.*Way back: vg undo //p' <<<"$output")
  [ -n "$id" ]
}

# What a tree is, times to the second: everything but what git may refresh by itself.
picture() { find . -path ./.git/objects -prune -o -printf '%P %y %m %T@ %l\n' | sed 's/\.[0-9]* / /' | sort; }

@test "git reset --hard is undone: worktree, index, untracked files" {
  echo changed >committed
  echo staged >staged
  own .
  git_here add staged
  echo untracked >untracked
  own .
  before=$(picture)
  guarded 'git reset --hard'
  [[ $output == *"Running in sandbox"*"Way back: vg undo $id"* ]]
  [ "$(cat committed)" = one ] && [ ! -e staged ]
  run -0 --separate-stderr vg undo
  [[ $output == *"restored"*"takes it back." ]]
  [ "$(cat committed staged untracked)" = $'changed\nstaged\nuntracked' ]
  [ "$(picture)" = "$before" ]
  run -0 git_here status --short
  [ "$output" = $' M committed\nA  staged\n?? untracked' ]
}

@test "git clean is undone, but for what tools make again" {
  echo ignored >.gitignore
  echo secret >ignored
  echo '{}' >package.json
  mkdir -p node_modules/x lib/node_modules
  echo x >node_modules/x/file
  echo mine >lib/node_modules/file
  own .
  guarded 'git clean -fdx'
  [ ! -e ignored ]
  run -0 vg undo "$id"
  [ "$(cat ignored .gitignore lib/node_modules/file)" = $'secret\nignored\nmine' ]
  [ ! -e node_modules ]
}

@test "the whole project with its history comes back" {
  echo untracked >untracked
  own .
  before=$(git_here log --oneline)
  guarded 'rm -rf .git src committed untracked'
  [ ! -e src ] && [ ! -e untracked ]
  run -0 vg undo "$id"
  [ "$(cat src/deep/file untracked)" = $'two\nuntracked' ]
  [ "$(git_here log --oneline)" = "$before" ]
  run -0 git_here fsck --strict
}

@test "undoing can be undone, and only a part can be" {
  echo keep >src/keep
  own .
  guarded 'git clean -fd; git checkout -f'
  echo later >later
  own .
  run -0 vg undo "$id"
  [ -e src/keep ] && [ ! -e later ]
  run -0 vg undo
  [ ! -e src/keep ] && [ "$(cat later)" = later ]
  run -0 vg undo "$id" src
  [ -e src/keep ] && [ -e later ]
}

@test "nothing changed, no new snapshot; a change, a small one" {
  head -c 3000000 /dev/urandom >large
  own .
  sleep 0.1
  guarded 'git clean -fd nothing'
  first=$id
  guarded 'git clean -fd nothing'
  [ "$id" = "$first" ]
  echo more >small
  own .
  guarded 'git clean -fd nothing'
  [ "$id" != "$first" ]
  [ "$(find "$state/undo" -name '*.pack' -size +2000k | wc -l)" = 1 ]
  run -0 --separate-stderr vg snapshots --json
  printf '%s' "$output" | python3 -c '
import json, sys
rows = json.load(sys.stdin)["snapshots"]
assert rows[0]["id"] == sys.argv[1] and rows[0]["command"] == "git clean -fd nothing", rows
assert rows[0]["workspace"] == sys.argv[2], rows' "$id" "$project"
}

@test "where none can be made: blocked with nobody there, and that is said" {
  mkdir "$project/closed"
  echo x >"$project/closed/file"
  own .
  chown -R 12345 closed
  chmod 700 closed
  if [ "$user" = root ]; then
    # Nothing is unreadable for root: no room for what must be kept.
    run -126 in_home sh -c 'mkdir -p ~/.vectra-guard; : >~/.vectra-guard/undo; setsid --wait "$0" exec "git reset --hard"' "$VG" </dev/null
  else
    run -126 in_home setsid --wait "$VG" exec 'git reset --hard' </dev/null
    [[ $output == *"/closed' cannot be read"* ]]
  fi
  [[ $output == *"Blocked"*"cannot be undone"*"No way back:"* ]]
}

@test "a full disk: nothing is kept by halves, and the command does not run" {
  # Only root can make a small file system.
  [ "$user" = root ] || return 0
  head -c 3000000 /dev/urandom >large
  run -126 in_home sh -c 'mkdir -p -m 700 ~/.vectra-guard ~/.vectra-guard/undo
    mount -t tmpfs -o size=1m,mode=700 small ~/.vectra-guard/undo
    setsid --wait "$0" exec "git clean -fd"; status=$?
    find ~/.vectra-guard/undo -type f -size +0
    exit $status' "$VG" </dev/null
  [[ $output == *"No way back:"*"No space left on device"* && $output != *".pack"$'\n'* ]]
  [ -e large ]
}

@test "a trusted command on the host: kept where it stays in the project, else blocked" {
  other=$(mktemp -d /srv/vgundo.XXXXXX)
  own "$other"
  git_here init -q "$other"
  for line in 'git reset --hard' "git -C $other reset --hard"; do
    run -0 in_home python3 -c '
import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))' "$VG" trust add "$line" </dev/null
  done
  guarded 'git reset --hard'
  [[ $output == *"Running on host"* ]]
  run -126 in_home setsid --wait "$VG" exec "git -C $other reset --hard" </dev/null
  [[ $output == *"another repository"* ]]
  rm -rf "$other"
}

@test "links, modes, times, names with every byte, holes" {
  python3 - <<'PYTHON'
import os
for byte in range(1, 256):
    if byte != 47:
        open(b"n" + bytes([byte]), "wb").write(bytes([byte]))
os.symlink("/etc/passwd", "link")
os.symlink("nowhere", "dangling")
open("sparse", "wb").truncate(1 << 40)
open("script", "w").write("x")
os.chmod("script", 0o711)
os.mkdir("empty")
os.chmod("empty", 0o750)
os.utime("empty", (1, 123456789))
os.utime("script", (1, 987654321))
PYTHON
  own -h .
  before=$(picture)
  guarded 'git clean -fd'
  [ ! -e script ]
  run -0 vg undo
  [ "$(picture)" = "$before" ]
  [ "$(stat -c %s sparse)" = $((1 << 40)) ] && [ "$(stat -c %b sparse)" -lt 100 ]
}

@test "a symlink put in the way leads nowhere" {
  mkdir "$BATS_TEST_TMPDIR/elsewhere"
  guarded 'git checkout -f'
  rm -r src
  ln -s "$BATS_TEST_TMPDIR/elsewhere" src
  run -0 vg undo "$id"
  [ ! -L src ] && [ "$(cat src/deep/file)" = two ]
  [ -z "$(ls -A "$BATS_TEST_TMPDIR/elsewhere")" ]
}

@test "a linked worktree: its refs are in another directory" {
  git_here worktree add -q "$project/tree" -b topic
  own .
  cd tree
  echo work >work
  own .
  git_here add work
  git_here commit -q -m work
  tip=$(git_here rev-parse topic)
  guarded 'git reset --hard HEAD~1'
  [ "$(git_here rev-parse topic)" != "$tip" ]
  run -0 vg undo "$id"
  [ "$(git_here rev-parse topic)" = "$tip" ]
  [ "$(cat work)" = work ]
}

@test "a killed undo goes on" {
  mkdir many
  for i in $(seq 2000); do echo "$i" >"many/$i"; done
  own .
  guarded 'git clean -fd'
  [ ! -e many ]
  for _ in 1 2 3; do
    in_home python3 -c '
import os, signal, subprocess, sys, time
child = subprocess.Popen(sys.argv[1:])
time.sleep(0.08)
child.send_signal(signal.SIGKILL)
child.wait()' "$VG" undo "$id" || true
  done
  run -0 vg undo "$id"
  [ "$(find many -type f | wc -l)" = 2000 ]
  [ "$(cat many/1234)" = 1234 ]
  [ -z "$(find . -name '.vg-*')" ]
}

@test "a rebase in the middle, a corrupt index and damaged snapshots" {
  git_here checkout -q -b other
  echo other >committed
  own .
  git_here commit -q -am other
  git_here checkout -q -
  echo main >committed
  own .
  git_here commit -q -am main
  run git_here rebase other
  [ -d .git/rebase-merge ]
  guarded 'git reset --hard; rm -rf .git/rebase-merge'
  [ ! -d .git/rebase-merge ]
  run -0 vg undo "$id"
  [ -d .git/rebase-merge ]
  run -0 git_here rebase --abort
  echo garbage >.git/index
  own .
  guarded 'rm -rf .git src'
  run -0 vg undo "$id"
  [ "$(cat .git/index)" = garbage ]
  for file in "$state"/undo/*/*.snapshot; do printf x | dd of="$file" bs=1 seek=100 conv=notrunc status=none; done
  run -2 vg undo "$id"
  [[ $output == *"damaged"* ]]
  run -0 vg gc
  run -0 --separate-stderr vg snapshots
  [ "$output" = "No snapshots." ]
}

@test "sandboxes see no snapshots; the state is the user's alone" {
  guarded 'git reset --hard'
  [ "$(stat -c %a "$state/undo" "$state"/undo/* | sort -u)" = 700 ]
  run -0 vg exec --sandbox "'$VG' snapshots" </dev/null
  [[ $output == *"No snapshots."* ]]
}

@test "in another project it is a person's act" {
  guarded 'git checkout -f'
  rm committed
  other=$(mktemp -d /srv/vgundo.XXXXXX)
  own "$other"
  cd "$other"
  run -126 in_home setsid --wait "$VG" undo "$id" </dev/null
  [[ $output == *"is a person's"* ]]
  [ ! -e "$project/committed" ]
  run -0 in_home python3 -c '
import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))' "$VG" undo "$id" </dev/null
  [ "$(cat "$project/committed")" = one ]
  rm -rf "$other"
}

@test "gc and doctor" {
  guarded 'git reset --hard'
  echo x >"$state/undo/$(ls "$state/undo")/orphan.pack"
  run -0 vg gc
  [[ $output == *"0 snapshots removed"* ]]
  [ -z "$(find "$state/undo" -name orphan.pack)" ]
  run -0 vg undo "$id"
  run vg doctor
  [[ $output == *"Kept for a way back"*"vg undo"*" snapshots, "* ]]
}

@test "what vg undo cannot mean changes nothing, and says what to write" {
  guarded 'rm -rf *'
  run -2 vg undo "$id" nothing
  [[ $output == *"there is nothing at '$project/nothing'"* ]]
  run -2 vg undo "$id" /etc/passwd
  [[ $output == *"there is nothing at '/etc/passwd'"* ]]
  run -2 vg undo ''
  [[ $output == *"the name of the snapshot is empty"* ]]
  [ ! -e committed ]
  echo new >other
  own .
  run -2 vg undo other
  [[ $output == *"'other' is no snapshot"*"the newest is $id" ]]
  run -0 vg undo "$id" src
  [ -e src/deep/file ] && [ ! -e committed ] && [ -e other ]
  run -0 vg undo "$id" other
  [[ $output == *"1 removed, to "*", before: rm -rf *"$'\n'"\`vg undo "*"takes it back." ]]
  [ ! -e other ] && [ ! -e committed ]
  mkdir -p since/deep node_modules/x
  touch since/deep/{one,two} package.json node_modules/x/y
  own .
  run -0 vg undo "$id" since/deep/one
  [ "$(ls since/deep)" = two ]
  run -0 vg undo "$id" node_modules/x/y
  [ -e node_modules/x/y ]
}

@test "undoing keeps no more than the last 50" {
  guarded 'rm -rf *'
  in_home sh -c "for i in \$(seq 55); do echo \$i >committed; '$VG' undo; done" >/dev/null
  run -0 vg snapshots
  [ "$(grep -c before: <<<"$output")" = 50 ]
}
