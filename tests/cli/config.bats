#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# vg config show|schema|trust, with the real files in a stand-in home. VG is the built program.

bats_require_minimum_version 1.5.0

setup() {
  home=$BATS_TEST_TMPDIR/home
  project=$BATS_TEST_TMPDIR/project
  config=$home/.config/vectra-guard/config.yaml
  mkdir -p "$home/.config/vectra-guard" "$project/deep"
  cd "$project/deep" || return
}

vg() { "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "$VG" "$@"; }

# On a terminal of its own, whose session begins with the command: what a person has.
on_terminal() {
  "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" python3 -c '
import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))' "$VG" "$@"
}

without_terminal() { setsid --wait "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "$VG" "$@" </dev/null; }

@test "show prints every key, and what it prints is a configuration file" {
  run -0 --separate-stderr vg config show
  [[ $output == *"  mode: auto"* ]]
  [[ $output == *"  # timeout: from the security level"* ]]
  [ -z "$stderr" ]
  before=$output
  printf '%s\n' "$output" >"$config"
  run -0 --separate-stderr vg config show
  [ "$output" = "$before" ]
}

@test "show --origin names file and line, show --json is JSON" {
  printf 'sandbox:\n  mode: risky  # inline\n' >"$config"
  run -0 vg config show --origin
  [[ $output == *"  mode: risky  # user "*/.config/vectra-guard/config.yaml:2* ]]
  run -0 --separate-stderr vg config show --json
  printf '%s' "$output" | python3 -c '
import json, sys
setting = json.load(sys.stdin)["settings"]["sandbox.mode"]
assert setting["value"] == "risky" and setting["origin"] == "user", setting'
}

@test "schema is a JSON Schema that knows every key" {
  run -0 --separate-stderr vg config schema
  printf '%s' "$output" | python3 -c '
import json, sys
schema = json.load(sys.stdin)
assert "draft-07" in schema["$schema"]
assert schema["properties"]["sandbox"]["properties"]["mode"]["enum"] == ["never", "risky", "auto", "always"]'
}

@test "a mistake is named with its place, exit 2, nothing on stdout" {
  printf 'sandbox:\n  mod: auto\n' >"$config"
  for command in 'config show' 'exec -- true' 'config trust'; do
    # shellcheck disable=SC2086
    run -2 --separate-stderr vg $command
    [ -z "$output" ]
    [[ $stderr == "vg: "*"/.config/vectra-guard/config.yaml:2:3: unknown key 'sandbox.mod': did you mean 'sandbox.mode'?"* ]]
  done
}

@test "a user file that everybody can write is not read" {
  echo 'sandbox: {mode: never}' >"$config"
  chmod 666 "$config"
  run -2 vg config show
  [[ $output == *"can be written by everybody"* ]]
}

@test "a project file tightens at once, loosening waits with one notice" {
  printf 'sandbox:\n  network_mode: full\n  timeout: 60\n' >../vectra-guard.yaml
  run -0 --separate-stderr vg config show
  [[ $output == *"  timeout: 1m"* ]]
  [[ $output == *"  # network_mode: from the security level"* ]]
  [ "${#stderr_lines[@]}" -eq 1 ]
  [[ $stderr == *"sandbox.network_mode"*"vg config trust"* ]]
}

@test "trust is a person's" {
  echo 'sandbox: {network_mode: full}' >../vectra-guard.yaml
  run -126 without_terminal config trust
  [[ $output == *"trusting a project file is a person's"* ]]
  [ ! -e "$home/.vectra-guard/config-trust" ]
}

@test "trust by a person holds for this content only, and can be taken back" {
  echo 'sandbox: {network_mode: full}' >../vectra-guard.yaml
  run -0 on_terminal config trust
  [[ $output == *"Trusted "*vectra-guard.yaml* ]]
  [[ $output == *"  sandbox.network_mode: full"* ]]
  run -0 --separate-stderr vg config show
  [[ $output == *"  network_mode: full"* ]]
  [ -z "$stderr" ]
  grep -q '"config trust"' "$home/.vectra-guard/audit.jsonl"
  echo '# changed' >>../vectra-guard.yaml
  run -0 --separate-stderr vg config show
  [[ $output != *"  network_mode: full"* ]]
  run -0 on_terminal config trust
  run -0 on_terminal config trust --revoke
  [[ $output == *"No longer trusted"* ]]
  run -0 --separate-stderr vg config show
  [[ $output != *"  network_mode: full"* ]]
}

@test "trust without a project file says so" {
  run -2 on_terminal config trust
  [[ $output == *"there is no vectra-guard.yaml"* ]]
}

@test "a loosening flag without a person is refused, a tightening one is not" {
  run -2 without_terminal exec --network full -- true
  [[ $output == *"only a person at a terminal may do that"* ]]
  run -2 without_terminal exec --preset developer -- true
  run -0 without_terminal explain --network none true
}
