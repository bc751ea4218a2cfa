#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The compiled policy: read by the constructor, believed only when whole and the user's, and able to tighten only.
bats_require_minimum_version 1.5.0

load installation

setup() {
  [ "$(id -u)" = 0 ] || skip "needs root for a home of its own"
  install_shim fake_vg
  make_targets
  mkdir home
  cp "$VG_PROGRAMS/host_vg" writer
  policy=/dev/shm/vectra-guard-0.policy
}

# under_policy COMMANDS: a shell that is not guarded, in a home of its own; $SHIM, $LOG and $policy are set.
under_policy() {
  SHIM=$SHIM LOG=$LOG policy=$policy "$VG_SOURCE_ROOT/tests/stand_in_home.sh" "$BATS_TEST_TMPDIR/home" bash -c "
    with() { LD_PRELOAD=\$SHIM \"\$@\"; }
    $1"
}

@test "ask everything" {
  run under_policy './writer policy ask; with ./show zero one; exit 7'
  asked --exe ./show --via ctor --execfn ./show -- ./show zero one
  rm "$LOG"
  # A policy that says nothing leaves no file.
  run -41 under_policy './writer policy ask; ./writer policy; [ ! -e $policy ] || exit 3; with ./show'
  not_asked
}

@test "ask below a directory" {
  mkdir -p asked/below asked-not
  under_policy "./writer policy '$PWD/asked'
    for d in . asked-not asked asked/below; do (cd \$d && with '$PWD/show' \$d) >/dev/null || true; done" || true
  [ "$(grep -c '^<__exec>' "$LOG")" = 2 ]
  grep -qx '<asked>' "$LOG"
  grep -qx '<asked/below>' "$LOG"
}

@test "a hook follows the directory too" {
  mkdir asked
  under_policy "./writer policy '$PWD/asked'; with bash -c 'cd asked; ../show one; true'" >/dev/null
  asked --exe ../show --via hook -- ../show one
}

@test "strict refuses what cannot be asked about" {
  rm "$INSTALLATION/vg"
  run --separate-stderr -126 under_policy './writer policy strict; with ./raw_parent ./unknown zero'
  [[ $stderr == "vg: refused: ./unknown cannot be judged: "* ]]
  run under_policy './writer policy strict; with ./calls execve ./unknown zero'
  [[ $output == *"EACCES"* ]]
  run -41 under_policy './writer policy strict; with ./calls execve ./show zero'
}

@test "more directories than fit: everything is asked about" {
  under_policy 'list=$(for i in $(seq 300); do echo "/a/directory/of/some/length/$i"; done)
    ./writer policy $list; with ./show zero; true' > output
  asked --exe ./show --via ctor --execfn ./show -- ./show zero
}

# bats test_tags=case:84
@test "what is not whole or not the user's is no policy" {
  for trick in 'truncate -s 31 $policy' 'echo >> $policy' 'chmod 666 $policy' 'chown 12345 $policy' \
    'mv $policy $policy.x; ln -s $policy.x $policy' 'printf X | dd of=$policy conv=notrunc status=none' \
    'printf "\002" | dd of=$policy bs=1 seek=8 conv=notrunc status=none' \
    'printf "\177" | dd of=$policy bs=1 seek=24 conv=notrunc status=none' \
    'head -c 5000 /dev/zero >> $policy' ': > $policy' 'rm $policy; mkdir $policy' 'rm $policy; mkfifo $policy'; do
    run -41 under_policy "./writer policy ask; $trick; with ./calls execve ./show zero"
    not_asked || { echo "believed after: $trick"; return 1; }
  done
}

@test "the directory of the user's runtime goes first" {
  run under_policy 'mkdir -p /run/user; mount -t tmpfs tmpfs /run/user; mkdir -m 700 /run/user/0
    ./writer policy ask; [ ! -e $policy ] || exit 3; ls /run/user/0/vectra-guard/policy; with ./show zero'
  asked --exe ./show --via ctor --execfn ./show -- ./show zero
}

# bats test_tags=case:84
@test "writing the same policy again changes nothing" {
  run -0 under_policy './writer policy ask /a /b; first=$(stat -c "%i %y" $policy)
    ./writer policy ask /b /a /b; [ "$(stat -c "%i %y" $policy)" = "$first" ] || exit 3
    ./writer policy ask /c; [ "$(stat -c "%i %y" $policy)" != "$first" ] || exit 4'
}
