#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# vg doctor --agent: how far libvg.so goes with a program.
bats_require_minimum_version 1.5.0

: "${VG:?}"

@test "dynamic programs and scripts are seen whole" {
  run -0 "$VG" doctor --agent bash
  [[ $output == *"goes with it"* && $output == *"is judged"* ]]
  printf '#!/usr/bin/env -S bash -e\n' > "$BATS_TEST_TMPDIR/script"
  run -0 "$VG" doctor --agent "$BATS_TEST_TMPDIR/script"
  [[ $output == *"run by "*bash* ]]
}

@test "static programs are not, and what to do is said" {
  run -125 "$VG" doctor --agent "$VG"
  [[ $output == *"static program"* && $output == *"does not go with it"* && $output == *"vg exec --sandbox"* ]]
  run -125 "$VG" doctor --agent "$VG" --json
  [ "$(python3 -c 'import json,sys; d = json.load(sys.stdin); print(d["loads_shim"], d["all_starts_seen"])' <<< "$output")" = "False False" ]
}

@test "a compiled policy that is not believed" {
  [ "$(id -u)" = 0 ] || skip "needs root for a home of its own"
  mkdir "$BATS_TEST_TMPDIR/home"
  doctor() { "$VG_SOURCE_ROOT/tests/stand_in_home.sh" "$BATS_TEST_TMPDIR/home" bash -c "$1; exec \"\$0\" doctor" "$VG"; }
  run doctor true
  [[ $output == *"compiled policy        none needed"* ]]
  run doctor 'echo foreign > /dev/shm/vectra-guard-$(id -u).policy'
  [[ $output == *"compiled policy        ignored: '/dev/shm/vectra-guard-"* ]]
}

@test "the configuration of this directory: unreadable, refused, in order" {
  [ "$(id -u)" = 0 ] || skip "needs root for a home of its own"
  mkdir -p "$BATS_TEST_TMPDIR/home/.config/vectra-guard"
  doctor() {
    printf "$1" > "$BATS_TEST_TMPDIR/home/.config/vectra-guard/config.yaml"
    "$VG_SOURCE_ROOT/tests/stand_in_home.sh" "$BATS_TEST_TMPDIR/home" "$VG" doctor "${@:2}"
  }
  run -2 doctor 'sandbox: {mode: alway}\n'
  [[ $output == *"config.yaml:1:17: 'sandbox.mode'"* && $output == *"until the configuration is mended." ]]
  run -125 doctor 'sandbox: {runtime: docker}\n'
  [[ $output == *"the runtime 'docker'"* && $output == *"Contained commands are refused"* ]]
  run -0 doctor 'sandbox: {network_mode: none}\n'
  [[ $output == *"Contained commands run"* ]]
  run -125 doctor 'sandbox: {network_mode: none, seccomp_profile: /nowhere.json}\n' --json
  [ "$(python3 -c 'import json,sys; d = json.load(sys.stdin)["configuration"]; print(d["readable"], "/nowhere.json" in d["problem"])' <<< "$output")" = "True True" ]
}

# shellcheck disable=SC2154 # bats sets stderr
@test "a machine that allows no user namespaces" {
  mkdir -p "$BATS_TEST_TMPDIR/home/.config/vectra-guard"
  echo 'sandbox: {network_mode: none}' >"$BATS_TEST_TMPDIR/home/.config/vectra-guard/config.yaml"
  forbidden() {
    # The setting is that of a user namespace made for it.
    # shellcheck disable=SC2016
    "$VG_SOURCE_ROOT/tests/stand_in_home.sh" "$BATS_TEST_TMPDIR/home" unshare --user --map-current-user --keep-caps \
      sh -c 'echo 0 >/proc/sys/user/max_user_namespaces; exec "$@"' - "$VG" "$@"
  }
  run -0 forbidden doctor
  [[ $output == *"walls "*"does not work"*"there are no namespaces: namespaces: No space left on device"* ]]
  [[ $output == *"Landlock and seccomp"*"what is missing:"*"writes outside the project are refused"* ]]
  [[ $output == *"refused at strict and paranoid." ]]
  run -0 forbidden doctor --json
  [ "$(python3 -c 'import json,sys; d = json.load(sys.stdin); print(d["process"]["works"], d["process"]["second_tier"], d["network_modes"]["none"])' <<< "$output")" = "False True True" ]
  mkdir "$BATS_TEST_TMPDIR/project"
  cd "$BATS_TEST_TMPDIR/project"
  [ -z "${VG_TEST_USER:-}" ] || chown "$VG_TEST_USER" .
  run -0 --separate-stderr forbidden exec --sandbox --network none -- sh -c 'echo in >made; cat made; touch ../out; true'
  [ "$output" = in ]
  [[ $stderr == *"contained by Landlock, because there are no namespaces"* ]]
  [ ! -e ../out ]
  run -125 forbidden exec --sandbox --level strict --network none -- touch not-run
  [[ $output == *"without namespaces the levels strict and paranoid cannot be held"* ]]
  [ ! -e not-run ]
}

@test "what is no program" {
  run --separate-stderr -127 "$VG" doctor --agent no-such-program
  [[ $stderr == *"no-such-program"* ]]
  run --separate-stderr -127 "$VG" doctor --agent /nowhere/x
  run --separate-stderr -127 "$VG" doctor --agent /tmp
  : > "$BATS_TEST_TMPDIR/empty"
  run --separate-stderr -127 "$VG" doctor --agent "$BATS_TEST_TMPDIR/empty"
  echo text > "$BATS_TEST_TMPDIR/text"
  run -125 "$VG" doctor --agent "$BATS_TEST_TMPDIR/text"
  run -2 "$VG" doctor --agent
}
