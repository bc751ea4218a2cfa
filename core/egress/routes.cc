// SPDX-License-Identifier: Apache-2.0
#include "core/egress/routes.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace vg {

Routes::Routes() : socket_(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)) {
  // The kernel answers at once; a bound on waiting all the same.
  const timeval limit{1, 0};
  if (socket_) ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

bool Routes::is_own(const Address& address) const {
  if (!socket_) return true;
  struct {
    nlmsghdr header;
    rtmsg route;
    rtattr attribute;
    std::uint8_t value[16];
  } request{};
  const std::size_t length = address.is_v4() ? 4 : 16;
  request.header.nlmsg_len = static_cast<std::uint32_t>(NLMSG_LENGTH(sizeof request.route) + RTA_LENGTH(length));
  request.header.nlmsg_type = RTM_GETROUTE;
  request.header.nlmsg_flags = NLM_F_REQUEST;
  request.route.rtm_family = address.is_v4() ? AF_INET : AF_INET6;
  request.route.rtm_dst_len = static_cast<unsigned char>(8 * length);
  request.attribute.rta_type = RTA_DST;
  request.attribute.rta_len = static_cast<unsigned short>(RTA_LENGTH(length));
  std::memcpy(request.value, address.bytes.data() + (16 - length), length);
  if (::send(socket_.get(), &request, request.header.nlmsg_len, 0) < 0) return true;
  alignas(nlmsghdr) unsigned char answer[4096];
  const ssize_t received = ::recv(socket_.get(), answer, sizeof answer, 0);
  if (received < static_cast<ssize_t>(sizeof(nlmsghdr))) return true;
  nlmsghdr header{};
  std::memcpy(&header, answer, sizeof header);
  // No route is an error of the kernel's; then connecting says so too.
  if (header.nlmsg_type == NLMSG_ERROR) return false;
  if (header.nlmsg_type != RTM_NEWROUTE || received < static_cast<ssize_t>(NLMSG_LENGTH(sizeof(rtmsg)))) return true;
  rtmsg route{};
  std::memcpy(&route, answer + NLMSG_HDRLEN, sizeof route);
  return route.rtm_type == RTN_LOCAL || route.rtm_type == RTN_ANYCAST || route.rtm_type == RTN_BROADCAST;
}

bool has_ipv6_route() {
  const UniqueFd socket(::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_in6 anywhere{};
  anywhere.sin6_family = AF_INET6;
  anywhere.sin6_port = htons(53);
  anywhere.sin6_addr.s6_addr[0] = 0x20;
  anywhere.sin6_addr.s6_addr[15] = 1;
  return socket && ::connect(socket.get(), reinterpret_cast<sockaddr*>(&anywhere), sizeof anywhere) == 0;
}

}  // namespace vg
