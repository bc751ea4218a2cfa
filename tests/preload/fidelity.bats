#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Every entry point does with the shim what it does without: argv, environment, exit status, errno, return value.
bats_require_minimum_version 1.5.0

load installation

setup() {
  install_shim fake_vg
  make_targets
  mkdir -p directory candidate-directory path/one path/two
  cp show candidate-noexec
  cp show noexec
  chmod 644 noexec candidate-noexec
  printf 'echo "text <$0> <$1>"\n' > text
  printf '#!/nowhere/interpreter\n' > orphan
  printf '#!/bin/sh -e\necho "script <$0> <$1> <$2>"\n' > script
  printf '#!./script between\n' > nested
  printf '#!/bin/sh\r\necho crlf\n' > crlf
  cp text candidate-text
  cp orphan candidate-orphan
  chmod +x text orphan script nested crlf candidate-text candidate-orphan
  ln -s loop loop
  ln -s show link
  cp show path/two/tool
  cp noexec path/one/tool
  cp text path/one/texttool
  long=$(printf 'n%.0s' {1..300})
  longer=$(printf 'p%.0s' {1..5000})
}

# same WORD...: ./calls WORD... with and without the shim.
same() {
  local bare bare_status with with_status
  bare=$(./calls "$@" 2>&1) && bare_status=0 || bare_status=$?
  with=$(LD_PRELOAD=$SHIM ./calls "$@" 2>&1) && with_status=0 || with_status=$?
  [ "$bare_status $bare" = "$with_status $with" ] || {
    printf 'calls %s\n' "${*@Q}"
    diff -u <(echo "$bare_status $bare") <(echo "$with_status $with") | cut -c -200 | head -30
    return 1
  }
}

entries="execve execve-env execv execvp execvpe execl execlp execle fexecve fexecve-kept execveat execveat-empty
  execveat-nofollow posix_spawn posix_spawnp posix_spawn-env posix_spawn-actions posix_spawnp-actions raw raw-fd"

@test "a program that runs: argv, environment and status" {
  for entry in $entries; do
    same "$entry" ./show zero one two
    same "$entry" "$PWD/show" other "" $'new\nline' -- --exe $'\xff\xfe'
    same "$entry" link name
    same "$entry" ./script zero one
    same "$entry" ./nested zero one
  done
  not_asked
}

@test "a start that fails: errno, return value, process number" {
  for entry in $entries; do
    for path in ./missing ./directory ./noexec ./show/below ./text ./orphan ./loop ./crlf "./$long" "./$longer" "" /nowhere/x \
      ./candidate-missing ./candidate-directory ./candidate-noexec ./candidate-text ./candidate-orphan; do
      same "$entry" "$path" zero one
    done
  done
  not_asked
}

@test "arguments the kernel refuses or repairs" {
  same execve-null ./show
  same execve-null ./missing
  same execve-nopath x zero
  same execve ./show
  same execv ./show
  same posix_spawn ./show
  same fexecve-bad ./show zero
  same execveat-flags ./show zero
  for entry in execve execvp posix_spawn; do same "$entry" ./show zero =huge; done
}

@test "the search on PATH" {
  for entry in execvp execvpe execlp posix_spawnp posix_spawnp-actions; do
    same path="$PWD/path/one:$PWD/path/two" "$entry" tool zero one
    same path="$PWD/path/one" "$entry" tool zero
    same path="$PWD/path/one" "$entry" texttool zero one
    same path="$PWD/path/one:$PWD/path/two" "$entry" missing zero
    same path="/nowhere:$PWD/show:$PWD/path/two" "$entry" tool zero
    same path=":/nowhere" "$entry" show zero
    same path="/nowhere:" "$entry" show zero
    same path="/nowhere::/nowhere" "$entry" show zero
    same path= "$entry" show zero
    same path=path/two "$entry" tool zero
    same nopath "$entry" true zero
    same nopath "$entry" show zero
    same path="/nowhere:$PWD/path/two" "$entry" "$long" zero
    same path="$PWD/path/one:$PWD" "$entry" candidate-noexec zero
    same path="$PWD/path/one:$PWD" "$entry" candidate-text zero one
    same path="/nowhere" "$entry" "" zero
  done
  not_asked
}

@test "a busy file and a file system without execution" {
  cp show busy
  cp show candidate-busy
  exec 7>>busy 8>>candidate-busy
  for entry in execve posix_spawn execvp; do same "$entry" ./busy zero; done
  exec 7>&- 8>&-
  run -0 unshare --mount --propagation private bash -c '
    mkdir noexec-mount && mount -t tmpfs -o noexec tmpfs noexec-mount && cp show noexec-mount/show
    cp show noexec-mount/candidate
    for path in noexec-mount/show noexec-mount/candidate; do
      for entry in execve execv posix_spawn; do
        diff <(./calls $entry $path zero) <(LD_PRELOAD=$1 ./calls $entry $path zero) || exit 1
      done
    done' bash "$SHIM"
}

@test "posix_spawn with a change of directory" {
  mkdir below
  cp show below/only-here
  export SPAWN_DIRECTORY=$PWD/below
  same posix_spawn-chdir ./only-here zero
  same path=. posix_spawnp-chdir only-here zero
  same posix_spawn-chdir ./candidate zero
  not_asked
}

@test "errno is 0 when main begins" {
  run guarded ./show
  [[ $output == "show: errno 0 "* ]]
}

@test "a harmless program's environment is untouched byte for byte" {
  bare=$(env -i A=1 $'B=\xff' C= A=2 LD_PRELOAD="$SHIM" bash -c 'exec -c env -i X=1 "$0"' "$PWD/show") || true
  [[ $bare == *"env X=1"* ]]
  diff <(env -i A=1 C= PATH=/bin ./show) <(env -i A=1 C= PATH=/bin LD_PRELOAD="$SHIM" ./show)
}
