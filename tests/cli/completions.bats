#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The completion scripts, asked in their own shells. VG is the built program.
# The scripts are read by another shell than this one, and their words come unquoted on purpose.
# shellcheck disable=SC2016

bats_require_minimum_version 1.5.0

in_bash() { # WORD...: what is offered for the last word
  bash --norc --noprofile -c '
    source <("$VG" completions bash)
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _vg
    printf "%s\n" "${COMPREPLY[@]}"' bash "$@"
}

in_fish() { # LINE: what is offered at its end
  HOME=$BATS_TEST_TMPDIR XDG_CONFIG_HOME=$BATS_TEST_TMPDIR fish --no-config -c '
    $VG completions fish | source
    complete -C $argv[1] | string replace -r "\t.*" ""' "$1"
}

in_zsh() { # LINE: the line after the tabs in it, in a terminal
  "$(command -v python3)" "$BATS_TEST_DIRNAME/zsh_line.py" "$VG" "$1"
}

@test "bash offers commands, subcommands, options, values and files" {
  [ "$(in_bash vg ex)" = $'exec\nexplain' ]
  [ "$(in_bash vg trust '')" = $'list\nadd\nremove\nclean' ]
  [ "$(in_bash vg trust add --no)" = --note ]
  [ "$(in_bash vg exec --level st)" = strict ]
  [ "$(in_bash vg exec --level = st)" = strict ]
  [ "$(in_bash vg init f)" = fish ]
  touch "$BATS_TEST_TMPDIR/policy.yaml"
  [ "$(in_bash vg exec --config "$BATS_TEST_TMPDIR/pol")" = "$BATS_TEST_TMPDIR/policy.yaml" ]
  [ -z "$(in_bash vg exec --timeout '')" ]
  [ -z "$(in_bash vg exec --line)" ]
}

@test "bash completes the command behind --" {
  [ "$(in_bash vg exec -- base6 | sort -u)" = base64 ]
  [ -z "$(in_bash vg exec -- ls --level)" ]
}

@test "fish offers commands, subcommands, options, values and files" {
  [ "$(in_fish 'vg exe')" = exec ]
  [ "$(in_fish 'vg trust ' | sort | paste -sd' ')" = "add clean list remove" ]
  [ "$(in_fish 'vg trust add --no')" = --note ]
  [ "$(in_fish 'vg exec --level=st')" = --level=strict ]
  [ "$(in_fish 'vg init z')" = zsh ]
  touch "$BATS_TEST_TMPDIR/policy.yaml"
  [ "$(in_fish "vg exec --config $BATS_TEST_TMPDIR/pol")" = "$BATS_TEST_TMPDIR/policy.yaml" ]
}

@test "fish completes the command behind --" {
  [ "$(in_fish 'vg exec -- base6')" = base64 ]
  [ -z "$(in_fish 'vg exec -- ls --leve')" ]
}

@test "zsh completes commands, options and values" {
  [ "$(in_zsh $'vg expl\t')" = "vg explain" ]
  [ "$(in_zsh $'vg trust a\t')" = "vg trust add" ]
  [ "$(in_zsh $'vg config show --o\t')" = "vg config show --origin" ]
  [ "$(in_zsh $'vg exec --level=st\t')" = "vg exec --level=strict" ]
  [ "$(in_zsh $'vg init z\t')" = "vg init zsh" ]
}

@test "zsh completes the command behind --" {
  [ "$(in_zsh $'vg exec -- base6\t')" = "vg exec -- base64" ]
}

@test "the scripts are valid in their shells" {
  "$VG" completions bash | bash -n
  "$VG" completions bash | shellcheck -s bash -
  "$VG" completions zsh >"$BATS_TEST_TMPDIR/_vg"
  zsh -n "$BATS_TEST_TMPDIR/_vg"
  "$VG" completions fish | fish --no-config --no-execute
}

@test "a full disk is an error" {
  run -125 bash -c '"$VG" completions bash >/dev/full'
  [ "$output" = "vg: cannot write the completions: No space left on device" ]
}
