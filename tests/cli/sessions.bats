#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# People at terminals, with the real vg and libvg.so: a hooked shell, the installer, answers to questions. The finer points of
# the hooks are in tests/shell.

bats_require_minimum_version 1.5.0

setup() {
  home=$BATS_TEST_TMPDIR/home
  project=$home/project
  mkdir -p "$home/.config/vectra-guard" "$project/package"
  printf 'sandbox: {network_mode: none, security_level: permissive}\n' >"$home/.config/vectra-guard/config.yaml"
  echo '{"name": "package", "version": "1.0.0"}' >"$project/package/package.json"
  echo here >"$home/canary"
  clean=(env -i "PATH=/usr/local/bin:/usr/bin:/bin" LC_ALL=C.UTF-8 TERM=xterm)
}

in_home() { "${clean[@]}" ${VG_TEST_USER:+VG_TEST_USER="$VG_TEST_USER"} BATS_TEST_TMPDIR="$BATS_TEST_TMPDIR" \
  BATS_RUN_TMPDIR="${BATS_RUN_TMPDIR:-}" BATS_FILE_TMPDIR="${BATS_FILE_TMPDIR:-}" \
  "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "$@"; }

# in_project COMMAND...: the stand-in home hides the directory the test would stand in. The helpers come along, because an
# ordinary user may not read them where they are.
in_project() {
  cp "$BATS_TEST_DIRNAME/typed.py" "$BATS_TEST_DIRNAME/answer.py" "$home"
  # shellcheck disable=SC2016
  in_home env VG="$VG" bash -c 'cd ~/project && exec "$@"' in_project "$@" </dev/null
}

typed() { in_project python3 ../typed.py "$@"; }

answer() { in_project python3 ../answer.py "$1" "$VG" "${@:2}"; }

unattended() { in_project setsid --wait "$VG" "$@"; }

# What a person types, and what must have come of it. INIT is the line that loads the hook.
guarded_session() {
  local shell=$1 init=$2
  # shellcheck disable=SC2016
  run -0 typed "$shell" "$init" 'echo a b | tr a A >made' false 'rm -rf ~' 'rm -rf ~ >written' 'sh -c "exit 5"' \
    'npm install --offline --prefix . ./package >log 2>&1' "python3 -c 'import os, sys; sys.exit(os.system(\"true\"))'"
  [ "$output" = "${3:-0} 0 1 126 126 5 0 0" ] || { echo "$output" && cat "$project/screen" && false; }
  [ "$(cat "$project/made")" = "A b" ]
  [ "$(cat "$home/canary")" = here ]
  [ ! -e "$project/written" ]
  [ -e "$project/node_modules/package" ]
  grep -q 'Blocked: it deletes the root, a home directory or all of them' "$project/screen"
  run -0 in_project "$VG" why --json
  [[ $output == *'"place": "sandbox"'* || $output == *'"place":"sandbox"'* ]]
}

@test "bash: what is typed is judged, harmless lines are untouched" { guarded_session bash 'eval "$("$VG" init bash)"'; }

@test "zsh: what is typed is judged, harmless lines are untouched" { guarded_session zsh 'eval "$("$VG" init zsh)"'; }

@test "fish: what is typed is judged, harmless lines are untouched" { guarded_session fish '$VG init fish | source'; }

@test "what was typed is in the history as typed" {
  run -0 typed bash 'eval "$("$VG" init bash)"' 'rm -rf ~' 'true && echo x' 'history >listed'
  grep -q ' rm -rf ~$' "$project/listed"
  grep -q ' true && echo x$' "$project/listed"
  run -1 grep __vg "$project/listed"
}

@test "an answer decides: no, once, contained from now on, on the host from now on" {
  command -v npm >/dev/null || skip "npm is missing"
  echo 'guard_level: {level: high}' >>"$home/.config/vectra-guard/config.yaml"
  install='npm install --offline ./package'
  run -126 answer n exec "$install"
  [[ $output == *"Choose [y/c/r/N]: "*"⛔ Blocked: it installs packages"* ]]
  [ ! -e "$project/node_modules" ]
  # What could not be kept is not offered.
  run -126 in_project env PYTHONPATH=/nowhere python3 ../answer.py r "$VG" exec "$install"
  [[ $output == *"Choose [y/N]: "*"Blocked"* ]]
  run -0 answer y exec "$install"
  [[ $output == *"Running in sandbox"*"approved once"* ]]
  run -0 answer c exec "$install"
  run -0 answer '' exec "$install"
  [[ $output != *Choose* && $output == *"Running in sandbox"* ]]
  run -0 --separate-stderr in_project "$VG" trust list
  [[ $output == *"contained; added "*"used 1 time,"* ]]
  run -0 answer r exec "$install --no-audit"
  [[ $output == *"Approved and remembered"* ]]
  run -0 answer '' exec "$install --no-audit"
  [[ $output == *"Running on host: command previously approved and trusted"* ]]
}

@test "a code: a person arms it, it holds once" {
  # Where no snapshot can be made the line is refused. One session throughout: a code is good for the one who was refused.
  install -d -m 700 "$home/.vectra-guard"
  : >"$home/.vectra-guard/undo"
  # shellcheck disable=SC2016
  run -0 in_project setsid --wait bash -c '
    code=$("$VG" exec "git reset --hard" 2>&1 | sed -n "s/.*allow-once \([a-z0-9]*\).*/\1/p")
    setsid --wait "$VG" allow-once "$code"; echo "nobody: $?"
    python3 ../answer.py "" "$VG" allow-once "$code"; echo "person: $?"
    setsid --wait "$VG" exec "git reset --hard"; echo "another: $?"
    "$VG" exec "git reset --hard"; echo "first: $?"
    "$VG" exec "git reset --hard"; echo "second: $?"'
  [[ $output == *"nobody: 126"*"Armed for ten minutes, once"*"person: 0"*"another: 126"*"first: 128"*"second: 126" ]]
}

@test "the installer guards new shells, and its removal leaves every byte as it was" {
  printf 'export A=1\n' >"$home/.bashrc"
  printf 'no end' >"$home/.zshrc"
  before=$(cksum "$home/.bashrc" "$home/.zshrc")
  cp "$VG_SOURCE_ROOT/scripts/install-shell-wrapper.sh" "$home"
  run -0 in_project sh ../install-shell-wrapper.sh --vg "$VG"
  # shellcheck disable=SC2016
  run -0 typed bash '. ~/.bashrc' 'rm -rf ~' 'test $A = 1'
  [ "$output" = "0 126 0" ]
  [ -e "$home/canary" ]
  run -0 in_project sh ../install-shell-wrapper.sh --uninstall
  [ "$(cksum "$home/.bashrc" "$home/.zshrc")" = "$before" ]
}

@test "LD_PRELOAD: make, python, node, find and xargs cannot do what they may not" {
  # shellcheck disable=SC2016
  printf 'all:\n\trm -rf $(HOME)\n' >"$project/Makefile"
  # shellcheck disable=SC2016
  run -0 in_project bash -c '
    export HOME=~ LD_PRELOAD=${VG%/vg}/libvg.so
    try() { "$@" >/dev/null 2>&1; echo "$1 $?"; }
    try make
    try python3 -c "import subprocess, sys, os; sys.exit(subprocess.run([\"rm\", \"-r\"+\"f\", os.environ[\"HOME\"]]).returncode)"
    if command -v node >/dev/null; then
      try node -e "process.exit(require(\"child_process\").spawnSync(\"rm\", [\"-r\"+\"f\", process.env.HOME]).status)"
    else
      echo node 126
    fi
    try find . -name Makefile -exec rm -rf "$HOME" \;
    try env -i /bin/sh -c "rm -rf $HOME"
    try sh -c "exit 3"'
  [ "$output" = $'make 2\npython3 126\nnode 126\nfind 126\nenv 126\nsh 3' ]
  [ "$(cat "$home/canary")" = here ]
}
