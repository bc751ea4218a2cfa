#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# ./try.sh            builds Vectra Guard and shows what it does
# ./try.sh COMMAND    runs COMMAND in a guarded shell: ./try.sh npm install express, ./try.sh "cd x && npm install"
set -euo pipefail
source=$(cd "$(dirname "$0")" && pwd)
readonly source

say() { printf '%s\n' "$*" >&2; }

# The build directory: build/ in the sources, or one of the user's where the sources belong to somebody else.
choose_build() {
  if [ -w "$source" ] && { [ ! -e "$source/build" ] || [ -w "$source/build" ]; }; then
    build=$source/build
  elif [ -x "$source/build/vg" ] && [ -r "$source/build/libvg.so" ]; then
    build=$source/build
    say "Using the programs that were built in $build; that directory is not yours to build in."
    return 1
  else
    build=$(home_of_user)/.cache/vectra-guard/build
  fi
}

home_of_user() { getent passwd "$(id -u)" | cut -d: -f6; }

compile() {
  "$source/scripts/install-packages.sh" build
  [ -e "$build/build.ninja" ] || meson setup "$build" "$source" -Dtests=false >&2
  # Silent where there is nothing to do.
  ninja -C "$build" --quiet vg libvg.so >&2
}

# guarded COMMAND-LINE: what an agent's shell does, with the shim in its environment.
guarded() { LD_PRELOAD=$build/libvg.so bash -c "$1"; }

heading() {
  if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then printf '\n\033[1m%s\033[0m\n' "$1"; else printf '\n%s\n' "$1"; fi
}

# show LINE [WHERE]: prints the line as typed, runs it guarded, and says how it ended where that was not well.
show() {
  printf '$ %s\n' "$1"
  local status=0
  (cd "${2:-$project}" && guarded "$1") || status=$?
  [ $status = 0 ] || printf '(exit status %s)\n' "$status"
  last_status=$status
}

demonstrate() {
  place=$(mktemp -d "$(home_of_user)/vg-try.XXXXXX")
  trap 'rm -rf "$place"' EXIT
  project=$place/project
  mkdir -p "$project" "$place/home"
  printf '{"name": "project", "version": "1.0.0", "private": true}\n' >"$project/package.json"
  local failures=0

  heading "1. A harmless command runs as if nothing were there"
  show "ls"
  [ $last_status = 0 ] || failures=1

  heading "2. An installation from the network is contained"
  if command -v npm >/dev/null || "$source/scripts/install-packages.sh" demo; then
    show "npm install express"
    # A network that is away is no failure of the guard's.
    [ -d "$project/node_modules/express" ] || { say "express was not installed; is the registry within reach?" && failures=1; }
  else
    say "npm is missing, so this step is left out. Another one to try: ./try.sh python3 -m pip install --target lib requests"
  fi

  heading "3. A catastrophic command does not run"
  printf '(HOME of this shell is a throw-away directory with one file in it: %s)\n' "$place/home"
  echo "still here" >"$place/home/canary"
  # Not expanded here: the tilde is for the guarded shell.
  # shellcheck disable=SC2088
  HOME=$place/home show 'rm -rf ~'
  if [ "$(cat "$place/home/canary" 2>/dev/null)" = "still here" ] && [ $last_status = 126 ]; then
    echo "The file is still here."
  else
    say "The command was not stopped." && failures=1
  fi

  heading "4. What ran where"
  echo '$ vg metrics show'
  "$build/vg" metrics show
  echo
  echo "Go on with: ./try.sh \"your command\"    $build/vg why    $build/vg explain \"your command\""
  return $failures
}

main() {
  if choose_build; then compile; fi
  case $# in
    0) demonstrate ;;
    1) guarded "$1" ;;
    *) guarded "${*@Q}" ;;
  esac
}

main "$@"
