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

# bats test_tags=case:1,case:2,case:3,case:4,case:5,case:6,case:7,case:8,case:9,case:11,case:12,case:13,case:21,case:36
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

# bats test_tags=case:23,case:24,case:28,case:29,case:30,case:34,case:38
@test "a start that fails: errno, return value, process number" {
  for entry in $entries; do
    for path in ./missing ./directory ./noexec ./show/below ./text ./orphan ./loop ./crlf "./$long" "./$longer" "" /nowhere/x \
      ./candidate-missing ./candidate-directory ./candidate-noexec ./candidate-text ./candidate-orphan; do
      same "$entry" "$path" zero one
    done
  done
  not_asked
}

# bats test_tags=case:25,case:35,case:36
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

# bats test_tags=case:26,case:27,case:31
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

# bats test_tags=case:35
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

# bats test_tags=case:39
@test "posix_spawn with a change of directory" {
  mkdir below
  cp show below/only-here
  export SPAWN_DIRECTORY=$PWD/below
  for how in chdir fchdir; do
    same posix_spawn-$how ./only-here zero
    same path=. posix_spawnp-$how only-here zero
    same posix_spawn-$how ./candidate zero
    not_asked
  done
  # What the parent cannot know is judged in the child.
  cp candidate below/
  guarded ./calls posix_spawn-chdir ./candidate zero || true
  asked --exe ./candidate --via ctor --execfn ./candidate -- zero
}

# bats test_tags=case:32,case:33
@test "execvpe searches the PATH of the process; places too long for a path are left out" {
  same path="$PWD/path/two" execvpe tool zero one
  same nopath execvpe true zero
  same path="$PWD/path/one" execvpe texttool zero
  for entry in execvp execlp posix_spawnp; do
    same path="$longer:$PWD/path/two" "$entry" tool zero
  done
}

# bats test_tags=case:14
@test "posix_spawn of a program linked before glibc 2.15 gives texts to a shell" {
  [ "$(uname -m)" = x86_64 ] || skip "this version was never there"
  cp "$VG_PROGRAMS/calls_old" .
  for entry in posix_spawn posix_spawnp; do
    for path in ./text ./show ./missing ./noexec ./orphan; do
      same_run ./calls_old $entry $path zero one
    done
  done
  run guarded ./calls_old posix_spawn ./text zero one
  [[ $output == *"text <./text> <one>"* ]]
}

# bats test_tags=case:15
@test "pidfd_spawn: real, or made of posix_spawn and pidfd_open where libc has none" {
  for entry in pidfd_spawn pidfd_spawnp; do
    for path in ./show ./missing ./noexec ./text ./directory ./script; do
      # Without the shim this libc may have none; posix_spawn answers alike.
      diff <(./calls "posix${entry#pidfd}" "$path" zero one 2>&1 | sed 's/^posix_spawn/pidfd_spawn/') \
        <(guarded ./calls $entry "$path" zero one 2>&1)
    done
    guarded ./calls $entry "$PWD/candidate" zero one || true
    asked --exe "$PWD/candidate" --via hook -- zero one
    rm "$LOG"
  done
  # Of all calls, also those that fail, only the descriptors that were asked for are there.
  run -0 guarded python3 - <<'PY'
import ctypes, os
libc = ctypes.CDLL(None)
environment = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")
before = os.listdir("/proc/self/fd")
for name in ("pidfd_spawn", "pidfd_spawnp"):
    for path in (b"./missing", b"./noexec", b"./show"):
        for _ in range(10):
            pidfd = ctypes.c_int(-1)
            argv = (ctypes.c_char_p * 2)(path, None)
            if getattr(libc, name)(ctypes.byref(pidfd), path, None, None, argv, environment) == 0:
                os.waitid(os.P_PIDFD, pidfd.value, os.WEXITED)
                os.close(pidfd.value)
print("more descriptors:", len(os.listdir("/proc/self/fd")) - len(before))
PY
  [ "${lines[-1]}" = "more descriptors: 0" ]
  # No descriptor left: nothing is started that could not be named.
  run guarded ./calls files=3 pidfd_spawn ./show zero
  [[ $output == "pidfd_spawn: EMFILE, errno "*", pid untouched" ]]
}

