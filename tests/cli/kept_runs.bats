#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# vg runs, diff, apply and discard: what contained commands left outside their project. VG is the built program.
# Single quotes on purpose: the inner shell expands these.
# shellcheck disable=SC2016

bats_require_minimum_version 1.5.0
load project

setup() {
  home=$BATS_TEST_TMPDIR/home
  mkdir -p "$home/.config/vectra-guard"
  printf 'sandbox: {network_mode: none, security_level: permissive}\n' >"$home/.config/vectra-guard/config.yaml"
  state=$home/.vectra-guard
  project=$(mktemp -d /srv/vgkept.XXXXXX)
  own "$project"
  cd "$project" || exit
}

vg() { in_home "$VG" "$@"; }

# What a person has: a terminal whose session begins with the command.
person() {
  in_home python3 -c '
import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))' "$VG" "$@" </dev/null
}

# contained SCRIPT: runs it in the sandbox, with HOME set; its id is in $id.
contained() {
  printf '%s\n' "$1" >"$project/script"
  run -0 in_home "$VG" exec --sandbox 'bash ./script' </dev/null
  id=$(sed -n 's/.*: vg apply //p' <<<"$output")
}

# in_home_read_only DIRECTORY COMMAND...
in_home_read_only() {
  unshare --mount --propagation private sh -c '
    mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"
    shift
    exec "$@"' sh "$1" "${clean[@]}" ${VG_TEST_USER:+VG_TEST_USER="$VG_TEST_USER"} BATS_TEST_TMPDIR="$BATS_TEST_TMPDIR" \
    BATS_RUN_TMPDIR="${BATS_RUN_TMPDIR:-}" BATS_FILE_TMPDIR="${BATS_FILE_TMPDIR:-}" \
    "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "${@:2}"
}

home_path() { in_home sh -c 'echo "$HOME"'; }

@test "a run that writes nothing outside its project leaves nothing" {
  contained 'echo x >inside'
  [ -z "$id" ]
  run -0 --separate-stderr vg runs
  [ "$output" = "No run wrote anything outside its project." ]
}

@test "what was written is listed, shown and applied by a person" {
  echo old >"$home/changed"
  echo gone >"$home/gone"
  contained 'echo new >~/changed; rm ~/gone; mkdir -p ~/deep/er; echo x >~/deep/er/file; ln -s /etc ~/link'
  [[ $output == *"files outside the project were not kept: vg apply $id"* ]]
  [ "$(stat -c %a "$state/layers")" = 700 ]
  run -0 --separate-stderr vg runs
  [[ $output == "$id  "*"6 changes"*"bash ./script"*"in $project" ]]
  real=$(home_path)
  run -0 --separate-stderr vg diff "${id:0:4}"
  [[ $output == *"--- $real/changed"$'\n'"+++ $real/changed"$'\n'"@@ -1 +1 @@"$'\n-old\n+new\n'* ]]
  [[ $output == *$'+++ /dev/null\n@@ -1 +0,0 @@\n-gone'* ]]
  run -0 --separate-stderr vg diff "$id" --stat
  [[ $output == *"M  $real/changed  +1 -1"* && $output == *"D  $real/gone"* && $output == *"A  $real/deep/er/file  +1 -0"* ]]
  run -126 vg apply "$id"
  [[ $output == *"is a person's"* ]]
  [ "$(cat "$home/changed")" = old ]
  run -0 person apply "$id"
  [[ $output == *"6 changes applied."* ]]
  [ "$(cat "$home/changed")" = new ]
  [ ! -e "$home/gone" ]
  [ "$(cat "$home/deep/er/file")" = x ]
  [ "$(readlink "$home/link")" = /etc ]
  run -0 --separate-stderr vg runs
  [ "$output" = "No run wrote anything outside its project." ]
  run -0 vg logs verify
  grep -q '"action":"apply"' "$state/audit.jsonl"
}

@test "diff as JSON" {
  echo old >"$home/changed"
  contained 'echo new >~/changed; printf "\0" >~/binary; touch ~/$(printf "odd\377name")'
  run -0 --separate-stderr vg diff "$id" --json
  python3 - "$output" <<'PYTHON'
import json, os, sys
it = json.loads(sys.argv[1])
by_name = {os.path.basename(row["path"]): row for row in it["changes"]}
assert by_name["changed"]["change"] == "M" and by_name["changed"]["hunks"] == "@@ -1 +1 @@\n-old\n+new\n"
assert by_name["binary"]["run"]["size"] == 1 and "hunks" not in by_name["binary"]
odd = [row for row in it["changes"] if "path_hex" in row]
assert len(odd) == 1 and bytes.fromhex(odd[0]["path_hex"]).endswith(b"odd\xffname")
assert it["finished"] and it["complete"]
PYTHON
}

