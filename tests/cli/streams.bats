#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What vg exec is given and gives back: streams that are closed, no terminal, odd and many arguments, every exit status of
# its own, flags on both sides. On the host and contained alike. VG is the built program.

bats_require_minimum_version 1.5.0

setup() {
  home=$BATS_TEST_TMPDIR/home
  project=$BATS_TEST_TMPDIR/project
  mkdir -p "$home/.config/vectra-guard" "$project"
  printf 'sandbox: {network_mode: none}\n' >"$home/.config/vectra-guard/config.yaml"
  cd "$project"
  clean=(env -i "PATH=/usr/local/bin:/usr/bin:/bin" LC_ALL=C.UTF-8)
}

in_home() { "${clean[@]}" ${VG_TEST_USER:+VG_TEST_USER="$VG_TEST_USER"} BATS_TEST_TMPDIR="$BATS_TEST_TMPDIR" \
  BATS_RUN_TMPDIR="${BATS_RUN_TMPDIR:-}" BATS_FILE_TMPDIR="${BATS_FILE_TMPDIR:-}" \
  "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "$@"; }

vg() { in_home "$VG" "$@" </dev/null; }

# shell SCRIPT: with $VG, in the stand-in home.
shell() { in_home env VG="$VG" bash -c "$1"; }

@test "closed standard streams are the command's as they were" {
  for where in '' --sandbox; do
    run -0 --separate-stderr shell "\$VG exec $where -- echo out <&-"
    [ "$output" = out ]
    run -0 shell "\$VG exec $where -- echo out 2>&-"
    [ "$output" = out ]
    run -1 shell "\$VG exec $where -- echo out >&-"
    [[ $output == *"Bad file descriptor"* ]]
    run -7 shell "\$VG exec $where 'exit 7' <&- >&- 2>&-"
    [ -z "$output" ]
  done
  touch "$home/canary"
  run -126 shell "\$VG exec 'rm -rf ~' <&- >&- 2>&-"
  [ -e "$home/canary" ]
}

@test "an answer that cannot be written is an error" {
  for command in --help --version 'explain true' why 'why --json' 'trust list' 'metrics show' 'metrics show --json' \
    'logs verify' 'config show' 'config schema' 'doctor' 'doctor --json' 'exec --explain true' 'completions zsh'; do
    run -125 shell "\$VG $command >/dev/full"
    [[ $output == "vg: cannot write the "*"No space left on device"* ]] || { echo "$command: $output" && false; }
  done
}

@test "without a terminal: the command has none either, and nothing waits" {
  for where in '' --sandbox; do
    run -1 in_home timeout 30 setsid --wait "$VG" exec $where 'tty' </dev/null
    [[ $output == *"not a tty"* ]]
  done
  run -126 in_home timeout 30 setsid --wait "$VG" exec 'sudo systemctl stop x' </dev/null
  [[ $output == *"nobody is there to ask"* ]]
}

@test "arguments arrive byte for byte: empty, newlines, no UTF-8, a hundred thousand" {
  for where in '' --sandbox; do
    run -0 --separate-stderr vg exec $where -- printf '%s|' a '' $'x\ny' $'\xff\x01' ''
    [ "$output" = $'a||x\ny|\xff\x01||' ]
    run -0 --separate-stderr in_home python3 -c '
import subprocess, sys
run = subprocess.run([*sys.argv[1:], "--", "/bin/echo", *["x"] * 100000], stdout=subprocess.PIPE)
print(run.returncode, len(run.stdout))' "$VG" exec $where
    [ "$output" = "0 200000" ]
  done
  run -127 vg exec -- ''
  run -0 vg exec ''
  run -0 vg exec '# nothing'
}

@test "exit codes: the command's own, and the guard's" {
  for where in '' --sandbox; do
    run -7 vg exec $where 'exit 7'
    run -7 vg exec $where -- sh -c 'exit 7'
    run -127 vg exec $where no-such-program
    run -127 vg exec $where -- no-such-program
    echo text >plain
    run -126 vg exec $where -- ./plain
    run -124 vg exec $where --timeout 1 -- sleep 20
    [[ $output == *"its time was up (--timeout, sandbox.timeout)"* ]]
    run -0 in_home python3 -c '
import subprocess, sys
print(subprocess.run(sys.argv[1:]).returncode)' "$VG" exec $where -- sh -c 'kill -KILL $$'
    [ "${lines[-1]}" = -9 ]
  done
  touch "$home/canary"
  run -126 vg exec 'rm -rf ~'
  [ -e "$home/canary" ]
  run -2 vg exec
  run -2 vg exec --level thick true
  run -2 vg exec --timeout soon true
  run -2 vg exec --config /nonexistent true
  printf 'sandbox: {runtime: podman}\n' >"$home/.config/vectra-guard/config.yaml"
  run -125 vg exec --sandbox true
  [[ $output == *"It was not run."* ]]
}

@test "a line with flags before and after, pipes and redirections" {
  run -0 --separate-stderr vg exec "echo one | tr o O >file; cat <file; echo two >&2" --sandbox --timeout 20
  [ "$output" = One ]
  [[ $stderr == *"asked for with --sandbox"*two ]]
  run -0 --separate-stderr vg exec --timeout 20 "cat <file | wc -l"
  [ "$output" = 1 ]
  run -124 vg exec 'sleep 20' --timeout 1
  run -0 --separate-stderr vg exec 'touch made' --explain
  [[ $output == "Command: touch made"* ]]
  [ ! -e made ]
  run -0 --separate-stderr vg exec --explain --json 'touch made'
  printf '%s' "$output" | python3 -c 'import json, sys; assert json.load(sys.stdin)["plan"]["place"] == "host"'
  run -2 vg exec true --bogus
  [[ $output == *'vg exec "true --bogus" or vg exec -- true --bogus'* ]]
}

@test "a limit on file sizes is the command's, not the end of its guard" {
  run -3 shell "ulimit -f 0; \$VG exec -- sh -c 'exit 3' 2>/dev/null"
  # The command dies of it, as it would have.
  # shellcheck disable=SC2016
  run -0 in_home python3 -c '
import resource, subprocess, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
print(subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL).returncode)' "$VG" exec -- cp /etc/passwd copy
  [ "$output" = -25 ]
}

