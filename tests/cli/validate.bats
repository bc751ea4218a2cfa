#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# vg validate, with the real program in a stand-in home. VG is the built program.

bats_require_minimum_version 1.5.0

setup() {
  home=$BATS_TEST_TMPDIR/home
  project=$BATS_TEST_TMPDIR/project
  mkdir -p "$home" "$project/.git"
  cd "$project" || exit
  clean=(env -i "PATH=/usr/local/bin:/usr/bin:/bin" LC_ALL=C.UTF-8)
}

vg() { "${clean[@]}" "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "$VG" "$@"; }

# field PYTHON-EXPRESSION: of the JSON value `it` that is in $output.
field() { printf '%s' "$output" | python3 -c 'import json, sys; it = json.load(sys.stdin); print(('"$1"'))'; }

# A script of several hundred lines, with what is to be found in it marked by a comment.
long_script() {
  echo '#!/bin/bash'
  for i in $(seq 60); do
    printf 'step%d() {\n  local what=$1\n  cat >out%d <<EOF\nrm -rf / is only text\nEOF\n  echo "é $what"\n}\nstep%d x\n' "$i" "$i" "$i"
    [ $((i % 20)) -ne 0 ] || printf 'clean%d() {\n  rm -rf ~ # FOUND\n}\n' "$i"
  done
  printf 'for p in a b; do\n  npm install "$p" # FOUND\ndone\necho a \\\n  b && rm -rf /etc # FOUND\n'
}

@test "a script is judged to its end, with the right lines, and not run" {
  touch "$home/canary"
  long_script >long.sh
  [ "$(wc -l <long.sh)" -gt 450 ]
  run -1 --separate-stderr vg validate long.sh
  [ -z "$stderr" ]
  [ -e "$home/canary" ]
  [ ! -e out1 ]
  [ "$(printf '%s\n' "$output" | grep -oE '^long.sh:[0-9]+')" = "$(grep -n FOUND long.sh | sed 's/:.*//;s/^/long.sh:/')" ]
  [[ ${lines[0]} == "long.sh:"*":10: critical  FS001 fs_delete: it deletes the root, a home directory or all of them" ]]
  [ "${lines[1]}" = '        rm -rf ~ # FOUND' ]
  [ "${lines[2]}" = '               ^' ]
  [[ $output == *$'\nlong.sh: '*" commands, 5 findings (4 critical, 1 medium)" ]]
  run -1 --separate-stderr vg validate long.sh --format json
  [ "$(field '*[f["line"] for f in it["findings"]],')" = "$(python3 -c 'import sys; print(tuple(i for i, l in enumerate(open("long.sh"), 1) if "FOUND" in l))')" ]
  [ "$(field 'it["level"], it["shell"], it["pieces"]')" = "('critical', 'bash', 1)" ]
}

@test "the status says whether something was found at medium or above" {
  printf 'ls\ngit push\n' >low.sh
  run -0 --separate-stderr vg validate low.sh
  [[ ${lines[0]} == "low.sh:2:1: low  HO001 host: "* ]]
  [ "${lines[-1]}" = "low.sh: 2 commands, 1 finding (1 low)" ]
  : >empty.sh
  run -0 --separate-stderr vg validate empty.sh
  [ "$output" = "empty.sh: 0 commands, no findings" ]
  run -1 --separate-stderr vg validate - <<<'rm -rf /etc'
  [[ ${lines[0]} == "-:1:8: critical  FS002 "* ]]
}

@test "the shell is told by the first line or an option" {
  printf '#!/usr/bin/env zsh\nls\n' >script
  run -0 --separate-stderr vg validate --format json script
  [ "$(field 'it["shell"]')" = zsh ]
  run -0 --separate-stderr vg validate --format=json --shell=sh script
  [ "$(field 'it["shell"]')" = sh ]
  printf '#!/usr/bin/python3\nimport os\n' >script
  run -2 --separate-stderr vg validate script
  [ "$stderr" = "vg: script:1: its interpreter 'python3' is no shell; --shell says how to read it anyway" ]
  run -2 --separate-stderr vg validate --shell tcsh script
  run -2 --separate-stderr vg validate --format xml script
}

@test "SARIF has what a code host reads" {
  mkdir 'my dir'
  printf '#!/bin/sh\nnpm install\n\nécho é; rm -rf /etc\nrm -rf /usr\ngit push\n' >'my dir/é.sh'
  run -1 --separate-stderr vg validate --format sarif './my dir/é.sh'
  printf '%s' "$output" >out.sarif
  python3 - <<'PY'
import json
log = json.load(open("out.sarif"))
assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-2.1.0.json")
(run,) = log["runs"]
driver = run["tool"]["driver"]
ids = [rule["id"] for rule in driver["rules"]]
assert driver["name"] and len(ids) == len(set(ids))
for rule in driver["rules"]:
    assert rule["shortDescription"]["text"] and rule["defaultConfiguration"]["level"] in ("note", "warning", "error")
assert run["columnKind"] == "unicodeCodePoints"
seen = []
for result in run["results"]:
    assert ids[result["ruleIndex"]] == result["ruleId"] and result["message"]["text"]
    (location,) = result["locations"]
    place = location["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20dir/%C3%A9.sh"
    region = place["region"]
    assert (region["startLine"], region["startColumn"]) < (region["endLine"], region["endColumn"])
    seen.append((result["ruleId"], result["level"], region["startLine"], region["startColumn"]))
assert seen == [("PI001", "warning", 2, 1), ("FS002", "error", 4, 16), ("FS002", "error", 5, 8), ("HO001", "note", 6, 1)], seen
PY
}

@test "a large script is judged to its end in pieces, and that is said" {
  { yes 'echo a b c d e f g h i j k l m n o p q r s t u v w x y z' | head -n 15000; echo 'rm -rf /etc'; } >large.sh
  run -1 --separate-stderr vg validate large.sh
  [[ ${lines[0]} == "large.sh:1:1: low  OB006 parse: the script was judged in "*" pieces: "* ]]
  [[ $output == *$'\nlarge.sh:15001:8: critical  FS002 '*$'\nlarge.sh: 15001 commands, 2 findings (1 critical, 1 low)' ]]
  head -c 1048576 /dev/zero | tr '\0' '#' >comment.sh
  run -1 --separate-stderr vg validate comment.sh
  [[ $output == *"medium  OB006"* ]]
  head -c 1048576 /dev/zero | tr '\0' '(' >deep.sh
  run -1 --separate-stderr timeout 60 "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "$VG" validate deep.sh
}

@test "what cannot be read is named, with status 2" {
  run -2 --separate-stderr vg validate missing.sh
  [ "$stderr" = "vg: missing.sh: cannot open: No such file or directory" ]
  run -2 --separate-stderr vg validate .
  [[ $stderr == "vg: .: not a regular file: Is a directory" ]]
  mkfifo fifo
  run -2 --separate-stderr timeout 20 "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "$VG" validate fifo
  printf 'ls\n\0' >binary
  run -2 --separate-stderr vg validate binary
  [ "$stderr" = "vg: binary: a NUL byte in line 2: this is no script" ]
  head -c 1048577 /dev/zero | tr '\0' '\n' >large
  run -2 --separate-stderr vg validate large
  [[ $stderr == "vg: large: larger than 1048576 bytes"* ]]
  run -2 --separate-stderr vg validate - <large
  [[ $stderr == "vg: standard input: larger than 1048576 bytes"* ]]
  run -2 --separate-stderr vg validate
  run -125 --separate-stderr bash -c '"$VG" validate - </dev/null >/dev/full'
  [ "$stderr" = "vg: cannot write the findings: No space left on device" ]
}