@test "only the named paths are applied, the rest stays" {
  contained 'mkdir ~/a ~/b; echo 1 >~/a/one; echo 2 >~/a/two; echo 3 >~/b/three'
  real=$(home_path)
  run -2 person apply "$id" "$real/nothing"
  [[ $output == *"left nothing at '$real/nothing'"* ]]
  run -0 person apply "$id" "$real/a/one"
  [ "$(cat "$home/a/one")" = 1 ]
  [ ! -e "$home/a/two" ] && [ ! -e "$home/b" ]
  run -0 person apply "$id"
  [ "$(cat "$home/a/two" "$home/b/three")" = $'2\n3' ]
}

@test "what has changed on the host since is a conflict, and stays" {
  echo one >"$home/file"
  echo two >"$home/touched"
  echo three >"$home/gone"
  mkdir "$home/tree"
  echo four >"$home/tree/old"
  contained 'echo run >~/file; echo run >~/touched; rm ~/gone; rm -r ~/tree; echo run >~/fresh'
  echo host >"$home/file"
  touch "$home/touched"
  echo host >"$home/gone"
  echo host >"$home/tree/new"
  echo host >"$home/fresh"
  run -126 person apply "$id"
  [[ $output == *"/file: changed on the host since"* && $output == *"/gone: changed"* && $output == *"/tree: changed"* ]]
  [[ $output == *"/fresh: appeared on the host since"* && $output == *"1 change applied, 4 not."* ]]
  [ "$(cat "$home/file" "$home/gone" "$home/fresh" "$home/tree/new" "$home/tree/old")" = $'host\nhost\nhost\nhost\nfour' ]
  [ "$(cat "$home/touched")" = run ]
  real=$(home_path)
  run -0 vg diff "$id" --stat
  [[ $output == *"M  $real/file  +1 -1  [conflict: changed on the host since]"* ]]
  run -0 person apply --overwrite "$id" "$real/file" "$real/tree"
  [ "$(cat "$home/file")" = run ]
  [ ! -e "$home/tree" ]
  # The same on both sides is no conflict.
  echo run >"$home/fresh"
  run -0 person apply "$id" "$real/fresh"
}

@test "what programs obey is only applied when it is named" {
  mkdir "$home/project"
  contained 'echo evil >~/.bashrc; mkdir -p ~/project/.vscode; echo {} >~/project/.vscode/tasks.json; echo fine >~/fine'
  run -126 person apply "$id"
  [[ $output == *"/.bashrc: programs obey it; name it to apply it"* ]]
  [ -e "$home/fine" ] && [ ! -e "$home/.bashrc" ] && [ ! -e "$home/project/.vscode" ]
  real=$(home_path)
  run -126 person apply "$id" "$real"
  [ ! -e "$home/.bashrc" ]
  run -0 person apply "$id" "$real/.bashrc"
  [ "$(cat "$home/.bashrc")" = evil ]
}

@test "modes, times, attributes and links are kept, power is not" {
  contained 'echo x >~/mode; python3 - <<EOF
import os
home = os.path.expanduser("~")
os.setxattr(home + "/mode", "user.note", b"v")
os.chmod(home + "/mode", 0o6751)
os.utime(home + "/mode", ns=(5, 1234567890123456789))
os.mkdir(home + "/dir")
os.link(home + "/mode", home + "/dir/other")
os.chmod(home + "/dir", 0o1510)
os.utime(home + "/dir", ns=(5, 987654321000000000))
open(home + "/sparse", "w").truncate(1 << 42)
os.mkfifo(home + "/pipe")
EOF'
  run -126 person apply "$id"
  [[ $output == *"applied without set-user-ID"* && $output == *"/pipe: a device, pipe or socket"* ]]
  [ "$(stat -c '%a %Y %h' "$home/mode")" = "751 1234567890 2" ]
  [ "$(stat -c '%i' "$home/mode")" = "$(stat -c '%i' "$home/dir/other")" ]
  [ "$(stat -c '%a %Y' "$home/dir")" = "1510 987654321" ]
  [ "$(stat -c '%s' "$home/sparse")" = $((1 << 42)) ]
  [ "$(stat -c '%b' "$home/sparse")" -lt 100 ]
  [ ! -e "$home/pipe" ]
  run -0 python3 -c 'import os, sys; print(os.getxattr(sys.argv[1], "user.note").decode(), os.listxattr(sys.argv[1]))' "$home/mode"
  [ "$output" = "v ['user.note']" ]
}

