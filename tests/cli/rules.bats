#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# vg rules, and the manual page that is made from the same table. VG is the built program, VG_BUILD where pages are.

bats_require_minimum_version 1.5.0

setup() {
  home=$BATS_TEST_TMPDIR/home
  project=$BATS_TEST_TMPDIR/project
  mkdir -p "$home" "$project/.git"
  cd "$project" || exit
  clean=(env -i "PATH=/usr/local/bin:/usr/bin:/bin" LC_ALL=C.UTF-8)
}

vg() { "${clean[@]}" "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "$VG" "$@"; }

ids() { "$VG" rules list --json | python3 -c 'import json, sys; print(*[r["id"] for r in json.load(sys.stdin)["rules"]])'; }

@test "list: the same rules as text and as JSON" {
  run -0 --separate-stderr vg rules list
  [ -z "$stderr" ]
  [ "$(printf '%s\n' "$output" | cut -d' ' -f1 | paste -sd' ')" = "$(ids)" ]
  [[ $output == *$'\nFS001  critical  fs_delete '*" outside "*"  it deletes the root, a home directory or all of them"$'\n'* ]]
}

@test "list and show need no configuration that can be read" {
  mkdir -p "$home/.config/vectra-guard"
  echo 'nonsense: 1' >"$home/.config/vectra-guard/config.yaml"
  run -0 --separate-stderr vg rules list
  run -0 --separate-stderr vg rules show GT001
  run -2 --separate-stderr vg rules test ls
  [[ $stderr == *config.yaml*nonsense* ]]
}

@test "show: one rule; an unknown id is answered with the nearest" {
  run -0 --separate-stderr vg rules show fs006
  [ "${lines[0]}" = "FS006 fs_delete: with the variable empty it deletes from the root" ]
  [ "${lines[7]}" = '  Instead: write "${NAME:?}" so that an empty variable fails' ]
  run -0 --separate-stderr vg rules show --json FS006
  [ "$(printf '%s' "$output" | python3 -c 'import json, sys; print(json.load(sys.stdin)["level"])')" = high ]
  run -2 --separate-stderr vg rules show FS09
  [ -z "$output" ]
  [ "$stderr" = "vg: there is no rule 'FS09', did you mean 'FS009'?" ]
  run -2 --separate-stderr vg rules show
  for id in $(ids); do "$VG" rules show "$id" >/dev/null; done
}

@test "test: findings with their spans, as explain shows them, and a status" {
  run -0 --separate-stderr vg rules test 'ls -l'
  [ "$output" = "Findings: none" ]
  run -0 --separate-stderr vg rules test 'git push'
  [[ $output == *"low  HO001 host: "* ]]
  touch "$home/canary"
  run -1 --separate-stderr vg rules test 'cd x && rm -rf ~ # gone'
  [ -e "$home/canary" ]
  [ "${lines[1]}" = "  critical  FS001 fs_delete: it deletes the root, a home directory or all of them" ]
  [ "${lines[2]}" = "      cd x && rm -rf ~ # gone" ]
  [ "${lines[3]}" = "                     ^" ]
  findings=$output
  run -0 --separate-stderr vg explain 'cd x && rm -rf ~ # gone'
  [[ $output == *"$findings"* ]]
  run -1 --separate-stderr vg rules test -- rm -rf /
  [[ $output == *FS001* ]]
  run -2 --separate-stderr vg rules test rm -rf /
  run -0 --separate-stderr vg rules test ''
}

@test "a full disk is an error" {
  run -125 bash -c '"$VG" rules list >/dev/full'
  [ "$output" = "vg: cannot write the rules: No space left on device" ]
}

@test "the manual page has every rule" {
  page=$VG_BUILD/docs/vg-rules.7
  if [ ! -e "$page" ]; then
    [ -z "${VG_MUST_WORK:-}" ]
    skip "manual pages are not built"
  fi
  for id in $(ids); do grep -qF "\\fB$id\\fR: " "$page"; done
  [ "$(grep -cE '^\\fB[A-Z][A-Z0-9][0-9]{3}\\fR: ' "$page")" = "$(ids | wc -w)" ]
  run -1 grep -n @RULES@ "$page"
}
