#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Contained commands in the places people work in: below /tmp, in worktrees and submodules, in directories with odd names,
# deleted or closed ones, and in homes that are reached through a link. VG is the built program.

bats_require_minimum_version 1.5.0

setup() {
  home=$BATS_TEST_TMPDIR/home
  mkdir -p "$home/.config/vectra-guard"
  printf 'sandbox: {network_mode: none, security_level: permissive}\n' >"$home/.config/vectra-guard/config.yaml"
  user=${VG_TEST_USER:-$(id -un)}
  # Outside the directory of bats, which may itself be below /tmp or not.
  temporary=$(mktemp -d /tmp/vgplaces.XXXXXX)
  outside=$(mktemp -d /srv/vgplaces.XXXXXX)
  own "$temporary" "$outside"
  clean=(env -i "PATH=/usr/local/bin:/usr/bin:/bin" LC_ALL=C.UTF-8)
}

teardown() {
  cd /
  rm -rf "$temporary" "$outside"
}

own() { chown -R "$user:" "$@"; }

in_home() { "${clean[@]}" ${VG_TEST_USER:+VG_TEST_USER="$VG_TEST_USER"} BATS_TEST_TMPDIR="$BATS_TEST_TMPDIR" \
  BATS_RUN_TMPDIR="${BATS_RUN_TMPDIR:-}" BATS_FILE_TMPDIR="${BATS_FILE_TMPDIR:-}" \
  "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "$@"; }

contained() { in_home "$VG" exec --sandbox "$@" </dev/null; }

git_as_user() { in_home git -c user.name=n -c user.email=e@x -c protocol.file.allow=always "$@"; }

# A repository with one commit, a linked worktree and a submodule: $1/main, $1/tree, $1/main/part.
repositories() {
  git_as_user init -q "$1/part"
  git_as_user -C "$1/part" commit -q --allow-empty -m part
  git_as_user init -q "$1/main"
  git_as_user -C "$1/main" commit -q --allow-empty -m main
  git_as_user -C "$1/main" submodule --quiet add "$1/part" part
  git_as_user -C "$1/main" worktree add -q "$1/tree"
}

commit='echo x >new; git add new; git -c user.name=n -c user.email=e@x commit -q -m contained'

@test "a workspace below /tmp is there and writable, its neighbours are not" {
  mkdir "$temporary/project" "$temporary/other"
  own "$temporary"
  cd "$temporary/project"
  run -0 --separate-stderr contained 'pwd; echo x >made; ls -d ../*'
  [ "$output" = "$temporary/project"$'\n'../project ]
  [ -e "$temporary/project/made" ]
}

@test "files and directories below /tmp that the line names are there, all others are not" {
  mkdir "$temporary/directory"
  echo inside >"$temporary/directory/file"
  echo named >"$temporary/named"
  echo other >"$temporary/other"
  own "$temporary"
  cd "$outside"
  run -0 --separate-stderr contained "cat $temporary/named; ls -d ${temporary%s.*}*/*"
  [ "$output" = "named"$'\n'"$temporary/named" ]
  run -0 --separate-stderr contained -- cp -r "$temporary/directory" copy
  [ "$(cat copy/file)" = inside ]
  run -0 --separate-stderr contained "cat <$temporary/named; echo more >>$temporary/directory/file"
  [ "$output" = named ]
  [ "$(cat "$temporary/directory/file")" = $'inside\nmore' ]
}

@test "a foreign file below /tmp is not there, though named" {
  echo foreign >"$temporary/foreign"
  chown 12345 "$temporary/foreign"
  cd "$outside"
  run -1 contained -- cat "$temporary/foreign"
}

@test "what is left in /tmp is found by the next command here, and is not on the host" {
  cd "$outside"
  run -0 contained 'echo left >/tmp/vgplaces-left'
  [ ! -e /tmp/vgplaces-left ]
  run -0 --separate-stderr contained -- cat /tmp/vgplaces-left
  [ "$output" = left ]
}

@test "a directory with spaces, quotes and a newline in its name" {
  odd="$outside/a b'c\"d"$'\n''e$(f)'
  mkdir "$odd"
  own "$outside"
  cd "$odd"
  run -0 --separate-stderr contained 'pwd; echo x >made'
  [ "$output" = "$odd" ]
  [ -e "$odd/made" ]
}

@test "a commit in a linked worktree is kept, and nothing else of its repository can be written" {
  for place in "$outside" "$temporary"; do
    repositories "$place"
    cd "$place/tree"
    run -0 contained "$commit"
    run -0 git_as_user log --format=%s
    [ "${lines[0]}" = contained ]
    run -0 git_as_user status --short
    [ -z "$output" ]
    before=$(cd "$place/main/.git" && cat config worktrees/tree/commondir worktrees/tree/gitdir && ls hooks)
    contained "for f in config worktrees/tree/commondir worktrees/tree/gitdir hooks/evil; do echo x >>$place/main/.git/\$f; done
      mv $place/main/.git/worktrees/tree $place/main/.git/worktrees/away; echo x >$place/main/evil" || true
    [ "$(cd "$place/main/.git" && cat config worktrees/tree/commondir worktrees/tree/gitdir && ls hooks)" = "$before" ]
    [ ! -e "$place/main/evil" ]
  done
}

@test "a commit in a repository is kept, its configuration and hooks cannot be changed, not even by another .git" {
  repositories "$outside"
  cd "$outside/main"
  run -0 contained "$commit"
  run -0 git_as_user log --format=%s
  [ "${lines[0]}" = contained ]
  before=$(cat .git/config; ls .git/hooks)
  cat >try.py <<'PY'
import os, shutil
for step in (lambda: open(".git/config", "a").write("[core]\n\tfsmonitor = evil\n"),
             lambda: open(".git/hooks/evil", "w").close(),
             lambda: os.rename(".git/config", ".git/away"),
             lambda: os.rename(".git", "away"),
             lambda: shutil.copytree("away", ".git"),
             lambda: open(".git/config", "a").write("[core]\n\tfsmonitor = evil\n")):
    try:
        step()
    except OSError:
        pass
PY
  own "$outside"
  run -0 contained -- python3 try.py
  [ "$(cat .git/config; ls .git/hooks)" = "$before" ]
  [ ! -e away ]
  run -0 git_as_user log --format=%s
  [ "${lines[0]}" = contained ]
}

@test "a commit in a submodule is kept, its configuration cannot be written" {
  repositories "$outside"
  cd "$outside/main/part"
  run -0 contained "$commit"
  run -0 git_as_user log --format=%s
  [ "${lines[0]}" = contained ]
  before=$(cat ../.git/modules/part/config)
  contained 'git config alias.x "!evil"; echo x >>../.git/modules/part/config' || true
  [ "$(cat ../.git/modules/part/config)" = "$before" ]
}

@test "a .git file that somebody wrote opens no repository" {
  repositories "$outside"
  mkdir "$outside/evil"
  for target in main/.git main/.git/worktrees/tree main/.git/modules/part; do
    echo "gitdir: $outside/$target" >"$outside/evil/.git"
    own "$outside/evil"
    cd "$outside/evil"
    contained "echo x >$outside/$target/evil; echo x >$outside/main/.git/objects/evil" || true
    [ ! -e "$outside/$target/evil" ]
    [ ! -e "$outside/main/.git/objects/evil" ]
  done
}

@test "a deleted directory: the line runs, nothing is writable, the record says so" {
  mkdir "$outside/gone"
  own "$outside"
  run -0 --separate-stderr in_home bash -c "cd '$outside/gone' && rmdir '$outside/gone' &&
    '$VG' exec --sandbox 'echo here' && '$VG' exec -- echo there && '$VG' explain 'rm -rf x' >/dev/null && '$VG' why 1"
  [ "${lines[0]}" = here ]
  [ "${lines[1]}" = there ]
  [[ $output == *"In a directory that was deleted"* ]]
}

@test "a directory that the caller cannot enter" {
  mkdir -m 700 "$outside/closed"
  chown 12345 "$outside/closed"
  cd "$outside/closed"
  run -0 --separate-stderr in_home "$VG" exec -- echo here
  [ "$output" = here ]
}

@test "HOME, / and system directories are no project, and that is said" {
  cd /
  run -1 contained 'echo x >/vgplaces-made'
  [[ $output == *"is no project directory"* ]]
  run -0 in_home bash -c "cd && '$VG' exec --sandbox 'echo x >made'; ls"
  [[ $output == *"is no project directory"*"1 file outside the project was not kept: vg apply "* ]]
  [ ! -e "$home/made" ]
}

# linked_home COMMAND...: like in_home, but the home is a link to a directory that is not called as passwd(5) says.
linked_home() {
  IFS=: read -r _ _ uid gid _ passwd_home _ < <(getent passwd "$user")
  cp -a "$home/." "$outside/real"
  own "$outside/real"
  # shellcheck disable=SC2016
  "${clean[@]}" unshare --mount --propagation private bash -c '
    set -eu
    sed "s,:$1:,:$2/link:," /etc/passwd >"$2/passwd"
    ln -sfn "$2/real" "$2/link"
    mount --bind "$2/passwd" /etc/passwd
    [ ! -d "/run/user/$3" ] || mount -t tmpfs -o "mode=0700,uid=$3" tmpfs "/run/user/$3"
    export HOME=$2/link
    cd "$2/link/project"
    exec setpriv --reuid "$3" --regid "$4" --clear-groups -- "${@:5}"' linked "$passwd_home" "$outside" "$uid" "$gid" "$@"
}

@test "a home that is reached through a link is protected and usable by both names" {
  mkdir -p "$outside/real/project" "$outside/real/.ssh"
  echo secret >"$outside/real/.ssh/id_rsa"
  chmod 755 "$outside"
  run -0 --separate-stderr linked_home "$VG" exec --sandbox 'echo x >made; cat ~/.ssh/id_rsa; cat ../.ssh/id_rsa; echo end'
  [ "$output" = end ]
  [ -e "$outside/real/project/made" ]
  # shellcheck disable=SC2088
  for target in '~' '~/*' '"$HOME"' "$outside/real" "$outside/link/"; do
    run -126 linked_home "$VG" exec "rm -rf $target"
    [[ $output == *"it deletes the root, a home directory or all of them"* ]]
  done
  [ -e "$outside/real/.ssh/id_rsa" ]
  run -0 --separate-stderr linked_home "$VG" explain --json 'ls ~/project'
  [[ $output == *'"risk": "low"'* ]]
}
