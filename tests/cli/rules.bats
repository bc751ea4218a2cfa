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
  [[ $output == *$'\nFS001  critical  files '*" fs_delete "*" outside "*"  it deletes the root, a home directory or all of them"$'\n'* ]]
}

@test "built-in rules are shown even where the configuration cannot be read, which is said" {
  mkdir -p "$home/.config/vectra-guard"
  echo 'nonsense: 1' >"$home/.config/vectra-guard/config.yaml"
  run -2 --separate-stderr vg rules list
  [[ $output == *"FS001 "* ]]
  [[ $stderr == *config.yaml*nonsense* ]]
  run -2 --separate-stderr vg rules show GT001
  [[ $output == "GT001 "* ]]
  run -2 --separate-stderr vg rules test ls
  [[ $stderr == *config.yaml*nonsense* ]]
}

@test "show: one rule; an unknown id is answered with the nearest" {
  run -0 --separate-stderr vg rules show fs006
  [ "${lines[0]}" = "FS006 fs_delete: with the variable empty it deletes from the root" ]
  [ "${lines[8]}" = '  Instead: write "${NAME:?}" so that an empty variable fails' ]
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

# A configuration of the user with two rules and a pack that is off.
own_rules() {
  mkdir -p "$home/.config/vectra-guard"
  config=$home/.config/vectra-guard/config.yaml
  cat >"$config" <<'YAML'
policies:
  packs: {git: off}
  rules:
    - id: prod-apply
      level: high
      message: it changes the production cluster
      instead: apply to staging first
      harms: remote
      needs_host: true
      programs: [kubectl, oc]
      verbs: [apply, delete|replace]
      flags: "--context=prod*"
      match: [kubectl apply -f x --context prod-1, "sh -c 'oc --context=prod delete x'"]
      not_match: [kubectl apply -f x, echo kubectl apply --context prod-1]
    - {id: keep-out, level: critical, message: it touches what is live, paths: /srv/live, match: cat /srv/live/x, not_match: ls /srv}
YAML
}

@test "rules of the configuration: list, show, test, explain, classify, validate" {
  own_rules
  run -0 --separate-stderr vg rules list
  [[ $output == *$'\nprod-apply  high '*" user "*"it changes the production cluster"* ]]
  [[ $output == *$'\nGT001 '*" git (off) "* ]]
  run -0 --separate-stderr vg rules list --json
  printf '%s' "$output" | python3 -c '
import json, sys
rules = {r["id"]: r for r in json.load(sys.stdin)["rules"]}
assert rules["prod-apply"]["pack"] == "user" and rules["prod-apply"]["place"].endswith("config.yaml:4"), rules["prod-apply"]
assert not rules["GT001"]["pack_is_on"] and rules["FS001"]["pack_is_on"]'
  run -0 --separate-stderr vg rules show PROD-APPLY
  [ "${lines[0]}" = "prod-apply user: it changes the production cluster" ]
  [[ $output == *"From: "*"config.yaml:4"*"match: ["* ]]
  run -2 --separate-stderr vg rules show prod-aply
  [ "$stderr" = "vg: there is no rule 'prod-aply', did you mean 'prod-apply'?" ]
  run -1 --separate-stderr vg rules test "sudo sh -c 'kubectl --context \"prod-eu\" apply -f -'"
  [[ $output == *"high  prod-apply user: it changes the production cluster"* ]]
  [[ $output == *"instead: apply to staging first"* ]]
  run -0 --separate-stderr vg rules test 'git reset --hard'
  [[ $output == *"low  GT001 git: "*"(pack git is off)"* ]]
  run -0 --separate-stderr vg explain --json 'oc replace --context=prod x'
  [[ $output == *'"rule": "prod-apply"'* ]]
  run -0 --separate-stderr bash -c 'echo "{\"cmd\": \"cat /srv/live/x\"}" | "${@}"' - "${clean[@]}" \
    "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "$VG" classify --jsonl
  [[ $output == *'"level":"critical","rules":["keep-out"],"family":"user"'* ]]
  printf 'ls\ncat /srv/live/x\n' >script.sh
  run -1 --separate-stderr vg validate script.sh
  [[ $output == *2*keep-out* ]]
  run -1 --separate-stderr vg validate --format sarif script.sh
  printf '%s' "$output" | python3 -c '
import json, sys
rule = json.load(sys.stdin)["runs"][0]["tool"]["driver"]["rules"][0]
assert rule["id"] == "keep-out" and rule["shortDescription"]["text"] == "it touches what is live", rule'
}

@test "a rule of the configuration decides what runs" {
  own_rules
  run -126 --separate-stderr vg exec -- cat /srv/live/x
  [[ $stderr == *"it touches what is live"* ]]
  [[ $stderr == *keep-out* ]]
  run -0 --separate-stderr vg exec -- echo kubectl apply --context prod-1
  [ "$output" = "kubectl apply --context prod-1" ]
  # It cannot be remembered away either.
  run -126 --separate-stderr vg trust add -- cat /srv/live/x
}

@test "the shim asks about everything while a rule can raise something, and only then" {
  own_rules
  run -0 --separate-stderr "${clean[@]}" "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" bash -c '
    policies() { ls -A "/run/user/$(id -u)/vectra-guard/policy" "/dev/shm/vectra-guard-$(id -u).policy" 2>/dev/null | wc -l; }
    "$1" exec -- true && policies
    sed -i "s/level: [a-z]*/level: low/" "$2" && "$1" exec -- true && policies
    sed -i "s/needs_host: true/network_install: true/" "$2" && "$1" exec -- true && policies
    rm "$2" && "$1" exec -- true && policies
    echo "policies: {rules: [{id: aa, level: medium, message: m, programs: aa, match: aa, not_match: b}]}" >vectra-guard.yaml
    "$1" exec -- true && policies && grep -qaF "$PWD" "/run/user/$(id -u)/vectra-guard/policy" \
      "/dev/shm/vectra-guard-$(id -u).policy" 2>/dev/null && echo here' - "$VG" "/$(realpath --relative-to=/ ~)/.config/vectra-guard/config.yaml"
  [ "$output" = $'1\n0\n1\n0\n1\nhere' ]
}

@test "a rule holds where libvg.so meets the program start, whatever a variable hid from the line" {
  own_rules
  sed -i 's/critical/medium/; s/live, paths: .*/live, programs: wc, flags: -m, operands: live, match: wc -m live, not_match: wc -m dead}/' "$config"
  echo text >live
  echo live >name
  # The notice shows that it was judged.
  run -0 --separate-stderr "${clean[@]}" "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" bash -c '
    "$1" exec -- true
    export LD_PRELOAD=${1%/vg}/libvg.so
    exec bash -c "wc -c live; n=\$(cat name); wc -m \$n; echo status \$?"' - "$VG"
  [ "$output" = $'5 live\n5 live\nstatus 0' ]
  [[ $stderr == *sandbox* ]]
}

@test "a project adds rules and switches packs on; what it switches off waits" {
  own_rules
  cat >vectra-guard.yaml <<'YAML'
policies:
  packs: {git: on, databases: off}
  rules:
    - {id: no-deploy, level: medium, message: it deploys, programs: ./deploy, match: bash deploy, not_match: ls deploy}
YAML
  run -1 --separate-stderr vg rules test './deploy now'
  [[ $output == *"medium  no-deploy user: it deploys"* ]]
  run -1 --separate-stderr vg rules test 'git reset --hard'
  [[ $output == *"high  GT001 git: "* ]]
  run -0 --separate-stderr vg config show
  [[ $stderr == *"policies.packs"*"vg config trust"* ]]
  [[ $output == *"  packs: {git: on}"* ]]
}

@test "a rule that lies, or is broken, is an error at its place, and built-in rules are still shown" {
  own_rules
  sed -i 's/not_match: ls .srv}/not_match: cat "\/srv\/live"}/' "$config"
  for command in 'rules test ls' 'exec -- true' 'config show' 'explain ls' 'classify --jsonl' 'validate x.sh'; do
    echo ls >x.sh
    # shellcheck disable=SC2086
    run -2 --separate-stderr vg $command </dev/null
    [[ $stderr == "vg: "*"/.config/vectra-guard/config.yaml:15:126: rule 'keep-out': finds its 'not_match' example: cat \"/srv/live\"" ]]
  done
  run -2 --separate-stderr vg rules list
  [[ $output == *"GT001 "* ]]
  [[ $stderr == *"rule 'keep-out'"* ]]
  own_rules
  sed -i "s/flags: .*/operands: 're:a(b'/" "$config"
  run -2 --separate-stderr vg rules test ls
  [[ $stderr == *"config.yaml:12:17: rule 'prod-apply': 're:a(b' is no RE2 expression: missing ): a(b" ]]
  own_rules
  sed -i 's/git: off/files: off/' "$config"
  run -2 --separate-stderr vg rules test ls
  [[ $stderr == *"config.yaml:2:18: pack 'files' cannot be switched off: it protects the system and home directories" ]]
}
