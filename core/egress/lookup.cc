// SPDX-License-Identifier: Apache-2.0
#include "core/egress/lookup.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/base/unique_fd.h"
#include "core/egress/dns_message.h"
#include "core/egress/hosts_file.h"

namespace vg {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t file_limit = 4 << 20;

std::string read_if_there(const char* path) {
  auto text = read_file_following(path, file_limit);
  return text ? std::move(*text) : std::string();
}

UniqueFd open_to(const Endpoint& server, std::uint32_t scope) {
  UniqueFd socket(::socket(server.address.is_v4() ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  int result = -1;
  if (server.address.is_v4()) {
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_port = htons(server.port);
    four.sin_addr.s_addr = htonl(server.address.as_v4());
    result = ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&four), sizeof four);
  } else {
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(server.port);
    six.sin6_scope_id = scope;
    std::memcpy(&six.sin6_addr, server.address.bytes.data(), server.address.bytes.size());
    result = ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&six), sizeof six);
  }
  return result == 0 ? std::move(socket) : UniqueFd();
}

/// One question to one server. Out: nullopt where it does not answer in time.
std::optional<DnsAnswer> ask(int socket, const DnsQuery& query, Clock::time_point until) {
  std::uint16_t id = 0;
  (void)!::getrandom(&id, sizeof id, 0);
  const Bytes message = write_dns_query(query, id);
  if (::send(socket, message.data(), message.size(), MSG_NOSIGNAL) < 0) return std::nullopt;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd source{socket, POLLIN, 0};
    if (left <= 0 || ::poll(&source, 1, static_cast<int>(left)) <= 0) return std::nullopt;
    std::uint8_t buffer[4096];
    const ssize_t length = ::recv(socket, buffer, sizeof buffer, MSG_DONTWAIT);
    if (length < 0 && errno != EAGAIN && errno != EINTR) return std::nullopt;
    if (length < 0) continue;
    if (auto answer = read_dns_answer(ByteView(buffer, static_cast<std::size_t>(length)), query, id)) return answer;
  }
}

}  // namespace

Result<std::vector<Address>> look_up(const std::string& plain_name, std::chrono::milliseconds patience) {
  std::vector<Address> out;
  for (const auto& [address, name] : read_hosts_file(read_if_there("/etc/hosts")))
    if (name == plain_name) out.push_back(address);
  if (!out.empty()) return out;
  const ResolverConfig resolvers = read_resolver_config(read_if_there("/etc/resolv.conf"));
  const auto share = patience / (2 * resolvers.servers.size());
  bool is_answered = false;
  for (const std::uint16_t type : {dns_type_a, dns_type_aaaa}) {
    const DnsQuery query = dns_query_for(plain_name, type);
    for (std::size_t i = 0; i < resolvers.servers.size(); ++i) {
      const UniqueFd socket = open_to(resolvers.servers[i], resolvers.scopes[i]);
      const auto answer = socket ? ask(socket.get(), query, Clock::now() + share) : std::nullopt;
      if (!answer || (answer->code != DnsCode::no_error && answer->code != DnsCode::no_such_name)) continue;
      is_answered = true;
      out.insert(out.end(), answer->addresses.begin(), answer->addresses.end());
      break;
    }
  }
  if (!is_answered) return fail("no resolver of this machine answers for '" + visible(plain_name) + "'");
  return out;
}

}  // namespace vg
