#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What is not harmless reaches vg, whichever way it is started, with its argv intact; nothing runs without it.
bats_require_minimum_version 1.5.0

load installation

setup() {
  install_shim fake_vg
  make_targets
}

# bats test_tags=case:1,case:2,case:3,case:5,case:6,case:11,case:12,case:13
@test "every entry point hands a candidate to vg" {
  for entry in execve execv execvp execl execlp posix_spawn posix_spawnp posix_spawn-actions execveat-nofollow; do
    rm -f "$LOG"
    path=$PWD/candidate
    run guarded ./calls "$entry" "$path" zero one
    [[ $output != *show:* ]]
    asked --exe "$path" --via hook -- zero one
  done
}

# bats test_tags=case:4,case:7,case:12
@test "entry points with an environment of their own" {
  for entry in execve-env posix_spawn-env; do
    rm -f "$LOG"
    run guarded ./calls "$entry" ./candidate zero one
    asked --exe ./candidate --via hook -- zero one
    grep -qx "preload $SHIM" "$LOG"
  done
  rm -f "$LOG"
  run guarded ./calls execle ./candidate zero one
  asked --exe ./candidate --via hook -- zero x one
  rm -f "$LOG"
  run guarded ./calls path="$PWD" execvpe candidate zero
  asked --exe "$PWD/candidate" --via hook -- zero
}

# bats test_tags=case:8,case:9,case:10
@test "a program named by a descriptor" {
  for entry in fexecve fexecve-kept execveat-empty; do
    rm -f "$LOG"
    run guarded ./calls "$entry" "$PWD/candidate" zero one
    asked --exe "$PWD/candidate" --via hook -- zero one
  done
  rm -f "$LOG"
  run guarded ./calls execveat candidate zero
  asked --exe "$PWD/candidate" --via hook -- zero
  rm -f "$LOG"
  run guarded ./calls fexecve-memory "$PWD/show" zero one
  grep -qx '</proc/self/fd/[0-9]*>' "$LOG"
  grep -qx '<zero>' "$LOG"
}

# bats test_tags=case:38
@test "the search on PATH ends at the first runnable program" {
  mkdir one two
  cp show one/tool
  chmod 644 one/tool
  cp candidate two/candidate
  for entry in execvp execlp posix_spawnp; do
    rm -f "$LOG"
    run guarded ./calls path="/nowhere:$PWD/one:$PWD/two" "$entry" candidate zero
    asked --exe "$PWD/two/candidate" --via hook -- zero
  done
}

# bats test_tags=case:36,case:83
@test "any argv arrives unchanged" {
  guarded ./calls execve ./candidate "" -- --via $'a\nb' $'\xff' -x || true
  asked --exe ./candidate --via hook -- "" -- --via $'a\nb' $'\xff' -x
  rm -f "$LOG"
  guarded ./calls execve ./candidate || true
  asked --exe ./candidate --via hook --argc0 --
  rm -f "$LOG"
  guarded ./calls execve-null ./candidate || true
  asked --exe ./candidate --via hook --argc0 --
  rm -f "$LOG"
  guarded ./calls execv ./candidate $(seq 3000) || true
  [ "$(grep -c '^<[0-9]*>$' "$LOG")" = 3001 ]
}

# bats test_tags=case:40
@test "a script is handed over as the script" {
  guarded ./calls execve ./candidate-script zero one two || true
  asked --exe ./candidate-script --via hook -- zero one two
}

# bats test_tags=case:21,case:22
@test "what no hook sees, the constructor does" {
  for entry in raw; do
    rm -f "$LOG"
    guarded ./calls "$entry" ./candidate zero one || true
    asked --exe ./candidate --via ctor --execfn ./candidate -- zero one
    rm -f "$LOG"
    guarded ./raw_parent ./candidate zero one || true
    asked --exe ./candidate --via ctor --execfn ./candidate -- zero one
  done
  rm -f "$LOG"
  guarded ./raw_parent ./candidate "" $'a\nb' -- || true
  asked --exe ./candidate --via ctor --execfn ./candidate -- "" $'a\nb' --
}

# bats test_tags=case:40
@test "the constructor reconstructs scripts" {
  guarded ./raw_parent ./candidate-script zero one two || true
  asked --exe ./candidate-script --via ctor --execfn ./candidate-script -- ./candidate-script one two
  rm -f "$LOG"
  guarded ./raw_parent ./candidate-nested zero one || true
  asked --exe ./candidate-nested --via ctor --execfn ./candidate-nested -- ./candidate-nested one
  rm -f "$LOG"
  guarded ./raw_parent "$PWD/candidate-script" zero "$PWD/candidate-script" || true
  asked --exe "$PWD/candidate-script" --via ctor --execfn "$PWD/candidate-script" -- "$PWD/candidate-script" \
    "$PWD/candidate-script"
}

