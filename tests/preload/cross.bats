#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The code for aarch64: compiled with the flags of the build, and run by qemu-user, which has no exec of its own for
# foreign programs: what is started below is a program of this machine.
bats_require_minimum_version 1.5.0

load installation

setup_file() {
  must_have aarch64-linux-gnu-g++ qemu-aarch64
  cd "$BATS_FILE_TMPDIR"
  mkdir objects
  local source jobs=()
  for source in "$VG_SOURCE_ROOT"/preload/*.cc "$VG_SOURCE_ROOT"/core/gate/*.cc "$VG_SOURCE_ROOT/tests/preload/gate_for_tests.cc"; do
    # shellcheck disable=SC2086  # a list of words
    aarch64-linux-gnu-g++ -std=c++20 -D_GNU_SOURCE -Wall -Wextra -Werror -fPIC -fno-exceptions -fno-rtti \
      $VG_CROSS_ARGS -I "$VG_SOURCE_ROOT" -c "$source" -o "objects/$(basename "$source").o" &
    jobs+=($!)
    if [ ${#jobs[@]} -ge 2 ]; then wait "${jobs[0]}"; jobs=("${jobs[@]:1}"); fi
  done
  for source in "${jobs[@]}"; do wait "$source"; done
  mkdir real test
  mv objects/gate_for_tests.cc.o test/
  # shellcheck disable=SC2086
  link() { aarch64-linux-gnu-g++ -shared -o "$1" "${@:2}" $VG_CROSS_LINK_ARGS; }
  link real/libvg.so objects/*.o
  local shared=()
  for source in "$VG_SOURCE_ROOT"/preload/*.cc; do shared+=("objects/$(basename "$source").o"); done
  link test/libvg.so "${shared[@]}" test/gate_for_tests.cc.o
  for source in calls show libc_calls; do
    aarch64-linux-gnu-gcc -o "$source-arm" "$VG_SOURCE_ROOT/tests/preload/programs/$source.c" -Wl,-z,now
  done
}

setup() {
  install_shim fake_vg
  make_targets
  cp "$BATS_FILE_TMPDIR"/*-arm .
  cp "$BATS_FILE_TMPDIR/test/libvg.so" "$SHIM"
  cp show-arm candidate-arm
}

arm() { qemu-aarch64 -L /usr/aarch64-linux-gnu "$@"; }
arm_guarded() { qemu-aarch64 -L /usr/aarch64-linux-gnu -E LD_PRELOAD="$SHIM" "$@"; }

# bats test_tags=case:75
@test "aarch64: the file looks as it must" {
  shim=$BATS_FILE_TMPDIR/real/libvg.so
  run -0 readelf -hdlrW "$shim"
  [[ $output == *AArch64* && $output != *"(NEEDED)"* && $output != *"(TEXTREL)"* && $output != *" TLS "* ]]
  [ "$(nm -D --undefined-only "$shim" | sed 's/^ *//' | LC_ALL=C sort | paste -sd,)" = "w __errno_location,w environ" ]
  diff <(nm -D --defined-only "$shim" | cut -d ' ' -f 3 | LC_ALL=C sort) <(nm -D --defined-only "$VG_SHIM" | cut -d ' ' -f 3 | LC_ALL=C sort)
}

@test "aarch64: a harmless program is as without the shim" {
  diff <(arm ./show-arm one two) <(arm_guarded ./show-arm one two)
  for entry in execve execv execvp execl execlp fexecve posix_spawn posix_spawnp; do
    for path in ./show ./missing ./directory ./text ./script; do
      diff <(arm ./calls-arm $entry $path zero one 2>&1) <(arm_guarded ./calls-arm $entry $path zero one 2>&1) ||
        { echo "$entry $path"; return 1; }
    done
  done
  not_asked
}

@test "aarch64: a candidate reaches vg by hook and constructor" {
  for entry in execve execvp posix_spawn posix_spawn-actions; do
    rm -f "$LOG"
    arm_guarded ./calls-arm $entry "$PWD/candidate" zero one || true
    asked --exe "$PWD/candidate" --via hook -- zero one
  done
  rm -f "$LOG"
  arm_guarded ./candidate-arm one || true
  grep -qx '<ctor>' "$LOG"
  rm -f "$LOG" "$INSTALLATION/vg"
  run arm_guarded ./calls-arm execve ./candidate zero
  [[ $output == *"vg: refused: ./candidate cannot be judged"*EACCES* ]]
}

@test "aarch64: system and popen" {
  for entry in system popen-r; do
    diff <(arm ./libc_calls-arm $entry 'echo out; exit 3') <(arm_guarded ./libc_calls-arm unset $entry 'echo out; exit 3')
  done
}