# with_home OPTIONS COMMAND...: an empty home, mounted with these options.
with_home() {
  local options=$1
  shift
  IFS=: read -r _ _ uid gid _ passwd_home _ < <(getent passwd "${VG_TEST_USER:-$(id -un)}")
  # shellcheck disable=SC2016
  "${clean[@]}" unshare --mount --propagation private bash -c '
    set -eu
    mount -t tmpfs -o "$1" tmpfs "$2"
    [ ! -d "/run/user/$3" ] || mount -t tmpfs -o "mode=0700,uid=$3" tmpfs "/run/user/$3"
    cd /
    exec setpriv --reuid "$3" --regid "$4" --clear-groups -- "${@:5}"' home \
    "${options//UID/$uid}" "$passwd_home" "$uid" "$gid" "$@" </dev/null
}

@test "a home that cannot be written: harmless runs and says what is missing, walls are refused, blocks hold" {
  for options in ro,mode=700,uid=UID mode=700,uid=UID,nr_inodes=1; do
    run -0 --separate-stderr with_home "$options" "$VG" exec -- echo harmless
    [ "$output" = harmless ]
    [[ $stderr == "vg: this run was not recorded: "*"/.vectra-guard: cannot create directory"* ]]
    run -125 --separate-stderr with_home "$options" "$VG" exec --sandbox --network none -- echo contained
    [ -z "$output" ]
    run -126 with_home "$options" "$VG" exec 'rm -rf /'
    run -0 with_home "$options" "$VG" trust list
  done
}

@test "a home that everybody can write works, and its state is the owner's alone" {
  # shellcheck disable=SC2016
  run -0 --separate-stderr with_home mode=777,uid=UID bash -c '
    mkdir -m 777 ~/.vectra-guard && export HOME=~ && "$0" exec --sandbox --network none -- echo contained && stat -c %a ~/.vectra-guard' "$VG"
  [ "$output" = $'contained\n700' ]
}
