#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Programs whose loader is not the usual one: no word on stderr, no failed start, and judged at the parent's hook where
# libvg.so cannot go with them.
bats_require_minimum_version 1.5.0

load installation

setup() {
  install_shim fake_vg
  make_targets
  P=$VG_SOURCE_ROOT/tests/preload/programs
}

# runs_alike PROGRAM: started by every kind of entry point, it runs as without the shim and says nothing more.
runs_alike() {
  local entry
  for entry in execve execvp posix_spawn posix_spawnp fexecve-kept; do same_run ./calls "$entry" "$1" zero one || return; done
  same_run ./raw_parent "$1" zero one
  [[ $with == *"show: errno 0 argc 2 <zero> <one>"* ]]
}

# hook_runs_alike PROGRAM: the same for one that cannot bear the shim; a parent that no hook sees cannot spare it that.
hook_runs_alike() {
  local entry
  for entry in execve execvp execl posix_spawn posix_spawnp fexecve-kept execveat; do
    same_run ./calls "$entry" "$1" zero one || return
    [[ $with == *"<zero> <one>"* ]] || { echo "$with"; return 1; }
  done
  printf '#!%s fixed\n' "$PWD/${1#./}" > by-script
  chmod +x by-script
  same_run ./calls execve ./by-script zero one
}

# judged_at_the_hook PROGRAM: under the name of a candidate vg is asked.
judged_at_the_hook() {
  rm -f "$LOG"
  cp "$1" candidate-here
  guarded ./calls execve ./candidate-here zero one || true
  asked --exe ./candidate-here --via hook -- zero one
  rm "$LOG"
}

# bats test_tags=case:65
@test "set-user-ID programs and those with file capabilities" {
  [ "$(id -u)" = 0 ] || skip "needs root to make one"
  must_have setcap
  chmod 755 "$BATS_TEST_TMPDIR"
  cp show capable
  setcap cap_net_raw+ep capable
  cp show set-uid
  chown 12345 set-uid
  chmod 4755 set-uid
  for program in ./capable ./set-uid; do
    same_run setpriv --reuid 54321 --clear-groups ./calls execve "$program" zero one
    [[ $with == *"<zero> <one>"* ]]
  done
  not_asked
  cp set-uid candidate-set-uid
  chmod 4755 candidate-set-uid
  judged_at_the_hook candidate-set-uid
}

# bats test_tags=case:66
@test "static and static-pie parents of dynamic programs" {
  gcc -static-pie -o raw_pie "$P/raw_parent.c"
  for parent in ./raw_parent ./raw_pie; do
    same_run "$parent" ./show zero one
    guarded "$parent" ./candidate zero one || true
    asked --exe ./candidate --via ctor --execfn ./candidate -- zero one
    rm "$LOG"
  done
}

# bats test_tags=case:66
@test "a Go parent with C code in it" {
  must_have go
  cp "$P/launch.go" .
  sed -i 's/^import (/import "C"\nimport (/' launch.go
  GO111MODULE=off GOFLAGS='' CGO_ENABLED=1 GOCACHE=$PWD/cache go build -o launch launch.go
  readelf -dW launch | grep -q NEEDED
  same_run ./launch ./show one
  guarded ./launch "$PWD/candidate" one || true
  asked --exe "$PWD/candidate" --via ctor --execfn "$PWD/candidate" -- "$PWD/candidate" one
}

# A limit, and documented as one: nothing of the shim is in either process.
# bats test_tags=case:67
@test "a static program started by a static one is not seen" {
  run -42 guarded ./raw_parent ./candidate-static zero one
  not_asked
  grep -q "static" "$VG_SOURCE_ROOT/SECURITY.md"
}

# bats test_tags=case:68
@test "32-bit programs" {
  gcc -m32 -I/usr/include/x86_64-linux-gnu -o show32 "$P/show.c"
  hook_runs_alike ./show32
  judged_at_the_hook show32
}

