#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What becomes of the environment: it is the caller's, byte for byte, but for LD_PRELOAD, and that comes back.
bats_require_minimum_version 1.5.0

load installation

setup() {
  install_shim fake_vg
  make_targets
  cp "$VG_PROGRAMS/libc_calls" .
}

# same_libc ENTRY COMMAND: with the environment as it is, without LD_PRELOAD, and with none at all.
same_libc() {
  local how
  for how in "" unset clear; do
    # shellcheck disable=SC2086  # nothing is no word
    same_run ./libc_calls $how "$@" || return
  done
}

# bats test_tags=case:16
@test "system" {
  same_libc system 'exit 3'
  same_libc system 'kill -9 $$'
  same_libc system 'echo out; echo err >&2'
  same_libc system "$PWD/show one | head -n 1"
  same_libc system ''
  same_libc system /nowhere/missing
  same_libc system $'echo "two\nlines \xff"'
  same_libc system
  same_libc system-signals
  [[ $with == *"int default quit ignored child open"* ]]
  not_asked
}

# bats test_tags=case:17
@test "popen and pclose" {
  same_libc popen-r 'echo out; exit 3'
  same_libc popen-r "$PWD/show one | head -n 1"
  same_libc popen-r 'kill -15 $$'
  same_libc popen-w cat
  same_libc popen-w 'cat; exit 5'
  same_libc popen-bad
  not_asked
}

# bats test_tags=case:18
@test "wordexp" {
  same_libc wordexp 'a $(echo b c) *-script ~'
  same_libc wordexp "\$($PWD/show one | head -n 1)"
  same_libc wordexp-nocmd '$(echo b)'
  same_libc wordexp 'a | b'
  not_asked
}

# bats test_tags=case:56,case:57
@test "what libc starts is judged, also after LD_PRELOAD was taken out" {
  for how in "" unset clear; do
    for entry in system popen-r wordexp execlp; do
      rm -f "$LOG"
      command="$PWD/candidate one"
      [ $entry != wordexp ] || command="\$($command)"
      [ $entry != execlp ] || command=$PWD/candidate
      # shellcheck disable=SC2086
      guarded ./libc_calls $how $entry "$command" >/dev/null 2>&1 || true
      asked --exe "$PWD/candidate" --via hook -- "$PWD/candidate" one || { echo "$entry $how"; return 1; }
    done
  done
}

# bats test_tags=case:64
@test "LD_PRELOAD alone guards" {
  env -i LD_PRELOAD="$SHIM" ./calls execve ./candidate zero || true
  asked --exe ./candidate --via hook -- zero
}

# bats test_tags=case:61,case:62,case:63
@test "entries of every kind reach the program as they were" {
  cat > environ.py <<'PY'
import os, sys
entries = [b"A=1", b"no equals sign", b"", b"=", b"\xff\xfe=\x80", b"A=2", b"LONG=" + b"x" * 100000, b"B=\n", b"PATH=/nowhere"]
preload = [b"LD_PRELOAD=" + p.encode() for p in sys.argv[2:]]
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
block = entries[:4] + preload + entries[4:]
array = (ctypes.c_char_p * (len(block) + 1))(*block, None)
words = (ctypes.c_char_p * 3)(b"cat", b"/proc/self/environ", None)
getattr(libc, sys.argv[1])(b"/bin/cat", words, array)
PY
  without_preload() { tr '\0' '\n' | grep -v '^LD_PRELOAD='; }
  for entry in execve execvpe; do
    diff <(python3 environ.py $entry | without_preload) <(guarded python3 environ.py $entry | without_preload)
    # Of several LD_PRELOAD each is kept, and each names us once.
    guarded python3 environ.py $entry "" "$SHIM" /nowhere/x.so 2>/dev/null | tr '\0' '\n' | grep ^LD_PRELOAD > lists
    diff lists - <<< "LD_PRELOAD=$SHIM
LD_PRELOAD=$SHIM
LD_PRELOAD=/nowhere/x.so:$SHIM"
  done
}

# bats test_tags=case:58
@test "our path inside another name is not us" {
  guarded env -i LD_PRELOAD="$SHIM.other:/x$SHIM" ./calls execve ./candidate zero 2>/dev/null || true
  asked --exe ./candidate --via hook -- zero
}

# library NAME: where a package has put it.
library() { find /usr/lib -name "$1" -print -quit; }

# bats test_tags=case:49,case:59
@test "allocators preloaded before and behind the shim" {
  for name in 'libjemalloc.so.2' 'libtcmalloc_minimal.so.4' 'libmimalloc.so.2*'; do
    other=$(library "$name")
    [ -n "$other" ] || must_have "$name"
    for list in "$other:$SHIM" "$SHIM:$other"; do
      for entry in execve posix_spawn execlp; do
        diff <(LD_PRELOAD=$other ./calls $entry ./show zero one 2>&1) <(LD_PRELOAD=$list ./calls $entry ./show zero one 2>&1)
      done
      LD_PRELOAD=$list "$VG_PROGRAMS/threads" 20 /bin/true
      [ "$(LD_PRELOAD=$list env -i printenv LD_PRELOAD)" = "$list" ]
    done
  done
  [ "$(guarded stdbuf -oL printenv LD_PRELOAD | tr ':' '\n' | grep -c .)" = 2 ]
}

# bats test_tags=case:60
@test "together with fakeroot, fakechroot, faketime, proxychains" {
  must_have fakeroot fakechroot faketime proxychains4
  same_run fakeroot bash -c 'touch f; chown 12:34 f; stat -c "%u %g" f; ./show one | head -n 1; id -u'
  same_run faketime '2001-02-03 04:05:06' bash -c 'date +%F; ./show one | head -n 1'
  same_run proxychains4 -q ./calls posix_spawn /bin/echo zero one
  mkdir -p root/bin root/tmp
  cp show root/bin/show-inside
  same_run fakechroot -e none chroot "$PWD/root" /bin/show-inside one
  guarded fakeroot ./calls execve ./candidate zero || true
  asked --exe ./candidate --via hook -- zero
}

# The real guard between the two: static, it sees through the fake; what it starts has it again.
# bats test_tags=case:60
@test "fakeroot goes on behind vg, and ends at the sandbox" {
  must_have fakeroot
  mkdir home
  for preload in "" "$(dirname "$VG_SHIM")/libvg.so"; do
    run -0 "$VG_SOURCE_ROOT/tests/stand_in_home.sh" "$PWD/home" env LD_PRELOAD="$preload" fakeroot bash -c '
      touch f; chown 12:34 f; stat -c "%u %g" f; /usr/bin/test -n cookies; stat -c "%u %g" f; rm f'
    [ "$output" = $'12 34\n12 34' ]
  done
  [ -e home/.vectra-guard/metrics.json ] # it was vg that let it run
  # Its messages do not pass the wall. It used to wait for the answer.
  touch f
  run -0 timeout 60 "$VG_SOURCE_ROOT/tests/stand_in_home.sh" "$PWD/home" fakeroot "$(dirname "$VG_SHIM")/vg" \
    exec --sandbox --network none -- sh -c 'touch made && chmod 640 made f && stat -c %a f'
  [ "${lines[-1]}" = 640 ]
}
