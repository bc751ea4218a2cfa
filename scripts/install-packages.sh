#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages of the given groups where they are missing: build, test, bench, demo.
# Without root and without sudo it names them and fails.
set -euo pipefail

# One row per package: group, package, and a program or file whose presence is enough.
rows='
build g++ g++
build meson meson
build ninja-build ninja
build pkg-config pkg-config
build libyaml-cpp-dev /usr/include/yaml-cpp/yaml.h
build libseccomp-dev /usr/include/seccomp.h
build libre2-dev /usr/include/re2/re2.h
build libsodium-dev /usr/include/sodium.h
build rapidjson-dev /usr/include/rapidjson/document.h
build libexpected-dev /usr/include/tl/expected.hpp
build scdoc scdoc
test doctest-dev /usr/include/doctest/doctest.h
test cmake cmake
test bats bats
test clang-14 clang++-14
test clang-tidy clang-tidy
test clang-format clang-format
test shellcheck shellcheck
test zsh zsh
test fish fish
test shfmt shfmt
test dash dash
test python3 python3
test binutils readelf
test procps ps
test valgrind valgrind
test gdb gdb
test libcap2-bin setcap
test ruby ruby
test lua5.4 lua5.4
test gawk gawk
test ksh93u+m ksh
test tcsh tcsh
test expect expect
test nodejs node
test default-jdk-headless javac
test golang-go go
test cargo cargo
test musl-tools musl-gcc
test gcc-12-multilib /usr/lib/gcc/x86_64-linux-gnu/12/32/libgcc.a
test libclang-rt-14-dev /usr/lib/llvm-14/lib/clang/14.0.6/lib/linux/libclang_rt.asan-x86_64.so
test fakeroot fakeroot
test fakechroot fakechroot
test faketime faketime
test proxychains4 proxychains4
test libjemalloc2 /usr/lib/x86_64-linux-gnu/libjemalloc.so.2
test libmimalloc2.0 /usr/lib/x86_64-linux-gnu/libmimalloc.so.2.0
test libtcmalloc-minimal4 /usr/lib/x86_64-linux-gnu/libtcmalloc_minimal.so.4
test g++-aarch64-linux-gnu aarch64-linux-gnu-g++
test qemu-user qemu-aarch64
test tmux tmux
test chromium chromium
test dpkg-dev dpkg-source
test vim vim
test python3-venv /usr/share/doc/python3-venv
test podman podman
test runc runc
test busybox-static busybox
test less less
bench bubblewrap bwrap
bench firejail firejail
bench strace strace
demo npm npm
'

missing_packages() {
  local group package present wanted
  while read -r group package present; do
    for wanted in "$@"; do
      [ "$group" = "$wanted" ] || continue
      case $present in
        /*) [ -e "$present" ] || echo "$package" ;;
        *) command -v "$present" >/dev/null || echo "$package" ;;
      esac
    done
  done <<<"$rows"
}

install() {
  local -a become=()
  [ "$(id -u)" = 0 ] || become=(sudo)
  local -a apt=("${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y -q)
  # The lists of a fresh machine are empty, those of an old one name files that are gone: fetch them only then.
  "${apt[@]}" install --no-install-recommends "$@" || {
    "${apt[@]}" update
    "${apt[@]}" install --no-install-recommends "$@"
  }
}

mapfile -t missing < <(missing_packages "$@")
[ ${#missing[@]} -gt 0 ] || exit 0
if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
  echo "These packages are missing, and installing them needs root: ${missing[*]}" >&2
  echo "  apt-get install ${missing[*]}" >&2
  exit 1
fi
echo "Installing: ${missing[*]}" >&2
install "${missing[@]}" >&2
