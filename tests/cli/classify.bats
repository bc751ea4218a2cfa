#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# vg classify --jsonl, with the real program in a stand-in home. VG is the built program.

bats_require_minimum_version 1.5.0

setup() {
  home=$BATS_TEST_TMPDIR/home
  project=$BATS_TEST_TMPDIR/project
  mkdir -p "$home" "$project/.git"
  cd "$project" || exit
  clean=(env -i "PATH=/usr/local/bin:/usr/bin:/bin" LC_ALL=C.UTF-8)
}

in_home() { "${clean[@]}" "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "$@"; }

# classify LINE...: the answers to these lines.
classify() { printf '%s\n' "$@" | in_home "$VG" classify --jsonl; }

# shown PYTHON-EXPRESSION: of the list `them` of answers in $output.
shown() { printf '%s' "$output" | python3 -c 'import json, sys; them = [json.loads(l) for l in sys.stdin]; print(('"$1"'))'; }

@test "every line is answered in order, and none is run" {
  touch "$home/canary" "$project/canary"
  run -0 --separate-stderr classify '{"cmd":"ls"}' '{"cmd":"rm -rf ~"}' '{"cmd":"npm install","shell":"sh"}' \
    '{"cmd":"git push"}' '{"cmd":"rm -rf .git canary; touch made"}'
  [ -z "$stderr" ]
  [ -e "$home/canary" ]
  [ -e "$project/canary" ]
  [ ! -e made ]
  [ "$(shown '[it["level"] for it in them]')" = "['low', 'critical', 'medium', 'low', 'high']" ]
  [ "$(shown '[it["decision"]["verdict"] for it in them[:4]]')" = "['run', 'refuse', 'run', 'run']" ]
  [ "$(shown '[it["decision"]["place"] for it in them[2:4]]')" = "['sandbox', 'host']" ]
  [ "$(shown '[(it["network_install"], it["needs_host"]) for it in them[2:4]]')" = "[(True, False), (False, True)]" ]
  [ "$(shown 'them[1]["rules"], them[1]["family"], them[0]["rules"], them[0]["family"]')" = "(['FS001'], 'fs_delete', [], '')" ]
  [ "$(shown 'all(list(it) == ["level", "rules", "family", "network_install", "needs_host", "decision", "micros"] and it["micros"] >= 0 for it in them)')" = True ]
}

@test "the decision is that of explain, and the directory is the line's" {
  run -0 --separate-stderr in_home "$VG" explain --json 'npm install'
  expected=$(printf '%s' "$output" | python3 -c 'import json, sys; it = json.load(sys.stdin)["decision"]; print(it["verdict"], it["place"], it["because"])')
  run -0 --separate-stderr classify '{"cmd":"npm install"}'
  [ "$(shown '" ".join(them[0]["decision"].values())')" = "$expected" ]

  # The stand-in home lies where the user's own does.
  real=$(getent passwd "$(id -un)" | cut -d: -f6)
  mkdir -p "$home/other/.git" "$home/other/src" "$home/link"
  ln -s ../other/src "$home/link/src"
  run -0 --separate-stderr classify '{"cmd":"rm -r ../src"}' "{\"cmd\":\"rm -rf ../src\",\"cwd\":\"$real/other/src\"}" \
    "{\"cmd\":\"rm -rf ../x\",\"cwd\":\"$real/other\"}" "{\"cmd\":\"rm -rf ../src\",\"cwd\":\"$real/link/src\"}" \
    '{"cmd":"rm -rf *","cwd":"/"}' '{"cmd":"rm -r ../src"}'
  [ "$(shown '[it["rules"] for it in them]')" = "[[], ['FS005'], ['FS004'], ['FS005'], ['FS001'], []]" ]
}

@test "a malformed line is answered in its place, and the status says so" {
  run -2 --separate-stderr classify '{"cmd":"ls"}' nonsense '{}' '{"cmd":7}' $'{"cmd":"\xff"}' '' '{"cmd":"a\u0000b"}' \
    '{"cmd":""}' '{"cmd":"ls","cwd":"x"}' '{"cmd":"ls","shell":"csh"}' '{"cmd":"rm -rf /"}'
  [ -z "$stderr" ]
  [ "$(shown '[it.get("line") for it in them]')" = "[None, 2, 3, 4, 5, 6, 7, 8, 9, 10, None]" ]
  [ "$(shown 'all(it["error"] for it in them[1:-1])')" = True ]
  [ "$(shown 'them[-1]["level"], them[2]["error"], them[6]["error"]')" = "('critical', \"no member 'cmd'\", 'NUL byte in the line')" ]
}

@test "a line over 1 MiB is passed over; the next one is judged" {
  python3 -c 'print("a" * 3000000); print("{\"cmd\":\"ls\"}"); print("{\"cmd\":\"" + "a" * 1048566 + "\"}"); print("{\"cmd\":\"" + "a" * 1048567 + "\"}")' >long
  run -2 --separate-stderr in_home bash -c '"$0" classify --jsonl <long' "$VG"
  [ "$(shown '[it.get("error", it.get("level")) for it in them]')" = "['longer than 1 MiB', 'low', 'medium', 'longer than 1 MiB']" ]
}

@test "a caller can write a line and read its answer" {
  cat >ask.py <<'PY'
import json, subprocess, sys
vg = subprocess.Popen([sys.argv[1], "classify", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
for cmd, level in [("ls", "low"), ("rm -rf /", "critical"), ("npm install", "medium")]:
    vg.stdin.write(json.dumps({"cmd": cmd}) + "\n")
    vg.stdin.flush()
    assert json.loads(vg.stdout.readline())["level"] == level
# The last line may lack its newline.
vg.stdin.write('{"cmd":"ls"}')
vg.stdin.close()
assert json.loads(vg.stdout.readline())["level"] == "low"
assert vg.wait() == 0
PY
  run -0 in_home timeout 20 python3 ask.py "$VG"
}

@test "a hundred thousand lines need no more memory than a few" {
  cat >many.py <<'PY'
import json, os, resource, subprocess, sys
def peak(count):
    commands = ["npm install x%d", "rm -rf /tmp/%d/*", "git push origin b%d", "cat <<E | sh\nls %d\nE\n", "ls %d"]
    with open("many", "w") as out:
        for i in range(count):
            out.write(json.dumps({"cmd": commands[i % 5] % i, "cwd": "/tmp" if i % 7 else os.getcwd()}) + "\n")
    with open("many") as lines, open("answers", "w") as answers:
        vg = subprocess.Popen([sys.argv[1], "classify", "--jsonl"], stdin=lines, stdout=answers)
        _, status, usage = os.wait4(vg.pid, 0)
    assert status == 0
    assert sum(1 for _ in open("answers")) == count
    return usage.ru_maxrss
few, many = peak(1000), peak(100000)
print(f"{few} kB, {many} kB")
sys.exit(many > few + 2048 or many > 65536)
PY
  run -0 in_home timeout 240 python3 many.py "$VG"
}

@test "usage, configuration and a full disk are errors" {
  run -2 --separate-stderr in_home "$VG" classify
  [[ $stderr == "vg: vg classify needs --jsonl"* ]]
  run -2 --separate-stderr in_home "$VG" classify --jsonl x
  run -0 --separate-stderr in_home "$VG" classify --jsonl </dev/null
  [ -z "$output" ]
  run -125 --separate-stderr in_home bash -c 'echo "{\"cmd\":\"ls\"}" | "$0" classify --jsonl >/dev/full' "$VG"
  [[ $stderr == *"cannot write the answers: No space left on device" ]]
  run -125 --separate-stderr in_home bash -c '"$0" classify --jsonl <.' "$VG"
  [[ $stderr == "vg: standard input: cannot read: Is a directory" ]]
  mkdir -p "$home/.config/vectra-guard"
  echo 'nonsense: 1' >"$home/.config/vectra-guard/config.yaml"
  run -2 --separate-stderr classify '{"cmd":"ls"}'
  [ -z "$output" ]
}
