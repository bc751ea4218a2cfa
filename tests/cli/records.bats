#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# vg trust, metrics, logs and why, with the real files in a stand-in home. VG is the built program.

bats_require_minimum_version 1.5.0

setup() {
  home=$BATS_TEST_TMPDIR/home
  project=$BATS_TEST_TMPDIR/project
  state=$home/.vectra-guard
  mkdir -p "$home" "$project"
  cd "$project" || exit
  # Without the functions that bats exports: for the guard they could be anybody's code.
  clean=(env -i "PATH=/usr/local/bin:/usr/bin:/bin" LC_ALL=C.UTF-8)
}

in_home() { "${clean[@]}" "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "$@"; }

vg() { in_home "$VG" "$@"; }

# On a terminal of its own, whose session begins with the command: what a person has.
on_terminal() {
  in_home python3 -c '
import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))' "$VG" "$@" </dev/null
}

without_terminal() { in_home setsid --wait "$VG" "$@" </dev/null; }

# field PYTHON-EXPRESSION: of the JSON value `it` that is in $output.
field() { printf '%s' "$output" | python3 -c 'import json, sys; it = json.load(sys.stdin); print(('"$1"'))'; }

@test "trust: a person adds, anybody lists and removes" {
  run -0 --separate-stderr vg trust list
  [ "$output" = "No trusted commands." ]
  run -0 on_terminal trust add 'npm install express' --note 'Common package'
  [[ $output == *"✅ Approved and remembered"* ]]
  run -0 --separate-stderr vg trust list
  [[ $output == *"npm install express"*"Common package; added "*"never expires, used 0 times, everywhere"* ]]
  [ "$(stat -c %a "$state" "$state/trust.json" | tr '\n' ' ')" = "700 600 " ]
  run -0 --separate-stderr vg trust list --json
  [ "$(field 'it["entries"][0]["text"], it["entries"][0]["expires"], it["entries"][0]["uses"]')" = "('npm install express', None, 0)" ]
  run -0 --separate-stderr vg trust remove 'npm  install "express"'
  [[ $output == "Removed "*"npm install express" ]]
  run -2 --separate-stderr vg trust remove 'npm install express'
  [[ $stderr == "vg: no trusted command fits"* ]]
}

@test "trust: without a person nothing is added" {
  run -126 --separate-stderr without_terminal trust add 'npm test'
  [[ $stderr == "vg: adding trust is a person's"* ]]
  [ ! -e "$state/trust.json" ]
}

@test "trust: an argv and the line that means the same are one command" {
  run -0 on_terminal trust add -- npm run 'a b'
  run -0 vg trust remove "npm run 'a b'"
  run -2 on_terminal trust add npm test
  [[ $output == *"several words"* ]]
}

@test "trust: an expired entry is shown as such and cleaned away" {
  run -0 on_terminal trust add 'npm test' --expires 30d
  run -0 on_terminal trust add 'npm run x' --here
  run -2 on_terminal trust add 'npm run y' --expires soon
  [[ $output == *"--expires must be"* ]]
  run -0 vg trust clean
  [ "$output" = "No expired entries." ]
  python3 - "$state/trust.json" <<'PY'
import re, sys
text = open(sys.argv[1]).read()
open(sys.argv[1], "w").write(re.sub(r'"expires":[1-9]\d*', '"expires":1', text))
PY
  run -0 vg trust list
  [[ $output == *"expired 1970-01-01"* ]]
  [[ $output == *", in $project"* ]]
  run -0 vg trust clean
  [[ $output == "Removed "*"npm test" ]]
}

@test "trust: what is blocked, and what cannot be bound, is refused" {
  run -126 on_terminal trust add 'rm -rf /'
  [[ $output == *"cannot be trusted"* ]]
  # shellcheck disable=SC2016
  run -125 on_terminal trust add '$CMD x'
  [[ $output == *"cannot be remembered"* ]]
  run -125 on_terminal trust add 'NODE_OPTIONS=x npm test'
  [[ $output == *"NODE_OPTIONS"* ]]
  [ ! -e "$state/trust.json" ]
}

@test "trust: secrets are not written down anywhere" {
  run -0 on_terminal trust add 'npm login --password hunter2'
  run -0 vg trust remove 'npm login --password hunter2'
  run -1 grep -r hunter2 "$state"
}

@test "trust: a damaged store trusts nothing, says so, and is kept" {
  mkdir -m 700 "$state"
  echo '{"schema' >"$state/trust.json"
  run -125 --separate-stderr vg trust list
  [[ $stderr == *"trust.json"*"nothing is trusted"* ]]
  [ "$(cat "$state/trust.json")" = '{"schema' ]
  run -0 on_terminal trust add 'npm test'
  [[ $output == *"kept as"* ]]
  [ "$(cat "$state"/trust.json.bad-*)" = '{"schema' ]
  run -0 vg trust list
  [[ $output == *"npm test"* ]]
}