# bats test_tags=case:69
@test "musl: children and parents" {
  must_have musl-gcc
  musl-gcc -o show-musl "$P/show.c"
  readelf -lW show-musl | grep -q ld-musl
  runs_alike ./show-musl
  # What libc starts on its own account, with musl's environment.
  printf '%s\n' '#include <stdlib.h>' '#include <unistd.h>' 'extern char **environ;' \
    'int main(int c, char **v) { if (v[2]) { execv(v[2], v + 2); return 9; }' \
    ' char *none = NULL; environ = &none; return system(v[1]) >> 8; }' > parent.c
  musl-gcc -o parent-musl parent.c
  same_run ./parent-musl "$PWD/show one"
  guarded ./parent-musl "$PWD/candidate one" || true
  asked --exe "$PWD/candidate" --via hook -- "$PWD/candidate" one
  rm "$LOG"
  guarded ./parent-musl '' ./candidate one || true
  asked --exe ./candidate --via hook -- ./candidate one
  rm "$LOG"
  cp show-musl candidate-musl
  guarded ./raw_parent ./candidate-musl zero one || true
  asked --exe ./candidate-musl --via ctor --execfn ./candidate-musl -- zero one
}

# bats test_tags=case:70
@test "sanitizers" {
  must_have clang-14
  export ASAN_OPTIONS=detect_leaks=0 LSAN_OPTIONS=detect_leaks=0
  for kind in thread undefined leak; do
    gcc -fsanitize=$kind -o show-$kind "$P/show.c"
    runs_alike ./show-$kind
  done
  gcc -fsanitize=address -o show-address "$P/show.c"
  clang-14 -fsanitize=address -shared-libasan "-Wl,-rpath=$(clang-14 -print-runtime-dir)" -o show-clang "$P/show.c"
  for program in show-address show-clang; do
    # It is what we think it is: with anything in front it refuses to run.
    run -1 guarded ./raw_parent ./$program zero
    [[ $output == *"ASan runtime does not come first"* ]]
    hook_runs_alike ./$program
    judged_at_the_hook $program
  done
  gcc -fsanitize=address -static-libasan -o show-static-asan "$P/show.c"
  runs_alike ./show-static-asan
}

# copy_with_libraries PROGRAM DIRECTORY
copy_with_libraries() {
  local file
  mkdir -p "$2"
  cp "$1" "$2/"
  ldd "$1" | grep -o '/[^ ]*' | while read -r file; do install -D "$file" "$2$file"; done
}

# bats test_tags=case:71
@test "another root: no loader complains that libvg.so is not there" {
  [ "$(id -u)" = 0 ] || skip "needs root"
  must_have chroot bwrap unshare
  copy_with_libraries show root
  copy_with_libraries calls root
  same_run chroot root /show one
  same_run chroot root /calls posix_spawn /show zero one
  same_run python3 -c 'import os; os.chroot("root"); os.execv("/show", ["zero", "one"])'
  same_run unshare --mount bash -c 'mount -t tmpfs tmpfs "$1" && exec ./show one' bash "$INSTALLATION"
  same_run bwrap --bind root / --proc /proc /show one
  same_run bwrap --dev-bind / / --tmpfs "$INSTALLATION" ./show one
  [[ $with == *"show: errno 0 argc 2 <./show> <one>"* ]]
  not_asked
}

# bats test_tags=case:72
@test "a program that brings a libc of its own" {
  copy_with_libraries show bundle
  mv bundle/lib64/ld-linux-x86-64.so.2 bundle/own-loader
  gcc -o show-own "$P/show.c" "-Wl,--dynamic-linker=$PWD/bundle/own-loader" "-Wl,-rpath=$PWD/bundle/lib/x86_64-linux-gnu"
  ldd ./show-own | grep -q "$PWD/bundle/"
  runs_alike ./show-own
  cp show-own candidate-own
  guarded ./raw_parent ./candidate-own zero || true
  asked --exe ./candidate-own --via ctor --execfn ./candidate-own -- zero
}

