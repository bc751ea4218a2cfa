#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# ./try.sh as somebody sees it who has just fetched the sources.

bats_require_minimum_version 1.5.0

setup() {
  home=$BATS_TEST_TMPDIR/home
  project=$BATS_TEST_TMPDIR/project
  mkdir -p "$home" "$project"
  cd "$project"
}

try() { "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "$VG_SOURCE_ROOT/try.sh" "$@"; }

@test "one word is a line, several are a command" {
  run -0 --separate-stderr try 'echo "a  b"; echo c'
  [ "$output" = $'a  b\nc' ]
  run -0 --separate-stderr try echo 'a  b' '$HOME;'
  [ "$output" = 'a  b $HOME;' ]
  run -7 try 'exit 7'
}

@test "it works with the configuration there is, and makes none" {
  run -0 try true
  [ ! -e "$home/.config" ]
}

@test "a catastrophic line is refused and harms nothing" {
  echo here >"$home/canary"
  run -126 try 'rm -rf ~'
  [[ $output == *Blocked* ]]
  [ "$(cat "$home/canary")" = here ]
}

# Whether the registry is within reach is not what is tested: the notice comes before the first packet.
@test "without arguments it shows all four things" {
  run try
  [[ $output == *"Running in sandbox"* ]]
  [[ $output == *"networked install"* ]]
  [[ $output == *Blocked* ]]
  [[ $output == *"The file is still here."* ]]
  [[ $output == *"Vectra Guard Sandbox Metrics"* ]]
}
