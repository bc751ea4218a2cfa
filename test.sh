#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds with both compilers, runs every lint and every test.
# Logs: build/test-logs. --all adds clang-tidy.
# The last line is "N passed, N failed, N skipped"; a skipped test counts as a failure.
set -uo pipefail
cd "$(dirname "$0")" || exit 1
export LC_ALL=C.UTF-8 VG_MUST_WORK=1
readonly logs=$PWD/build/test-logs
passed=0 failed=0 skipped=0

# One step is one test: runs "$@" with its output in a log, which is shown when it fails.
step() {
  local name=$1 log=$logs/$1.log started=$SECONDS
  shift
  if "$@" >"$log" 2>&1; then
    passed=$((passed + 1))
    echo "ok      $name ($((SECONDS - started)) s)"
    return 0
  fi
  failed=$((failed + 1))
  echo "FAILED  $name ($((SECONDS - started)) s); the end of $log:"
  tail -n 40 "$log" | sed 's/^/        /'
  return 1
}

# Adds the cases of test logs: count NAME STATUS FILE...; STATUS is that of the program that wrote them.
count() {
  local name=$1 status=$2 more_passed=0 more_failed=1 more_skipped=0
  shift 2
  read -r more_passed more_failed more_skipped < <(python3 -B tests/lint/count_results.py "$@")
  # A runner that fails without a failed case (a crash, a missing log) must not pass.
  if [ "$status" != 0 ] && [ "${more_failed:-0}" = 0 ] && [ "${more_skipped:-0}" = 0 ]; then more_failed=1; fi
  if [ "${more_passed:-0}" = 0 ] && [ "${more_failed:-0}" = 0 ]; then more_failed=1; fi
  passed=$((passed + more_passed)) failed=$((failed + more_failed)) skipped=$((skipped + more_skipped))
  echo "$name: $more_passed passed, $more_failed failed, $more_skipped skipped"
}

# configure DIRECTORY COMPILER OPTION...: sets a build directory up, or brings it to these options.
configure() {
  local directory=$1 compiler=$2
  shift 2
  if [ ! -e "$directory/build.ninja" ]; then
    CXX=$compiler meson setup "$directory" -Dwerror=true -Dtests=true "$@"
  elif ! meson introspect --buildoptions "$directory" | python3 -c '
import json, sys
values = {row["name"]: row["value"] for row in json.load(sys.stdin)}
sys.exit(not (values["werror"] and values["tests"]))'; then
    meson configure "$directory" -Dwerror=true -Dtests=true
  fi
}

build() {
  configure "$@" && ninja -C "$1"
}

# Unit tests once more, with the sanitizers watching. Only they: a static program cannot hold the address sanitizer.
# Without the stress test, which is about real processes and not about memory. Unoptimized, because what is instrumented takes longer to optimize than to run.
build_sanitized_units() {
  configure build-asan g++ -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=0 &&
    ninja -C build-asan -t targets all | sed -n 's,^\(tests/unit/unit_[a-z]*\): .*,\1,p' | xargs ninja -C build-asan
}

meson_tests() {
  local name=$1 directory=$2
  shift 2
  meson test -C "$directory" --no-rebuild --print-errorlogs --logbase "$name" "$@" >"$logs/$name.log" 2>&1
  local status=$?
  [ $status = 0 ] || grep -v '^ *[0-9]*/[0-9]* .* OK ' "$logs/$name.log" | tail -n 120
  count "$name" $status "$directory/meson-logs/$name.json"
}

# own_files PATTERN...: the project's files of these names.
own_files() {
  local -a names=()
  local pattern
  for pattern in "$@"; do names+=(-o -name "$pattern"); done
  find . \( -path './build*' -o -path ./.git -o -name node_modules \) -prune -o -type f \( "${names[@]:1}" \) -print | sort
}

check_format() {
  local file status=0
  for file in $(own_files '*.cc' '*.h' '*.c'); do
    clang-format "$file" | cmp -s - "$file" || { echo "clang-format -i $file" && status=1; }
  done
  return $status
}

# bats stops a test at a cd that fails (SC2164), sets $stderr itself (SC2154), and its files are long lists of small checks: no remarks on style.
# zsh and fish are checked by their own parsers.
check_scripts() {
  local file status=0
  own_files '*.sh' '*.bash' run | xargs -r shellcheck || status=1
  own_files '*.bats' | xargs -r shellcheck --severity=warning --exclude=SC2164,SC2154,SC2043 || status=1
  for file in $(own_files '*.zsh'); do zsh -n "$file" || status=1; done
  for file in $(own_files '*.fish'); do fish --no-execute "$file" || status=1; done
  return $status
}

# What matters to people without root, as one of them: tests/ordinary_user.sh says what that is.
ordinary_user_tests() {
  [ -x tests/ordinary_user.sh ] || return 0
  if ! setpriv --reuid 65534 --regid 65534 --clear-groups "$PWD/build/vg" --version >/dev/null 2>&1; then
    echo "ordinary_user: not run, other users cannot enter $PWD"
    return 0
  fi
  tests/ordinary_user.sh >"$logs/ordinary_user.tap" 2>&1
  local status=$?
  [ $status = 0 ] || grep -v '^ok' "$logs/ordinary_user.tap" | tail -n 60
  count ordinary_user $status "$logs/ordinary_user.tap"
}

finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ] && [ "$skipped" = 0 ]
}

main() {
  mkdir -p "$logs"
  step packages scripts/install-packages.sh build test bench demo
  step format check_format
  step shellcheck check_scripts
  if step build build build g++; then
    meson_tests tests build
    ordinary_user_tests
  fi
  step build_clang build build-clang clang++-14 -Doptimization=0 -Ddebug=false
  step build_sanitized build_sanitized_units && meson_tests sanitized build-asan --suite unit --no-suite stress
  # Not part of the default run yet: the tree is not clean under it.
  [ "${1:-}" != --all ] || step clang_tidy python3 -B tests/lint/tidy.py . build-clang
  finish
}

main "$@"
