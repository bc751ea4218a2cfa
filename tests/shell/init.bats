#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What `vg init` prints. The hooks themselves are tried on terminals, in test_*.py.

bats_require_minimum_version 1.5.0

setup() {
  vg=$BATS_TEST_TMPDIR/vg
  cp "$VG_STAND_IN" "$vg"
}

@test "is text that each shell reads without error" {
  for shell in bash zsh; do
    "$vg" init $shell --no-preload >"$BATS_TEST_TMPDIR/$shell"
    $shell -n "$BATS_TEST_TMPDIR/$shell"
  done
  "$vg" init fish --no-preload >"$BATS_TEST_TMPDIR/fish"
  fish --no-execute "$BATS_TEST_TMPDIR/fish"
}

@test "is the same every time, whatever the environment says" {
  touch "$BATS_TEST_TMPDIR/libvg.so"
  for shell in bash zsh fish; do
    "$vg" init $shell >"$BATS_TEST_TMPDIR/first"
    (cd / && env -i PATH=/nowhere HOME=/nowhere LD_PRELOAD= "$vg" init $shell) >"$BATS_TEST_TMPDIR/second"
    cmp "$BATS_TEST_TMPDIR/first" "$BATS_TEST_TMPDIR/second"
  done
}

@test "names the file of this vg, also through a symlink and relative" {
  ln -s "$vg" "$BATS_TEST_TMPDIR/link"
  cd "$BATS_TEST_TMPDIR"
  ./link init bash --no-preload | grep -qF "__vg_bin='$vg'"
}

@test "quotes a path with every odd character" {
  odd="$BATS_TEST_TMPDIR/a b'c\"d\$e\\f\`g(h)*
i"
  mkdir "$odd"
  cp "$vg" "$odd/vg"
  for shell in bash zsh; do
    "$odd/vg" init $shell --no-preload >"$BATS_TEST_TMPDIR/text"
    name='__vg_bin'
    [ $shell = bash ] || name='_vg_s[bin]'
    # The first line with the name begins the value; the quotes end before the next assignment.
    value=$(sed -n "/$(printf %s "$name" | sed 's/[][]/\\&/g')=/,/lib/p" "$BATS_TEST_TMPDIR/text" | head -2 | tr '\n' '\t')
    value=${value#*"$name="}
    value=${value% *lib*}
    [ "$(eval "printf %s $value" | tr '\t' '\n')" = "$odd/vg" ]
  done
  "$odd/vg" init fish --no-preload >"$BATS_TEST_TMPDIR/text"
  sed -n '/^set -gu __vg_bin/,/^set -gu __vg_lib/p' "$BATS_TEST_TMPDIR/text" | sed '$d' >"$BATS_TEST_TMPDIR/assignment"
  echo 'printf %s $__vg_bin' >>"$BATS_TEST_TMPDIR/assignment"
  [ "$(fish --no-config "$BATS_TEST_TMPDIR/assignment")" = "$odd/vg" ]
}

@test "takes libvg.so beside vg or in the library directory of its prefix" {
  mkdir -p "$BATS_TEST_TMPDIR/usr/bin" "$BATS_TEST_TMPDIR/usr/lib/vectra-guard"
  cp "$vg" "$BATS_TEST_TMPDIR/usr/bin/vg"
  touch "$BATS_TEST_TMPDIR/usr/lib/vectra-guard/libvg.so"
  "$BATS_TEST_TMPDIR/usr/bin/vg" init bash | grep -qF "__vg_lib='$BATS_TEST_TMPDIR/usr/lib/vectra-guard/libvg.so'"
  touch "$BATS_TEST_TMPDIR/usr/bin/libvg.so"
  "$BATS_TEST_TMPDIR/usr/bin/vg" init bash | grep -qF "__vg_lib='$BATS_TEST_TMPDIR/usr/bin/libvg.so'"
  "$BATS_TEST_TMPDIR/usr/bin/vg" init bash --no-preload | grep -qF "__vg_lib=''"
}

@test "says so where there is no libvg.so, or its path cannot be preloaded" {
  run --separate-stderr "$vg" init bash
  [ "$status" -eq 0 ]
  [[ $stderr == "vg: init: no libvg.so beside '$vg'"* ]]
  mkdir "$BATS_TEST_TMPDIR/a b"
  cp "$vg" "$BATS_TEST_TMPDIR/a b/vg"
  touch "$BATS_TEST_TMPDIR/a b/libvg.so"
  run --separate-stderr "$BATS_TEST_TMPDIR/a b/vg" init zsh
  [ "$status" -eq 0 ]
  [[ $stderr == *"cannot stand in LD_PRELOAD"* ]]
  [[ $output == *"_vg_s[lib]=''"* ]]
}

@test "a vg whose file was replaced while it runs names the new file" {
  exec 9<"$vg"
  rm "$vg"
  run ! /proc/self/fd/9 init bash --no-preload
  [[ $output == *'cannot find the file of this program'* ]]
  cp "$VG_STAND_IN" "$vg"
  /proc/self/fd/9 init bash --no-preload | grep -qF "__vg_bin='$vg'"
}

@test "refuses other shells, and says when it cannot write" {
  for shell in ksh '' 'bash ' BASH; do
    run --separate-stderr "$vg" init "$shell"
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ $stderr == *"bash, zsh or fish"* ]]
  done
  run "$vg" init
  [ "$status" -eq 2 ]
  run --separate-stderr bash -c '"$1" init bash --no-preload >/dev/full' - "$vg"
  [ "$status" -eq 125 ]
  [[ $stderr == *"cannot write"* ]]
}

@test "the three hooks name the same harmless programs" {
  hooks=$VG_SOURCE_ROOT/shell
  words() { tr -s ' \n\\();"' '\n' | grep -E '^[a-z]+$' | sort | tr '\n' ' '; }
  bash=$(sed -n '/case " basename/,/ in$/p' "$hooks/bash/vg-hook.bash" | sed 's/ in$//; s/case//' | words)
  zsh=$(sed -n '/programs=(/,/)/p' "$hooks/zsh/vg-hook.zsh" | sed 's/programs=(//' | words)
  fish=$(sed -n '/contains -- \$word basename/,/^ *contains/p' "$hooks/fish/vg-hook.fish" | sed '$d; s/.*word //' | words)
  [ -n "$bash" ]
  [ "$bash" = "$zsh" ]
  [ "$bash" = "$fish" ]
}