# bats test_tags=case:40
@test "scripts: nesting, long first lines" {
  for i in 1 2 3 4 5 6; do
    printf '#!%s/%s\n' "$PWD" "$([ $i = 1 ] && echo show || echo "level$((i - 1))")" > "level$i"
    chmod +x "level$i"
  done
  printf '#!/bin/sh %0300d\necho long\n' 0 > longline
  printf '#!/%0300d\necho long\n' 0 > longpath
  printf '#! \t ./show  two words \t\n' > blanks
  printf '#!\n' > nothing
  printf '#!' > bare
  chmod +x longline longpath blanks nothing bare
  for entry in execve execvp posix_spawn posix_spawnp raw; do
    for path in level1 level3 level4 level5 level6 longline longpath blanks nothing bare; do
      same "$entry" ./$path zero one
    done
  done
}

# bats test_tags=case:74,case:77
@test "a program that starts itself by /proc/self/exe, or a file by /dev/fd" {
  for entry in execve execv execvp posix_spawn posix_spawnp execveat-nofollow raw; do
    for path in /proc/self/exe /proc/thread-self/exe; do
      same "$entry" $path zero execve ./show zero one
    done
    for path in /proc/self/fd/9 /dev/fd/9 /proc/self/cwd/show /proc/self/root/bin/true /proc/self/fd/99 /proc/self/mem; do
      same_run bash -c 'exec 9<show; exec ./calls "$@"' bash "$entry" $path zero one
    done
  done
  not_asked
}

# bats test_tags=case:41
@test "a program of binfmt_misc" {
  if ! unshare --user --map-root-user --mount sh -c 'mount -t binfmt_misc none /proc/sys/fs/binfmt_misc &&
    echo ":vg-test:E::vgtest::/bin/true:" > /proc/sys/fs/binfmt_misc/register'; then
    # Before Linux 6.7 the formats are the whole machine's: not ours to change.
    skip "no binfmt_misc of its own for a user namespace"
  fi
  printf 'no format the kernel knows\n' > file.vgtest
  cp file.vgtest candidate.vgtest
  chmod +x file.vgtest candidate.vgtest
  cat > inside <<'SH'
mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
echo ":vg-test:E::vgtest::$PWD/show:" > /proc/sys/fs/binfmt_misc/register
for entry in execve execvp posix_spawn raw; do
  for path in ./file.vgtest ./candidate.vgtest; do LD_PRELOAD=$1 ./calls $entry $path zero one; done
done
SH
  bare=$(unshare --user --map-root-user --mount bash inside "" 2>&1) || true
  with=$(unshare --user --map-root-user --mount bash inside "$SHIM" 2>&1) || true
  [[ $bare == *"<./file.vgtest>"* ]]
  # The name of a candidate is seen in the new program, which knows what it was started for.
  grep -qx '<--exe>' "$LOG"
  diff <(grep -a vgtest <<< "$bare" | grep -av candidate) <(grep -a vgtest <<< "$with" | grep -av candidate)
}

# bats test_tags=case:25
@test "an environment that our bytes make too big" {
  cat > limit.py <<'PY'
import os, resource
resource.setrlimit(resource.RLIMIT_STACK, (4 * 131072, 4 * 131072))
for count in range(4300, 4700, 3):
    pid = os.fork()
    if pid == 0:
        null = os.open("/dev/null", os.O_WRONLY)
        try:
            environment = {"V%03d" % i: "x" * 14 for i in range(count)}
            os.dup2(null, 1)
            os.execve("./show", ["zero"], environment)
        except OSError as error:
            os._exit(error.errno)
    print(count, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PY
  bare=$(python3 limit.py)
  [[ $bare == *" 41"* && $bare == *" 7"* ]]
  diff <(echo "$bare") <(guarded python3 limit.py)
}

# bats test_tags=case:37
@test "errno is 0 when main begins" {
  run guarded ./show
  [[ $output == "show: errno 0 "* ]]
}

# bats test_tags=case:52,case:63
@test "a harmless program's environment is untouched byte for byte" {
  bare=$(env -i A=1 $'B=\xff' C= A=2 LD_PRELOAD="$SHIM" bash -c 'exec -c env -i X=1 "$0"' "$PWD/show") || true
  [[ $bare == *"env X=1"* ]]
  diff <(env -i A=1 C= PATH=/bin ./show) <(env -i A=1 C= PATH=/bin LD_PRELOAD="$SHIM" ./show)
}