# bats test_tags=case:73
@test "libvg.so is replaced or removed below running shells" {
  script='echo ready; read -r; "$1" one; ./calls execve "$1" zero one; ./calls posix_spawn "$1" zero'
  # Replaced, as a package update does: what starts now is judged by the new one.
  run guarded bash -c '
    bash -c "$0" bash "$1" < <(cp "$2" "$2.new"; mv "$2.new" "$2"; echo go)' "$script" "$PWD/candidate" "$SHIM"
  [[ $output != *show:* ]]
  [ "$(grep -cx '<__exec>' "$LOG")" = 3 ]
  # Removed: silence.
  rm -f "$LOG"
  bare=$(bash -c 'true; bash -c "$0" bash "$1" <<< go' "$script" "$PWD/show" 2>&1) || true
  with=$(guarded bash -c 'rm "$2"; bash -c "$0" bash "$1" <<< go' "$script" "$PWD/show" "$SHIM" 2>&1) || true
  diff <(sort <<< "$bare") <(sort <<< "$with")
}

# bats test_tags=case:74
@test "the loader called by name, and its variables" {
  loader=$(readelf -l show | sed -n 's/.*interpreter: \(.*\)]/\1/p')
  same_run "$loader" ./show one
  same_run "$loader" --argv0 other ./show one
  same_run env LD_BIND_NOW=1 ./show one
  same_run env LD_BIND_NOT=1 ./show one
  printf 'unsigned la_version(unsigned v) { return v; }\n' > audit.c
  gcc -shared -fPIC -o audit.so audit.c
  same_run env LD_AUDIT="$PWD/audit.so" ./calls posix_spawn ./show zero one
  run -42 env LD_DEBUG=libs LD_DEBUG_OUTPUT="$PWD/debug" LD_PRELOAD="$SHIM" ./show one
  grep -q "calling init: $SHIM" debug.*
  # Preloaded by the loader's own option, it knows itself without a variable.
  "$loader" --preload "$SHIM" ./calls execve ./candidate zero || true
  asked --exe ./candidate --via hook -- zero
  rm "$LOG"
  guarded env LD_AUDIT="$PWD/audit.so" ./raw_parent ./candidate zero || true
  asked --exe ./candidate --via ctor --execfn ./candidate -- zero
}

# bats test_tags=case:76
@test "under valgrind, gdb and strace" {
  must_have valgrind gdb strace
  same_run valgrind -q --trace-children=yes ./calls posix_spawn ./show zero one
  guarded valgrind -q ./calls execve ./candidate zero one || true
  asked --exe ./candidate --via hook -- zero one
  rm "$LOG"
  for action in run starti; do
    run guarded gdb -q -batch -ex "$action" -ex continue --args ./show one
    [[ $output == *"show: errno 0 argc 2 "*"<one>"* ]]
  done
  guarded gdb -q -batch -ex run --args ./candidate one >/dev/null 2>&1 || true
  grep -qx '<__exec>' "$LOG"
  rm "$LOG"
  sleep 20 & pid=$!
  run -0 guarded gdb -q -batch -p $pid -ex 'detach'
  kill $pid
  same_run strace -f -o /dev/null ./calls posix_spawn ./show zero one
  guarded strace -f -o /dev/null ./calls execve ./candidate zero one || true
  asked --exe ./candidate --via hook -- zero one
}

# bats test_tags=case:76
@test "under perf" {
  must_have perf
  # perf's own status is now and then 0, whatever the program's was.
  same_run perf stat -o /dev/null -e page-faults sh -c './show one; echo $?'
  same_run perf record -q -o perf.data -e cpu-clock -- ./calls posix_spawn ./show zero one
  guarded perf stat -o /dev/null -e page-faults ./candidate zero || true
  asked --exe ./candidate --via hook -- ./candidate zero
}

# bats test_tags=case:77
@test "node with its permission model" {
  must_have node
  flag=--permission
  node --permission -e 0 2>/dev/null || flag=--experimental-permission
  same_run node --no-warnings $flag --allow-fs-read='*' --allow-child-process -e \
    'console.log(String(require("child_process").spawnSync("./show",["one"]).stdout).split("\n")[0])'
  [[ $with == *"<one>"* ]]
  same_run node --no-warnings $flag --allow-fs-read='*' -e 'try { require("child_process").spawnSync("./show") } catch (e) { console.log(e.code) }'
}