@test "onto another mount files are copied, with all that belongs to them" {
  other=$(mktemp -d /srv/vgkept-other.XXXXXX)
  echo old >"$other/changed"
  echo gone >"$other/gone"
  own "$other"
  contained "cd $other"'; echo new >changed; rm gone; python3 - <<EOF
import os
open("made", "w").write("x" * 100000)
os.setxattr("made", "user.note", b"v")
os.chmod("made", 0o4711)
os.utime("made", ns=(5, 1234567890123456789))
open("sparse", "w").truncate(1 << 40)
os.symlink("made", "link")
EOF'
  run -0 person apply "$id"
  [[ $output == *"applied without set-user-ID"* ]]
  [ "$(cat "$other/changed")" = new ] && [ ! -e "$other/gone" ]
  [ "$(stat -c '%a %s %Y' "$other/made")" = "711 100000 1234567890" ]
  [ "$(stat -c %s "$other/sparse")" = $((1 << 40)) ] && [ "$(stat -c %b "$other/sparse")" -lt 100 ]
  [ "$(readlink "$other/link")" = made ]
  run -0 python3 -c 'import os, sys; print(os.listxattr(sys.argv[1]))' "$other/made"
  [ "$output" = "['user.note']" ]
  [ -z "$(find "$other" -name '.vg-*')" ]
  rm -rf "$other"
}

@test "what cannot be written stays in the run, and that is said" {
  other=$(mktemp -d /srv/vgkept-other.XXXXXX)
  touch "$other/there"
  own "$other"
  contained "echo x >$other/file; echo y >~/file"
  # Read-only for everybody, root included.
  run -125 in_home_read_only "$other" python3 -c '
import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))' "$VG" apply "$id" </dev/null
  [[ $output == *"not applied: $other/file: "*"Read-only file system"*"1 change applied, 1 not."* ]]
  [ "$(cat "$home/file")" = y ]
  run -0 person apply "$id"
  [ "$(cat "$other/file")" = x ]
  rm -rf "$other"
}

@test "a directory made again loses what it held before" {
  mkdir "$home/made" "$home/emptied"
  echo old >"$home/made/old"
  echo old >"$home/emptied/old"
  contained 'rm -r ~/made ~/emptied; mkdir ~/made ~/emptied; echo new >~/made/new'
  run -0 vg diff "$id" --stat
  run -0 person apply "$id"
  [ "$(ls "$home/made")" = new ]
  [ -d "$home/emptied" ] && [ -z "$(ls "$home/emptied")" ]
}

@test "a symlink put in the way leads nowhere" {
  mkdir "$home/dir" "$project/elsewhere"
  contained 'echo evil >~/dir/file; mkdir ~/made; echo evil >~/made/file'
  rmdir "$home/dir"
  ln -s "$project/elsewhere" "$home/dir"
  ln -s "$project/elsewhere" "$home/made"
  run ! person apply "$id"
  [[ $output == *"/dir/file: first comes its directory"* && $output == *"/made/file: first comes its directory"* ]]
  run -0 person apply --overwrite "$id" "$(home_path)/dir"
  [ ! -L "$home/dir" ] && [ "$(cat "$home/dir/file")" = evil ]
  [ -z "$(ls -A "$project/elsewhere")" ]
}