@test "files that are no files: clear errors, nothing hangs, nothing is replaced" {
  for kind in directory fifo symlink foreign; do
    rm -rf "$state"
    mkdir -m 700 "$state"
    for file in trust.json metrics.json audit.jsonl; do
      case $kind in
        directory) mkdir "$state/$file" ;;
        fifo) mkfifo "$state/$file" ;;
        symlink) ln -s /etc/hostname "$state/$file" ;;
        foreign) echo '{}' >"$state/$file" && chown 12345 "$state/$file" ;;
      esac
    done
    before=$(stat -c '%F %N' "$state"/*.json*)
    run -125 --separate-stderr in_home timeout 20 "$VG" trust list
    [[ $stderr == *trust.json* ]]
    run -125 --separate-stderr vg metrics show
    [[ $stderr == *metrics.json* ]]
    run -125 --separate-stderr vg logs verify
    [[ $stderr == *audit.jsonl* ]]
    run -125 --separate-stderr vg why
    [[ $stderr == *audit.jsonl* ]]
    [ "$(stat -c '%F %N' "$state"/*.json*)" = "$before" ]
  done
}

@test "metrics: as documented, as JSON, and back to zero" {
  run -0 --separate-stderr vg metrics show
  [ "${lines[0]}" = "Vectra Guard Sandbox Metrics" ]
  [ "${lines[1]}" = "===============================" ]
  [ "${lines[2]}" = "Total Executions:    0" ]
  vg exec -- true
  run -0 --separate-stderr vg metrics show
  [ "${lines[2]}" = "Total Executions:    1" ]
  [ "${lines[3]}" = "  - Host:            1 (100.0%)" ]
  run -0 --separate-stderr vg metrics show --json
  [ "$(field 'it["total"], it["by_risk"]["low"], it["history"][0]["command"], it["history"][0]["ending"]')" = "(1, 1, 'true', 'exited')" ]
  run -0 --separate-stderr vg metrics reset
  run -0 --separate-stderr vg metrics show --json
  [ "$(field 'it["total"], it["history"]')" = "(0, [])" ]
}

@test "metrics: a damaged file is named, kept, and counting goes on" {
  mkdir -m 700 "$state"
  echo '{"total":' >"$state/metrics.json"
  run -125 --separate-stderr vg metrics show
  [[ $stderr == *metrics.json* ]]
  run -0 --separate-stderr vg exec -- true
  [[ $stderr == *"counting starts anew"* ]]
  run -0 --separate-stderr vg metrics show
  [ "${lines[2]}" = "Total Executions:    1" ]
  [ "$(cat "$state"/metrics.json.bad-*)" = '{"total":' ]
}

@test "why: a run that failed is told in one line" {
  mkdir -p "$home/.config/vectra-guard"
  echo 'sandbox: {runtime: podman}' > "$home/.config/vectra-guard/config.yaml"
  run -125 vg exec --sandbox true
  [[ $output == *"Use the process runtime"* ]]
  run -0 --separate-stderr vg why
  [[ ${lines[1]} == "   in the sandbox (podman): not run: the runtime 'podman' is not in this version" ]]
}

@test "logs and why: a blocked command is recorded with its reason, and a change of the log is found" {
  run -0 --separate-stderr vg logs verify
  [ "$output" = "The audit log is empty." ]
  run -0 --separate-stderr vg why
  [ "$output" = "No decisions yet." ]
  touch "$home/canary"
  run -126 vg exec 'rm -rf ~'
  run -126 vg exec 'TOKEN=quiet-word rm -rf ~'
  [ -e "$home/canary" ]
  run -0 --separate-stderr vg why 1
  [[ ${lines[0]} == *"TOKEN=*** rm -rf ~" ]]
  [[ $output == *"blocked"*"Why: "* ]]
  run -0 --separate-stderr vg why --json
  [ "$(field 'len(it), it[0]["seq"], it[0]["decision"]["verdict"], it[0]["risk"]')" = "(2, 2, 'refuse', 'critical')" ]
  run -2 --separate-stderr vg why nothing
  run -0 --separate-stderr vg logs verify
  [[ ${lines[0]} == *"The audit log is intact: 2 records" ]]
  run -1 grep -q quiet-word "$state/audit.jsonl"

  printf '{"seq":3,"ti' >>"$state/audit.jsonl"
  run -0 --separate-stderr vg logs verify
  [[ $output == *"1 interrupted write"* ]]
  run -126 vg exec 'rm -rf ~'
  run -0 --separate-stderr vg logs verify --json
  [ "$(field 'it["intact"], it["records"], it["torn"]')" = "(True, 4, 1)" ]

  sed -i '1s/critical/low/' "$state/audit.jsonl"
  run -1 --separate-stderr vg logs verify
  [[ $output == *"The audit log was changed: line 1 was changed: its hash does not fit its content"* ]]
  run -1 --separate-stderr vg logs verify --json
  [ "$(field 'it["intact"], it["first_bad_line"]')" = "(False, 1)" ]
}

@test "changes of trust and metrics are in the audit log" {
  run -0 on_terminal trust add 'npm test'
  run -0 vg trust remove 'npm test'
  run -0 vg metrics reset
  run python3 - "$state/audit.jsonl" <<'PY'
import json, sys
print([(r["kind"], r["action"], r.get("subject")) for r in map(json.loads, open(sys.argv[1]))])
PY
  [ "$output" = "[('policy', 'trust add', 'npm test'), ('policy', 'trust remove', 'npm test'), ('policy', 'metrics reset', None)]" ]
}
