#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Filtered connections beside the host's network, in turns: connecting, a download, and starting a sandbox.
# The server is one on the loopback of this machine, opened by a rule for its port.
set -euo pipefail
rounds=${1:-7}
work=$(mktemp -d /var/tmp/vg-bench-egress.XXXXXX)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT

cat >"$work/server.py" <<'PY'
import socket, sys, threading
listener = socket.create_server(("127.0.0.1", 0), backlog=512)
print(listener.getsockname()[1], flush=True)
block = bytes(1 << 20)
def serve(client):
    with client:
        wanted = int(client.recv(16) or b"0")
        for _ in range(wanted):
            client.sendall(block)
while True:
    client, _ = listener.accept()
    threading.Thread(target=serve, args=(client,), daemon=True).start()
PY
cat >"$work/client.py" <<'PY'
import socket, sys, time
port, mebibytes = int(sys.argv[1]), 1024
times = []
for _ in range(500):
    s = socket.socket()
    begin = time.perf_counter()
    s.connect(("127.0.0.1", port))
    times.append(time.perf_counter() - begin)
    s.close()
s = socket.create_connection(("127.0.0.1", port))
s.sendall(b"%d" % mebibytes)
begin, got, buffer = time.perf_counter(), 0, bytearray(1 << 20)
while n := s.recv_into(buffer):
    got += n
print(sorted(times)[250] * 1e6, got / (time.perf_counter() - begin) / 1e6)
PY
exec 3< <(exec python3 "$work/server.py")
server=$!
read -r port <&3

cp "$VG_BUILD/tests/sandbox/sandbox_driver" "$work/driver"
in_mode() { "$work/driver" --bind="$work" --chdir="$work" --network="$1" ${2:+"$2"} -- "${@:3}"; }
for ((i = 0; i < rounds; ++i)); do
  in_mode full '' python3 client.py "$port" >>"$work/direct"
  in_mode restricted "--allow=127.0.0.1:$port" python3 client.py "$port" >>"$work/filtered"
done
milliseconds() { # MODE: of one start
  local begin=$EPOCHREALTIME
  in_mode "$1" '' /bin/true
  awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { print (b - a) * 1000 }'
}
for ((i = 0; i < 10 * rounds; ++i)); do
  milliseconds none >>"$work/start-none"
  milliseconds restricted >>"$work/start-restricted"
done
median() { sort -g "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
column() { awk -v c="$1" '{ print $c }' "$2" >"$work/column"; median "$work/column"; }
printf 'connect: direct %.0f us, filtered %.0f us\n' "$(column 1 "$work/direct")" "$(column 1 "$work/filtered")"
printf 'download: direct %.0f MB/s, filtered %.0f MB/s\n' "$(column 2 "$work/direct")" "$(column 2 "$work/filtered")"
printf 'start: network none %.2f ms, restricted %.2f ms\n' "$(median "$work/start-none")" "$(median "$work/start-restricted")"
