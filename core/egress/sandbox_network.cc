// SPDX-License-Identifier: Apache-2.0
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/message.h"
#include "core/base/unique_fd.h"
#include "core/egress/agent.h"

namespace vg {
namespace {

/// libc asks for addresses of the families only that the machine has one of besides loopback (AI_ADDRCONFIG,
/// getaddrinfo(3)). Nothing answers behind these; they lie where user-mode networks usually do.
constexpr std::uint32_t own_v4 = 0x0a00020f;  // 10.0.2.15
constexpr std::uint8_t own_v6[16] = {0xfd, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0x0f};

sockaddr_in v4_address(std::uint32_t address, std::uint16_t port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_addr.s_addr = htonl(address);
  out.sin_port = htons(port);
  return out;
}

int add_v4(std::uint32_t address) {
  const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) return errno;
  ifreq request{};
  std::memcpy(request.ifr_name, "lo:1", 5);
  const sockaddr_in own = v4_address(address, 0);
  std::memcpy(&request.ifr_addr, &own, sizeof own);
  if (::ioctl(socket.get(), SIOCSIFADDR, &request) != 0) return errno;
  const sockaddr_in mask = v4_address(0xffffffff, 0);
  std::memcpy(&request.ifr_netmask, &mask, sizeof mask);
  return ::ioctl(socket.get(), SIOCSIFNETMASK, &request) == 0 ? 0 : errno;
}

/// Source: netdevice(7), struct in6_ifreq of <linux/ipv6.h>, which clashes with libc's headers.
void add_v6() {
  struct {
    in6_addr address;
    std::uint32_t prefix_length;
    int index;
  } request{};
  const UniqueFd socket(::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) return;  // the machine has no IPv6
  std::memcpy(&request.address, own_v6, sizeof own_v6);
  request.prefix_length = 128;
  request.index = static_cast<int>(::if_nametoindex("lo"));
  ::ioctl(socket.get(), SIOCSIFADDR, &request);
}

UniqueFd bound_socket(int type) {
  UniqueFd socket(::socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const sockaddr_in address = v4_address(name_server_address, 53);
  if (socket && ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return socket;
  return UniqueFd();
}

}  // namespace

int prepare_sandbox_network(int channel, bool with_ipv6) {
  if (const int error = add_v4(own_v4)) return error;
  if (with_ipv6) add_v6();
  const UniqueFd datagrams = bound_socket(SOCK_DGRAM);
  const UniqueFd streams = bound_socket(SOCK_STREAM);
  if (!datagrams || !streams || ::listen(streams.get(), 64) != 0) return errno;
  const EgressHello hello;
  return send_message(channel, &hello, sizeof hello, datagrams.get(), streams.get());
}

}  // namespace vg
