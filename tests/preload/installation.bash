# SPDX-License-Identifier: Apache-2.0
# For the bats files here. VG_PROGRAMS: the directory of the test programs; VG_TEST_SHIM: libvg.so with gate_for_tests.cc;
# VG_SHIM: libvg.so as installed; VG_SOURCE_ROOT: the source tree.

: "${VG_PROGRAMS:?}" "${VG_TEST_SHIM:?}" "${VG_SHIM:?}" "${VG_SOURCE_ROOT:?}"

# install_shim [fake_vg|host_vg]: an installation of its own for one test, with this stand-in for vg or none.
install_shim() {
  INSTALLATION=$BATS_TEST_TMPDIR/installation
  mkdir -p "$INSTALLATION"
  cp "$VG_TEST_SHIM" "$INSTALLATION/libvg.so"
  [ $# = 0 ] || cp "$VG_PROGRAMS/$1" "$INSTALLATION/vg"
  SHIM=$INSTALLATION/libvg.so
  LOG=$INSTALLATION/log
}

# must_have PROGRAM...: what a test cannot do without.
must_have() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null && continue
    [ "${VG_MUST_WORK:-}" != 1 ] || { echo "$program is not installed"; return 1; }
    skip "$program is not installed"
  done
}

# guarded COMMAND...: runs it with the shim.
guarded() { LD_PRELOAD=$SHIM "$@"; }

# same_run COMMAND...: output and status without and with the shim; leaves the latter in $with.
same_run() {
  local bare bare_status with_status
  bare=$("$@" 2>&1) && bare_status=0 || bare_status=$?
  with=$(guarded "$@" 2>&1) && with_status=0 || with_status=$?
  [ "$bare_status $bare" = "$with_status $with" ] || {
    printf 'with the shim differs: %s\n' "${*@Q}"
    diff -u <(echo "$bare_status $bare") <(echo "$with_status $with") | cut -c -200 | head -30
    return 1
  }
}

# make_targets: programs under names that the test gate knows, in the current directory.
make_targets() {
  cd "$BATS_TEST_TMPDIR" || return
  local name
  for name in show candidate unknown; do cp "$VG_PROGRAMS/show" "$name"; done
  cp "$VG_PROGRAMS/show_static" candidate-static
  cp "$VG_PROGRAMS/calls" calls
  cp "$VG_PROGRAMS/raw_parent" raw_parent
  # shellcheck disable=SC2016  # the script expands them
  printf '#!/bin/sh\necho "script <$0> <$1> <$2>"\n' > candidate-script
  printf '#!./candidate-script fixed\n' > candidate-nested
  chmod +x candidate-script candidate-nested
}

# asked WORD...: vg was asked exactly once, with these words behind "__exec 1".
asked() {
  local expected
  expected=$(printf '<%s>\n' __exec 1 "$@")
  [ -f "$LOG" ] || { echo "vg was not asked"; return 1; }
  diff -u <(echo "$expected") <(grep -av '^preload ' "$LOG")
}

not_asked() {
  [ ! -e "$LOG" ] || { echo "vg was asked:"; cat "$LOG"; return 1; }
}
