# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2016
# A machine and an Internet of two network namespaces: in the first runs what is tested, with 10.77.0.2 as its own
# address; the second has servers on 1.2.3.10, 1.2.3.20, 2a01:7e00::10 and 10.77.0.1, a resolver, and swallows the rest.
# What must not be reached, a server on the machine's loopback and own addresses, writes down who came.
# Every file runs in two lanes, VG_LANE=root and VG_LANE=user. VG_DRIVER is the driver of tests/sandbox.

bats_require_minimum_version 1.5.0

cannot_work() {
  [ -z "${VG_MUST_WORK:-}" ] || { echo "must work here: $1" >&2; return 1; }
  skip "$1"
}

setup_file() {
  [ "$(id -u)" = 0 ] || { cannot_work "needs root to make network namespaces"; return; }
  export EGRESS=$BATS_FILE_TMPDIR
  chmod 755 "$EGRESS" "$BATS_RUN_TMPDIR"
  unshare -n sleep 3000 3>&- & machine=$!
  unshare -n sleep 3000 3>&- & internet=$!
  export machine internet
  until [ "$(readlink "/proc/$machine/ns/net")" != "$(readlink /proc/self/ns/net)" ] &&
    [ "$(readlink "/proc/$internet/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.02; done
  nsenter -t "$machine" -n sh -ec "
    ip link set lo up
    ip link add up0 type veth peer name down0 netns $internet
    ip addr add 10.77.0.2/24 dev up0; ip addr add fd77::2/64 dev up0 nodad; ip link set up0 up"
  nsenter -t "$internet" -n sh -ec '
    ip link set lo up
    ip addr add 10.77.0.1/24 dev down0; ip addr add fd77::1/64 dev down0 nodad; ip link set down0 up
    for address in 1.2.3.10/32 1.2.3.20/32 2a01:7e00::10/128; do ip addr add $address dev lo; done'
  nsenter -t "$machine" -n sh -ec 'ip route add default via 10.77.0.1; ip -6 route add default via fd77::1'
  echo 'nameserver 10.77.0.1' >"$EGRESS/resolv.conf"
  printf '127.0.0.1 localhost\n1.2.3.20 table.example\n' >"$EGRESS/hosts"
  : >"$EGRESS/questions"
  : >"$EGRESS/visitors"
  nsenter -t "$internet" -n python3 "$BATS_TEST_DIRNAME/servers.py" "$EGRESS/questions" 1.2.3.10:7000 1.2.3.20:7000 \
    2a01:7e00::10:7000 10.77.0.1:7000 dns=10.77.0.1 3>&- & export servers=$!
  nsenter -t "$machine" -n python3 "$BATS_TEST_DIRNAME/trap.py" "$EGRESS/visitors" 3>&- & export trap_server=$!
  for ((i = 0; i < 200; ++i)); do [ ! -e "$EGRESS/visitors.ready" ] || break; sleep 0.05; done
  for ((i = 0; i < 200; ++i)); do
    ! nsenter -t "$machine" -n python3 -c 'import socket; socket.create_connection(("1.2.3.10", 7000), 1); socket.create_connection(("10.77.0.1", 53), 1)' 2>/dev/null || break
    sleep 0.05
  done
}

teardown_file() {
  local process
  for process in ${servers:-} ${trap_server:-} ${machine:-} ${internet:-}; do kill "$process" 2>/dev/null || true; done
}

setup() {
  as_user=()
  PATH=$(tr ':' '\n' <<<"$PATH" | grep -v '^/root' | paste -sd:)
  if [ "$VG_LANE" = user ]; then
    id vgtest >/dev/null 2>&1 || useradd --create-home --shell /bin/sh vgtest
    as_user=(setpriv --reuid vgtest --regid vgtest --init-groups --)
    base=$(mktemp -d ~vgtest/vg-egress.XXXXXX)
  else
    base=$(mktemp -d /var/tmp/vg-egress.XXXXXX)
  fi
  mkdir "$base/work"
  cp "$VG_DRIVER" "$base/driver"
  cp "$BATS_TEST_DIRNAME"/*.py "$base/work"
  [ "$VG_LANE" != user ] || chown -R vgtest: "$base"
  chmod 755 "$base"
  report=$base/report
  : >"$EGRESS/questions"
  : >"$EGRESS/visitors"
  cd "$base/work" || return
}

teardown() {
  # Nothing that a test does may have come here.
  [ ! -s "$EGRESS/visitors" ] || { echo "reached what must not be reached:"; cat "$EGRESS/visitors"; return 1; }
  cd /
  [ -z "${base:-}" ] || rm -rf "$base"
}

# On the machine, outside a sandbox.
on_machine() {
  nsenter -t "$machine" -n unshare -m --propagation private sh -ec '
    mount --bind "$EGRESS/resolv.conf" /etc/resolv.conf
    mount --bind "$EGRESS/hosts" /etc/hosts
    exec "$@"' machine "${as_user[@]}" "$@"
}

# In a sandbox whose connections are filtered: filtered [OPTION...] -- COMMAND...
filtered() { on_machine timeout -k 1 "${limit:-60}" "$base/driver" --bind="$base/work" --report="$report" --network=restricted "$@"; }

# The same without a filter in the same place.
open_network() { on_machine timeout -k 1 "${limit:-60}" "$base/driver" --bind="$base/work" --network=full "$@"; }

# reaches [OPTION...] ADDRESS PORT: "ok", or the name of the error.
reaches() {
  local port=${*: -1} address=${*: -2:1}
  filtered "${@:1:$#-2}" -- python3 reach.py "$address" "$port"
}
