#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The library as others use it: the documented example, and the installed headers with their pkg-config file.
# VG_BUILD is the build directory.

bats_require_minimum_version 1.5.0

setup_file() {
  export PREFIX=$BATS_FILE_TMPDIR/root
  meson install -C "$VG_BUILD" --no-rebuild --quiet --destdir "$PREFIX" --tags devel
  PC=$(find "$PREFIX" -name vectra-guard.pc)
  export PKG_CONFIG_PATH=${PC%/*} PKG_CONFIG_SYSROOT_DIR=$PREFIX
}

setup() {
  home=$BATS_TEST_TMPDIR/home
  project=$BATS_TEST_TMPDIR/project
  mkdir -p "$home" "$project"
  cd "$project"
}

guarded() { "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "$@"; }

@test "the example runs a harmless line on the host, with its status" {
  run -3 --separate-stderr guarded "$VG_BUILD/docs/decide_and_run" 'echo out; exit 3'
  [ "$output" = out ]
}

@test "the example refuses a critical line" {
  touch "$home/canary"
  run -126 guarded "$VG_BUILD/docs/decide_and_run" 'rm -rf ~'
  [[ $output == *"[refused: critical risk]"* ]]
  [ -e "$home/canary" ]
}

@test "the example refuses what would need a person" {
  run -126 guarded "$VG_BUILD/docs/decide_and_run" 'sudo bash -c id'
  [[ $output == *"[refused: "* ]]
}

@test "the example builds and runs against the installed library" {
  # Flags of pkg-config come as words.
  # shellcheck disable=SC2046
  g++ -std=c++20 "$BATS_TEST_DIRNAME/../../docs/examples/decide_and_run.cc" \
    $(pkg-config --cflags --libs --static vectra-guard) -o decide_and_run
  run -0 --separate-stderr guarded "$project/decide_and_run" 'echo out'
  [ "$output" = out ]
}

@test "every installed header compiles by itself" {
  include=$(find "$PREFIX" -type d -path '*/include/vectra-guard')
  headers=$(cd "$include" && find core -name '*.h')
  [ "$(wc -l <<<"$headers")" -gt 20 ]
  sed 's/.*/#include "&"/' <<<"$headers" >all.cc
  g++ -std=c++20 -fsyntax-only -I"$include" all.cc
  while read -r header; do
    echo "#include \"$header\"" >one.cc
    g++ -std=c++20 -fsyntax-only -I"$include" one.cc || { echo "$header" && false; }
  done < <(printf '%s\n' core/guard.h core/trust/store.h core/config/layers.h core/decide/decide.h core/plan/workspace.h)
}
