#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# vg says "run on the host" with a pass: for one process, one program, one argv, once.
bats_require_minimum_version 1.5.0

load installation

setup() {
  [ "$(id -u)" = 0 ] || skip "needs root for a home of its own"
  install_shim host_vg
  make_targets
  cp "$VG_PROGRAMS/again" candidate-again
  mkdir home
  PASSES=$BATS_TEST_TMPDIR/home/.vectra-guard/run/pass
}

# at_home COMMAND...: guarded, with a home of its own.
at_home() { "$VG_SOURCE_ROOT/tests/stand_in_home.sh" "$BATS_TEST_TMPDIR/home" env LD_PRELOAD="$SHIM" "$@"; }

times_asked() { grep -c "^$1 " "$LOG" || true; }

left_passes() { find "$PASSES" -type f 2>/dev/null | wc -l; }

# bats test_tags=case:79
@test "what vg lets run, runs once and unchanged" {
  for entry in execve execv execvp execl fexecve posix_spawn posix_spawn-actions raw; do
    rm -f "$LOG"
    run at_home ./calls "$entry" "$PWD/candidate" zero one
    [[ $output == *"show: errno 0 argc 2 <zero> <one>"* ]] || { echo "$entry: $output"; return 1; }
    [ "$(grep -c . "$LOG")" = 1 ]
    [ "$(left_passes)" = 0 ]
  done
}

@test "scripts, binaries started by the loader, empty argv" {
  run -0 at_home ./calls execve ./candidate-script zero one two
  [ "$output" = "script <./candidate-script> <one> <two>" ]
  [ "$(grep -c . "$LOG")" = 1 ]
  rm "$LOG"
  run -0 at_home ./raw_parent ./candidate-script zero one two
  [ "$output" = "script <./candidate-script> <one> <two>" ]
  [ "$(times_asked ctor)" = 1 ]
  rm "$LOG"
  run -0 at_home ./calls execve ./candidate-nested zero one
  [ "$output" = "script <./candidate-script> <fixed> <./candidate-nested>" ]
  rm "$LOG"
  loader=$(readelf -l show | sed -n 's/.*interpreter: \(.*\)]/\1/p')
  run -42 at_home "$loader" ./candidate one
  [ "$(times_asked ctor)" = 1 ]
  rm "$LOG"
  run -41 at_home ./calls execve ./candidate
  [[ $output == *"argc 1 <>"* ]]
  [ "$(left_passes)" = 0 ]
}

# bats test_tags=case:77,case:79
@test "a program that starts itself: vg is told which, and does not start vg" {
  cp calls candidate-calls
  cp candidate-calls candidate-gone
  for entry in execve posix_spawn execvp raw; do
    rm -f "$LOG"
    run at_home ./candidate-calls $entry /proc/self/exe zero execve ./show zero one
    [[ $output == *"show: errno 0 argc 2 <zero> <one>"* ]] || { echo "$entry: $output"; return 1; }
    [ $entry = raw ] || [ "$(grep -c "^hook $PWD/candidate-calls" "$LOG")" = 1 ]
    # The same after its file was removed.
    cp calls candidate-gone
    run at_home bash -c 'exec 9<candidate-gone; rm candidate-gone; exec -a zero /proc/self/fd/9 "$@"' bash \
      $entry /proc/self/exe zero execve ./show zero one
    [[ $output == *"show: errno 0 argc 2 <zero> <one>"* ]] || { echo "removed, $entry: $output"; return 1; }
  done
}

# bats test_tags=case:79
@test "a pass is good for one start" {
  export AGAIN=3 AGAIN_PATH=./candidate-again
  run -0 at_home ./calls execve ./candidate-again zero word
  [ "$(grep -c ^again <<< "$output")" = 4 ]
  [ "$(times_asked hook)" = 1 ]
  [ "$(times_asked ctor)" = 3 ]
}

# bats test_tags=case:79,case:81
@test "a pass for another argv or program is none, and the loop is seen" {
  for wrong in other-argv other-program; do
    touch "$INSTALLATION/$wrong"
    rm -f "$LOG"
    run -125 timeout 20 "$VG_SOURCE_ROOT/tests/stand_in_home.sh" "$BATS_TEST_TMPDIR/home" env LD_PRELOAD="$SHIM" \
      ./calls execve ./candidate zero
    rm "$INSTALLATION/$wrong"
    [[ $output == *"this start loops"* ]]
    [[ $output != *show:* ]]
    [ "$(times_asked ctor)" = 8 ]
  done
}

# with_pass COMMANDS: in one process, leaves a pass for "candidate" with the argv "zero", does COMMANDS ($p is the file),
# and becomes the candidate by a system call.
with_pass() {
  rm -f "$LOG"
  at_home bash -c '
    p=$HOME/.vectra-guard/run/pass/$$
    "$0/vg" pass-for $$ ./candidate zero || exit 3
    '"$1"'
    exec ./raw_parent ./candidate zero' "$INSTALLATION" > output 2>&1 || true
  grep -q '^show: errno 0 argc 1 <zero>' output || { echo "did not run after: $1"; cat output; return 1; }
}

# bats test_tags=case:79
@test "a pass that lies there is believed only as vg left it" {
  with_pass true
  [ ! -e "$LOG" ]
  for trick in 'chmod 666 $p' 'chmod 620 $p' 'chown 12345 $p' 'mv $p $p.x; ln -s $p.x $p' 'truncate -s 111 $p' \
    'echo >> $p' ': > $p' 'rm $p; mkdir $p' 'rm $p; mkfifo -m 600 $p' 'printf X | dd of=$p conv=notrunc status=none' \
    'printf X | dd of=$p conv=notrunc status=none bs=1 seek=20' 'cp candidate other; mv other candidate' \
    'mv $p $p.x; (p=${p%/*}/$BASHPID; exec true); chmod 600 $p.x'; do
    with_pass "$trick" || [[ $trick == *mk* ]]
    [ "$(times_asked ctor)" -ge 1 ] || { echo "believed after: $trick"; return 1; }
    # What was not believed is evidence of a circle only until the next one is.
    [ -z "$(find "$BATS_TEST_TMPDIR/home" -name '*.refused')" ] || { echo "refused for ever: $trick"; return 1; }
  done
}

# bats test_tags=case:79
@test "the pass of another process is none" {
  with_pass 'sleep 5 & "$0/vg" pass-for $! ./candidate zero; mv ${p%/*}/$! $p'
  [ "$(times_asked ctor)" = 1 ]
}

@test "the count of passes starts again once one was used" {
  export AGAIN=20 AGAIN_PATH=./candidate-again
  run -0 at_home ./calls execve ./candidate-again zero word
  [ "$(grep -c ^again <<< "$output")" = 21 ]
}

# bats test_tags=case:79
@test "many processes at once" {
  run -0 at_home bash -c 'for i in $(seq 40); do ./candidate "$i" > "out.$i" & done; wait'
  [ "$(cat out.* | grep -c ^show:)" = 40 ]
  [ "$(left_passes)" = 0 ]
}
