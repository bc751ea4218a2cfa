// SPDX-License-Identifier: Apache-2.0
#include "core/egress/socket_options.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

namespace vg {
namespace {

struct OptionRow {
  int level;
  int name;
  std::uint8_t length;
  bool is_doubled = false;  ///< getsockopt(2) gives twice what was set: socket(7)
};

/// What ordinary programs set. Not SO_RCVBUF: setting it ends the kernel's tuning, and reading cannot tell whether it
/// was set. Source: socket(7), tcp(7), ip(7), ipv6(7).
constexpr OptionRow rows[] = {
    {SOL_SOCKET, SO_KEEPALIVE, 4},
    {SOL_SOCKET, SO_LINGER, 8},
    {SOL_SOCKET, SO_OOBINLINE, 4},
    {SOL_SOCKET, SO_PRIORITY, 4},
    {SOL_SOCKET, SO_RCVLOWAT, 4},
    {SOL_SOCKET, SO_RCVTIMEO, 16},
    {SOL_SOCKET, SO_REUSEADDR, 4},
    {SOL_SOCKET, SO_SNDBUF, 4, true},
    {SOL_SOCKET, SO_SNDTIMEO, 16},
    {SOL_SOCKET, SO_TIMESTAMP, 4},
    {SOL_SOCKET, SO_ZEROCOPY, 4},
    {IPPROTO_TCP, TCP_CONGESTION, 16},
    {IPPROTO_TCP, TCP_CORK, 4},
    {IPPROTO_TCP, TCP_DEFER_ACCEPT, 4},
    {IPPROTO_TCP, TCP_KEEPCNT, 4},
    {IPPROTO_TCP, TCP_KEEPIDLE, 4},
    {IPPROTO_TCP, TCP_KEEPINTVL, 4},
    {IPPROTO_TCP, TCP_LINGER2, 4},
    {IPPROTO_TCP, TCP_MAXSEG, 4},
    {IPPROTO_TCP, TCP_NODELAY, 4},
    {IPPROTO_TCP, TCP_NOTSENT_LOWAT, 4},
    {IPPROTO_TCP, TCP_SYNCNT, 4},
    {IPPROTO_TCP, TCP_THIN_LINEAR_TIMEOUTS, 4},
    {IPPROTO_TCP, TCP_USER_TIMEOUT, 4},
    {IPPROTO_TCP, TCP_WINDOW_CLAMP, 4},
    {IPPROTO_IP, IP_MTU_DISCOVER, 4},
    {IPPROTO_IP, IP_RECVERR, 4},
    {IPPROTO_IP, IP_TOS, 4},
    {IPPROTO_IP, IP_TTL, 4},
    {IPPROTO_IPV6, IPV6_RECVERR, 4},
    {IPPROTO_IPV6, IPV6_TCLASS, 4},
    {IPPROTO_IPV6, IPV6_UNICAST_HOPS, 4},
    {IPPROTO_IPV6, IPV6_V6ONLY, 4},
};
constexpr std::size_t row_count = std::size(rows);
static_assert(row_count <= most_socket_options);

struct Snapshot {
  bool is_taken = false;
  std::array<SocketOption, row_count> values{};
};

void take(int socket, int domain, Snapshot& out) {
  for (std::size_t i = 0; i < row_count; ++i) {
    SocketOption& value = out.values[i];
    value = SocketOption{static_cast<std::uint8_t>(i), 0, {}};
    if (rows[i].level == IPPROTO_IPV6 && domain != AF_INET6) continue;
    socklen_t length = rows[i].length;
    if (::getsockopt(socket, rows[i].level, rows[i].name, value.value.data(), &length) == 0)
      value.length = static_cast<std::uint8_t>(length);
  }
  out.is_taken = true;
}

/// Of a new socket in this network namespace, whose settings it may share.
const Snapshot& fresh(int domain) {
  static Snapshot snapshots[2];
  Snapshot& snapshot = snapshots[domain == AF_INET6 ? 1 : 0];
  if (snapshot.is_taken) return snapshot;
  const int socket = ::socket(domain, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return snapshot;
  take(socket, domain, snapshot);
  ::close(socket);
  return snapshot;
}

}  // namespace

std::size_t changed_options(int socket, int domain, std::span<SocketOption, most_socket_options> out) {
  const Snapshot& before = fresh(domain);
  if (!before.is_taken) return 0;
  Snapshot now;
  take(socket, domain, now);
  std::size_t count = 0;
  for (std::size_t i = 0; i < row_count; ++i) {
    const SocketOption& value = now.values[i];
    const SocketOption& old = before.values[i];
    if (value.length == 0 || (value.length == old.length && value.value == old.value)) continue;
    out[count] = value;
    if (rows[i].is_doubled) {
      int number = 0;
      std::memcpy(&number, value.value.data(), sizeof number);
      number /= 2;
      std::memcpy(out[count].value.data(), &number, sizeof number);
    }
    ++count;
  }
  return count;
}

void set_options(int socket, int domain, std::span<const SocketOption> options) {
  for (const SocketOption& option : options) {
    if (option.row >= row_count || option.length > rows[option.row].length) continue;
    const OptionRow& row = rows[option.row];
    if (row.level == IPPROTO_IPV6 && domain != AF_INET6) continue;
    ::setsockopt(socket, row.level, row.name, option.value.data(), option.length);
  }
}

}  // namespace vg