@test "a binary given its own path is no script" {
  guarded ./raw_parent ./candidate zero -x ./candidate y || true
  asked --exe ./candidate --via ctor --execfn ./candidate -- zero -x ./candidate y
}

@test "a program without a name, from a parent that no hook sees" {
  guarded ./calls raw-fd "$PWD/candidate" zero one || true
  grep -qx '<--via>' "$LOG"
  grep -qx '<ctor>' "$LOG"
  grep -qx '</proc/self/fd/[0-9]*>' "$LOG"
}

# bats test_tags=case:74
@test "a program that the loader is asked to run" {
  loader=$(readelf -l show | sed -n 's/.*interpreter: \(.*\)]/\1/p')
  guarded "$loader" ./candidate one || true
  asked --exe ./candidate --via ctor --execfn ./candidate -- ./candidate one
}

# bats test_tags=case:66
@test "a static candidate is judged where a dynamic parent starts it" {
  guarded ./calls execve ./candidate-static zero || true
  asked --exe ./candidate-static --via hook -- zero
}

# bats test_tags=case:52,case:53,case:54,case:55
@test "a cleared environment is still guarded" {
  path=$PWD/candidate
  guarded env -i "$path" one || true
  asked --exe "$path" --via hook -- "$path" one
  for command in 'env -i bash -c "$0 one"' 'env -u LD_PRELOAD bash -c "$0 one"' 'unset LD_PRELOAD; exec $0 one' \
    'unset LD_PRELOAD; $0 one' 'export LD_PRELOAD=; $0 one' \
    "python3 -c 'import subprocess,sys; subprocess.run([sys.argv[1],\"one\"], env={})' \$0" \
    "python3 -c 'import os,sys; os.execve(sys.argv[1],[sys.argv[1],\"one\"], {})' \$0"; do
    rm -f "$LOG"
    guarded bash -c "$command; true" "$path" >/dev/null || true
    asked --exe "$path" --via hook -- "$path" one || { echo "$command"; return 1; }
  done
}

# bats test_tags=case:58,case:59
@test "the list a program sets for itself is kept, ours comes last" {
  run guarded env -i LD_PRELOAD=/nowhere/a.so:/nowhere/b.so ./show 2>/dev/null
  guarded env -i LD_PRELOAD="/nowhere/x$SHIM /nowhere/b.so" printenv LD_PRELOAD > list 2>/dev/null
  [ "$(cat list)" = "/nowhere/x$SHIM /nowhere/b.so:$SHIM" ]
  guarded env -i LD_PRELOAD="/nowhere/a.so:$SHIM" printenv LD_PRELOAD > list 2>/dev/null
  [ "$(cat list)" = "/nowhere/a.so:$SHIM" ]
}

# bats test_tags=case:59
@test "libraries preloaded beside the shim come back with it" {
  LD_PRELOAD="/nowhere/a.so $SHIM" env -i printenv LD_PRELOAD > list 2>/dev/null
  [ "$(cat list)" = "/nowhere/a.so $SHIM" ]
}

# bats test_tags=case:58
@test "a bare name in LD_PRELOAD comes back as the path it led to" {
  LD_LIBRARY_PATH=$INSTALLATION LD_PRELOAD=libvg.so env -i printenv LD_PRELOAD > list
  [ "$(cat list)" = "$SHIM" ]
  LD_LIBRARY_PATH=$INSTALLATION LD_PRELOAD=libvg.so printenv LD_PRELOAD > list
  [ "$(cat list)" = "libvg.so" ]
}

# bats test_tags=case:81
@test "vg itself is not judged" {
  cp "$VG_PROGRAMS/show_static" "$INSTALLATION/vg"
  mv "$INSTALLATION/vg" "$INSTALLATION/unknown-vg"
  ln -s unknown-vg "$INSTALLATION/vg"
  run -41 guarded ./calls execve "$INSTALLATION/unknown-vg" zero
  [[ $output == "show: "* ]]
}

@test "the home directory is looked up where the gate needs it" {
  cp show homely
  run -41 guarded ./calls execve "$PWD/homely" zero
  not_asked
  run -41 guarded ./raw_parent "$PWD/homely" zero
  not_asked
}

@test "rm of a project's files runs unasked, elsewhere it is asked about" {
  cp "$VG_SHIM" "$SHIM"
  mkdir project
  cd project
  touch x.o conftest.c
  guarded rm -f x.o ./conftest.c absent
  not_asked
  [ "$(ls -A)" = "" ]
  cd /opt
  HOME=/elsewhere guarded /bin/rm -f no-such-file-of-a-test || true
  asked --exe /bin/rm --via ctor --execfn /bin/rm -- /bin/rm -f no-such-file-of-a-test ||
    asked --exe /bin/rm --via hook -- /bin/rm -f no-such-file-of-a-test
}
