#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2030,SC2031,SC2154
# The guard inside a container that podman starts: with the engine's own seccomp filter, as root and as a user there.
# With VG_TEST_USER, user 1000 of the container. VG is the built program.

bats_require_minimum_version 1.5.0

setup() {
  place=$(mktemp -d /srv/vgcontainers.XXXXXX)
  root=$place/root
  mkdir -p "$root"/{bin,proc,sys,dev,tmp,etc,root,run,usr,var/tmp,work}
  cp "$(command -v busybox)" "$root/bin/busybox"
  for name in sh cat echo id ls mount test; do ln -s busybox "$root/bin/$name"; done
  cp "$VG" "$root/bin/vg"
  printf 'root:x:0:0::/root:/bin/sh\nu:x:1000:1000::/home/u:/bin/sh\n' >"$root/etc/passwd"
  mkdir -p "$root/home/u"
  chown -R 1000:1000 "$root/home/u"
  # What a machine without systemd and with hard limits of its own needs.
  local files processes most
  files=$(ulimit -Hn) processes=$(ulimit -Hu) most=$(cat /proc/sys/kernel/pid_max)
  [ "$files" != unlimited ] || files=1048576
  if [ "$processes" = unlimited ] || [ "$processes" -gt "$most" ]; then processes=$most; fi
  cat >"$place/containers.conf" <<E
[containers]
default_ulimits = ["nofile=$files:$files", "nproc=$processes:$processes"]
log_driver = "k8s-file"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
E
  as=()
  [ -z "${VG_TEST_USER:-}" ] || chown 1000:1000 "$root/work"
  [ -z "${VG_TEST_USER:-}" ] || as=(--user 1000 --env HOME=/home/u)
}

teardown() {
  # Storage is of this test alone; podman leaves a mount of it.
  umount "$place/storage/overlay" 2>/dev/null || true
  rm -rf "$place"
}

# in_container [OPTION...] -- SCRIPT
in_container() {
  local -a options=()
  while [ "$1" != -- ]; do options+=("$1") && shift; done
  CONTAINERS_CONF=$place/containers.conf timeout 60 podman --root "$place/storage" --runroot "$place/run" run --rm --network=none \
    "${as[@]}" "${options[@]}" --workdir /work --rootfs "$root" /bin/sh -c "$2" </dev/null
}

inner='vg exec --sandbox --network none -- sh -c "echo pid \$\$; echo kept >kept; echo x >/etc/x; ls /proc/1/root; exit 7"; echo status $?'

@test "walls stand inside a container whose /proc is whole" {
  run -0 in_container --security-opt unmask=ALL -- "$inner"
  [[ $output == *"pid "* && $output == *"status 7"* ]]
  [ "$(cat "$root/work/kept")" = kept ]
  [ ! -e "$root/etc/x" ]
  [[ $output == *"/proc/1/root"*ermission* ]]
}

@test "where the container's /proc is masked, Landlock stands in, and doctor says the same" {
  run -0 in_container -- "$inner; vg doctor; true"
  echo "$output"
  # The engine brings output and messages together in an order of its own.
  [[ $output == *"pid "* && $output == *"status 7"* ]]
  [[ $output == *"contained by Landlock, because there are no namespaces (/proc: Operation not permitted)"* ]]
  [[ $output == *"there are no namespaces: /proc: Operation not permitted"*"what is missing:"* ]]
  [ "$(cat "$root/work/kept")" = kept ]
  [ ! -e "$root/etc/x" ]
  [[ $output == *"/proc/1/root"*ermission* ]]
}
