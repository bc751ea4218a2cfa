#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What libvg.so may look like from outside: it is loaded into every program, whatever libc that has.
bats_require_minimum_version 1.5.0

load installation

# bats test_tags=case:75
@test "needs no library" {
  run -0 readelf -dW "$VG_SHIM"
  [[ $output != *"(NEEDED)"* ]]
  [[ $output != *"(TEXTREL)"* ]]
  [[ $output == *"NOW"* && $output == *"INITFIRST"* && $output == *"NODELETE"* ]]
}

# bats test_tags=case:75
@test "exports exactly the entry points" {
  expected=$(printf '%s\n' execl execle execlp execv execve execveat execvp execvpe fexecve pidfd_spawn pidfd_spawnp popen \
    posix_spawn posix_spawnp system \
    vg_preload_abi wordexp)
  run -0 sh -c 'nm -D --defined-only "$1" | cut -d " " -f 3 | LC_ALL=C sort' sh "$VG_SHIM"
  [ "$output" = "$expected" ]
}

# bats test_tags=case:75
@test "imports are weak, few and without version" {
  run -0 sh -c 'nm -D --undefined-only "$1" | sed "s/^ *//" | LC_ALL=C sort' sh "$VG_SHIM"
  [ "$output" = "w __errno_location
w environ" ]
  run -0 readelf -VW "$VG_SHIM"
  [[ $output == *"No version information found"* ]]
}

# bats test_tags=case:75
@test "has no thread-local storage, one constructor, no destructor" {
  run -0 readelf -lW "$VG_SHIM"
  [[ $output != *" TLS "* ]]
  [[ $output == *GNU_RELRO* ]]
  run -0 readelf -dW "$VG_SHIM"
  [[ $output == *"(INIT_ARRAYSZ)"*"8 (bytes)"* ]]
  [[ $output != *FINI* ]]
}

# bats test_tags=case:75
@test "has neither indirect functions nor writable code" {
  run -0 sh -c 'readelf -sW "$1" | grep -c " IFUNC " || true' sh "$VG_SHIM"
  [ "$output" = 0 ]
  run -0 sh -c 'readelf -lW "$1" | grep LOAD | grep -c "RWE" || true' sh "$VG_SHIM"
  [ "$output" = 0 ]
}

@test "the installed shim leaves true alone" {
  run -0 env LD_PRELOAD="$VG_SHIM" /bin/true
  [ "$output" = "" ]
}