@test "names with every byte, and a tree deeper than a path can be" {
  contained 'python3 - <<EOF
import os
os.chdir(os.path.expanduser("~"))
os.mkdir("names")
for byte in range(1, 256):
    if byte != 47:
        open(b"names/x" + bytes([byte]), "w").close()
open("names/" + "n" * 255, "w").close()
os.mkdir("deep")
os.chdir("deep")
for _ in range(4000):
    os.mkdir("dd")
    os.chdir("dd")
EOF'
  run -0 --separate-stderr vg diff "$id" --stat
  [[ $output != *$'\001'* && $output == *'names/x\x01'* ]]
  [[ $output == *"X  "* ]]
  run -126 person apply "$id"
  [[ $output == *"its path is too long"* ]]
  [ "$(find "$home/names" -type f | wc -c)" -gt 0 ]
  run -0 python3 -c 'import os, sys; print(len(os.listdir(os.fsencode(sys.argv[1]))))' "$home/names"
  [ "$output" = 255 ]
  run -0 vg discard "$id"
  run -0 --separate-stderr vg runs
  [ "$output" = "No run wrote anything outside its project." ]
  find "$home/deep" -depth -delete
}

@test "a killed apply goes on where it ended" {
  mkdir "$home/many"
  for i in $(seq 3000); do echo old >"$home/many/$i"; done
  contained 'for i in $(seq 3000); do echo new >~/many/$i; done'
  for _ in 1 2 3 4 5; do
    in_home python3 -c '
import os, pty, signal, sys, threading, time
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
time.sleep(0.03)
os.kill(pid, signal.SIGKILL)
os.waitpid(pid, 0)' "$VG" apply "$id" || true
  done
  # Where the machine was quick, one of the attempts was through already.
  run person apply "$id"
  [ "$status" = 0 ] || [[ $status = 2 && $output == *"no kept run is called"* ]]
  [ "$(cat "$home/many/"* | grep -c new)" = 3000 ]
  [ "$(find "$home/many" -type f | wc -l)" = 3000 ]
}

@test "the last 20 runs are kept" {
  for i in $(seq 22); do contained "echo $i >~/file-$i"; done
  run -0 --separate-stderr vg runs
  [ "$(grep -c script <<<"$output")" = 20 ]
  [ "$(head -n 1 <<<"$output" | cut -d' ' -f1)" = "$id" ]
}

@test "sandboxes see no kept runs" {
  contained 'echo x >~/file'
  before=$id
  contained "python3 -c '
import os
state = os.path.expanduser(\"~/.vectra\" + \"-guard\")
print(os.listdir(state))
open(state + \"/layers\", \"w\").close()'
    '$VG' runs"
  [[ $output == *"[]"* && $output == *"No run wrote"* && $output != *"$before"* ]]
  [ "$(find "$state/layers" -name '.discarded-*' -prune -o -name record -print | wc -l)" = 1 ]
}

@test "a damaged record is said, and the run can be discarded" {
  contained 'echo x >~/file'
  printf 'vg-run 1\0001\0002\000x\000y\0001\0001\000/a/../b\000' >"$state/layers/$id/record"
  run -2 vg diff "$id"
  [[ $output == *"$id/record"* ]]
  run -2 person apply "$id"
  run -0 vg discard "$id"
}

@test "what the run left below a directory goes nowhere without it" {
  mkdir "$home/tree"
  echo old >"$home/tree/old"
  own "$home/tree"
  contained 'rm -r ~/tree; mkdir ~/tree ~/new; echo run >~/tree/file; echo run >~/new/file'
  real=$(home_path)
  run -126 person apply "$id" "$real/tree/file"
  [[ $output == *"/tree/file: first comes its directory $real/tree"* ]]
  echo host >"$home/tree/added"
  run -126 person apply "$id"
  [[ $output == *"/tree: changed on the host since"* && $output == *"/tree/file: first comes its directory"* ]]
  [ ! -e "$home/tree/file" ] && [ -e "$home/tree/old" ] && [ "$(cat "$home/new/file")" = run ]
  run -0 person apply --overwrite "$id" "$real/tree"
  [ "$(ls "$home/tree")" = file ]
}

@test "a terminal that a guarded command opens is nobody's" {
  contained 'echo x >~/file'
  run in_home setsid --wait "$VG" exec "script -qec '$VG apply $id' /dev/null" </dev/null
  [[ $output == *"is a person's"* ]]
  [ ! -e "$home/file" ]
}

@test "naming one file that programs obey applies it, and not its neighbours" {
  contained 'python3 -c "
import os
os.chdir(os.path.expanduser(\"~\")); os.mkdir(\".ssh\"); open(\".ssh/config\", \"w\").write(\"run\"); open(\".ssh/other\", \"w\")"'
  run -0 person apply "$id" "$(home_path)/.ssh/config"
  [ "$(ls "$home/.ssh")" = config ]
}
