#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# PRODUCT 3.8: a candidate that cannot be handed to vg does not run; what is merely unknown does, except under a strict
# policy.
bats_require_minimum_version 1.5.0

load installation

setup() {
  install_shim
  make_targets
}

# refuses WORD...: ./calls WORD... runs nothing, answers EACCES and says so in one line.
refuses() {
  local output
  output=$(LD_PRELOAD=$SHIM ./calls "$@" 2>&1) || true
  [[ $output == *EACCES* ]] || { echo "no EACCES: $output"; return 1; }
  [[ $output != *show:* ]] || { echo "it ran: $output"; return 1; }
  [ "$(grep -c '^vg: refused: .* cannot be judged: ' <<< "$output")" = 1 ] || { echo "not one line: $output"; return 1; }
}

entries="execve execv execvp execvpe execl execlp execle fexecve execveat-empty posix_spawn posix_spawnp"

# bats test_tags=case:80
@test "without vg every entry point refuses a candidate" {
  for entry in $entries; do refuses "$entry" ./candidate zero; done
  refuses execve ./candidate-static zero
  refuses execve ./candidate-script zero
}

# bats test_tags=case:80
@test "without vg the constructor refuses a candidate" {
  for entry in raw raw-fd; do
    for path in ./candidate "$PWD/candidate"; do
      run --separate-stderr -126 guarded ./calls "$entry" "$path" zero
      [ "$output" = "" ]
      [[ $stderr == "vg: refused: "*" cannot be judged: "* ]]
      [ "${#stderr_lines[@]}" = 1 ]
    done
  done
}

# bats test_tags=case:80
@test "without vg what is unknown runs, unchanged" {
  for entry in $entries raw; do
    diff <(./calls "$entry" ./unknown zero one 2>&1) <(LD_PRELOAD=$SHIM ./calls "$entry" ./unknown zero one 2>&1)
  done
}

# bats test_tags=case:80
@test "a vg that cannot be used is no vg" {
  mkdir "$INSTALLATION/vg"
  refuses execve ./candidate zero
  rmdir "$INSTALLATION/vg"
  cp "$VG_PROGRAMS/fake_vg" "$INSTALLATION/vg"
  chmod 644 "$INSTALLATION/vg"
  refuses execve ./candidate zero
  chmod 757 "$INSTALLATION/vg"
  refuses execve ./candidate zero
  if [ "$(id -u)" = 0 ]; then
    chmod 755 "$INSTALLATION/vg"
    chown 12345 "$INSTALLATION/vg"
    refuses execve ./candidate zero
    chown 0 "$INSTALLATION/vg"
  fi
  chmod 755 "$INSTALLATION/vg"
  guarded ./calls execve ./candidate zero || true
  asked --exe ./candidate --via hook -- zero
}

# bats test_tags=case:80
@test "a vg that does not start" {
  printf '\177ELF but no more' > "$INSTALLATION/vg"
  chmod +x "$INSTALLATION/vg"
  refuses execve ./candidate zero
  refuses posix_spawn ./candidate zero
  run -41 guarded ./calls execve ./unknown zero
  run -126 guarded ./calls raw ./candidate zero
}

@test "vg is found in the bin directory of the prefix" {
  mkdir -p prefix/bin prefix/lib/x86/vectra-guard
  cp "$VG_PROGRAMS/fake_vg" prefix/bin/vg
  LOG=$PWD/prefix/bin/log
  for directory in prefix/lib prefix/lib/vectra-guard prefix/lib/x86/vectra-guard; do
    mkdir -p "$directory"
    cp "$VG_TEST_SHIM" "$directory/libvg.so"
    LD_PRELOAD=$PWD/$directory/libvg.so ./calls execve ./candidate zero || true
    asked --exe ./candidate --via hook -- zero
    rm "$LOG"
  done
}

@test "vg is found beside the file, not beside a link to it" {
  cp "$VG_PROGRAMS/fake_vg" "$INSTALLATION/vg"
  mkdir linked
  ln -s "$SHIM" linked/libvg.so
  printf '#!/bin/sh\necho impostor\n' > linked/vg
  chmod +x linked/vg
  LD_PRELOAD=$PWD/linked/libvg.so ./calls execve ./candidate zero || true
  asked --exe ./candidate --via hook -- zero
}

# bats test_tags=case:50
@test "no descriptors left" {
  cp "$VG_PROGRAMS/fake_vg" "$INSTALLATION/vg"
  output=$(guarded bash -c 'ulimit -n 3; exec ./candidate' 2>&1) || true
  [[ $output == *"vg: refused: $PWD/candidate cannot be judged: "* ]]
  cp candidate-static unknown-static
  run -41 guarded bash -c 'ulimit -n 3; exec ./unknown-static'
}

# bats test_tags=case:25
@test "an environment too big for vg" {
  cp "$VG_PROGRAMS/fake_vg" "$INSTALLATION/vg"
  # Room for the environment and the program's own words, not for those of vg before them.
  output=$(guarded python3 - <<'PY' 2>&1
import os, resource
resource.setrlimit(resource.RLIMIT_STACK, (4 * 131072, 4 * 131072))
value = "x" * 1000
for name in ("./candidate", "./unknown"):
    for count in range(110, 135):
        pid = os.fork()
        if pid == 0:
            environment = {"V%03d" % i: value for i in range(count)}
            environment["LD_PRELOAD"] = os.environ["LD_PRELOAD"]
            try:
                os.execve(name, ["zero"], environment)
            except OSError as error:
                print(name, count, error.strerror, flush=True)
                os._exit(0)
        status = os.waitpid(pid, 0)[1]
        print(name, count, "ended", os.waitstatus_to_exitcode(status), flush=True)
PY
) || true
  # It is never run on the host, however little room there is.
  ! grep -q "candidate .* ended 41" <<< "$output" || false
  grep -q "candidate .* ended 99" <<< "$output"
  grep -q "candidate .* Permission denied" <<< "$output"
  ! grep -q "unknown .* Permission denied" <<< "$output"
}

@test "a file name cannot write to the terminal" {
  cp candidate $'candidate\e]0;x\a\nvg: allowed'
  run guarded ./calls execve $'./candidate\e]0;x\a\nvg: allowed' zero
  [[ $output == *"vg: refused: ./candidate?]0;x??vg: allowed cannot be judged"* ]]
}
