// SPDX-License-Identifier: Apache-2.0
#include "core/egress/agent.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/message.h"
#include "core/egress/local_sockets.h"
#include "core/egress/replacement.h"
#include "core/egress/waiting.h"

namespace vg {
namespace {

bool is_tcp(const Caller& caller) {
  constexpr int multipath = 262;  // IPPROTO_MPTCP
  return caller.is_internet() && caller.type == SOCK_STREAM &&
         (caller.protocol == IPPROTO_TCP || caller.protocol == multipath);
}

}  // namespace

int EgressAgent::prepare(int channel, std::uint64_t host_cookie, std::span<const Endpoint> host_loopback) {
  channel_ = channel;
  host_cookie_ = host_cookie;
  if (host_loopback.size() > loopback_.size()) return E2BIG;
  for (const Endpoint& endpoint : host_loopback) loopback_[loopback_count_++] = endpoint;
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return errno;
  own_cookie_ = network_cookie(socket);
  ::close(socket);
  if (own_cookie_ == 0 || host_cookie_ == 0 || own_cookie_ == host_cookie_) return ENOTSUP;
  if (const int error = check_caller_access(channel)) return error;
  if (const int error = listener_.prepare()) return error;
  events_ = ::epoll_create1(EPOLL_CLOEXEC);
  if (events_ < 0) return errno;
  return watch(events_, channel_, EPOLLIN, channel_key);
}

int EgressAgent::listen_on(int listener) {
  listener_.open(listener);
  watches_listener_ = true;
  return watch(events_, listener, EPOLLIN, listener_key);
}

void EgressAgent::serve() {
  epoll_event ready[32];
  const int count = ::epoll_wait(events_, ready, 32, 0);
  for (int i = 0; i < count; ++i) {
    const std::uint64_t key = ready[i].data.u64;
    if (key == channel_key)
      take_reply();
    else if (key < most_waiting)
      take_readiness(key);
    else if ((ready[i].events & EPOLLIN) != 0)
      take_call();
    else
      watch_listener(false);  // nobody is left under the filter
  }
  if (waiting_ > 0) tick();
}

void EgressAgent::finish(Caller& caller, int error) {
  const bool is_done = error == 0 || error == EINPROGRESS;
  if (!listener_.answer(caller.id, error) && is_done && caller.socket >= 0) unheard_.note(caller.socket);
  if (caller.socket >= 0) ::close(caller.socket);
  caller.socket = -1;
}

void EgressAgent::take_call() {
  const seccomp_notif* call = listener_.receive();
  if (call == nullptr) return;
  Caller caller;
  if (const int error = open_caller(*call, caller)) return finish(caller, error);
  switch (call->data.nr) {
    case SYS_connect: return take_connect(caller, *call);
    case SYS_bind: return take_bind(caller, *call);
    case SYS_listen: return take_listen(caller, *call);
    default: return finish(caller, EACCES);
  }
}

void EgressAgent::take_listen(Caller& caller, const seccomp_notif& call) {
  if (!listener_.is_waiting(caller.id)) return finish(caller, EINTR);
  // A socket of the broker's would listen on the host.
  if (caller.cookie == host_cookie_) return finish(caller, EACCES);
  finish(caller, ::listen(caller.socket, static_cast<int>(call.data.args[1])) == 0 ? 0 : errno);
}

void EgressAgent::take_bind(Caller& caller, const seccomp_notif& call) {
  SocketAddress address{};
  const auto length = static_cast<std::size_t>(static_cast<std::uint32_t>(call.data.args[2]));
  if (const int error = read_address(caller, call.data.args[1], call.data.args[2], address))
    return finish(caller, error);
  if (!listener_.is_waiting(caller.id)) return finish(caller, EINTR);
  if (caller.cookie == host_cookie_) return finish(caller, EACCES);
  if (caller.domain == AF_UNIX) {
    const int error = bind_local(caller, address, length);
    return finish(caller, error != 0 && unheard_.take(caller.socket) ? 0 : error);
  }
  if (::bind(caller.socket, &address.any, static_cast<socklen_t>(length)) == 0) return finish(caller, 0);
  const int error = errno;
  finish(caller, unheard_.take(caller.socket) ? 0 : error);
}

/// Whether a socket of this namespace has to be replaced to get there.
bool EgressAgent::is_elsewhere(const Caller& caller, const Endpoint& to) const {
  if (!is_tcp(caller) || caller.cookie != own_cookie_ || tcp_state(caller.socket) != TCP_CLOSE) return false;
  const AddressClass is = classify_address(to.address);
  if (is != AddressClass::loopback && is != AddressClass::unspecified) return true;
  for (std::size_t i = 0; i < loopback_count_; ++i)
    if (loopback_[i].address == to.address && loopback_[i].port == to.port) return true;
  return false;
}

void EgressAgent::take_connect(Caller& caller, const seccomp_notif& call) {
  SocketAddress address{};
  const auto length = static_cast<std::size_t>(static_cast<std::uint32_t>(call.data.args[2]));
  if (const int error = read_address(caller, call.data.args[1], call.data.args[2], address))
    return finish(caller, error);
  if (!listener_.is_waiting(caller.id)) return finish(caller, EINTR);
  if (caller.cookie == host_cookie_) return connect_brokered_again(caller, address, length);
  if (caller.domain == AF_UNIX) return connect_unix(caller, address, length);
  const auto to = endpoint_of(&address.any, length);
  if (to && address.any.sa_family == caller.domain && is_elsewhere(caller, *to))
    return connect_outside(caller, address, length);
  connect_here(caller, address, length);
}

void EgressAgent::connect_unix(Caller& caller, const SocketAddress& address, std::size_t length) {
  int error = connect_local(caller, address, length);
  if (error == EISCONN && unheard_.take(caller.socket)) error = 0;
  if (error != EAGAIN || caller.is_nonblocking()) return finish(caller, error);
  Slot* slot = free_slot();
  if (slot == nullptr) return finish(caller, EAGAIN);
  slot->wait = Wait::listener;
  slot->caller = caller;
  slot->address = address;
  slot->address_length = length;
  slot->deadline = deadline_of(caller.socket);
}

/// On the caller's own open file, by this process: what the kernel checks is what we have read.
void EgressAgent::connect_here(Caller& caller, const SocketAddress& address, std::size_t length) {
  const bool waits = !caller.is_nonblocking() && caller.type != SOCK_DGRAM;
  if (waits) ::fcntl(caller.socket, F_SETFL, caller.status_flags | O_NONBLOCK);
  int error = ::connect(caller.socket, &address.any, static_cast<socklen_t>(length)) == 0 ? 0 : errno;
  if (error == EISCONN && unheard_.take(caller.socket)) error = 0;
  if (error == EALREADY && !waits && unheard_.take(caller.socket)) error = EINPROGRESS;
  if (waits) ::fcntl(caller.socket, F_SETFL, caller.status_flags);
  if (!waits || (error != EINPROGRESS && error != EALREADY)) return finish(caller, error);
  const int socket = std::exchange(caller.socket, -1);
  await_connection(caller, socket);
}

/// The caller names a socket that the broker has made: it never connects anywhere else.
void EgressAgent::connect_brokered_again(Caller& caller, const SocketAddress& address, std::size_t length) {
  if (!caller.is_internet() || caller.type != SOCK_STREAM) return finish(caller, EACCES);
  if (length < sizeof(sa_family_t)) return finish(caller, EINVAL);
  if (address.any.sa_family == AF_UNSPEC) return replace_by_fresh(caller);
  const int state = tcp_state(caller.socket);
  if (state == TCP_SYN_SENT) {
    if (caller.is_nonblocking()) return finish(caller, unheard_.take(caller.socket) ? EINPROGRESS : EALREADY);
    const int socket = std::exchange(caller.socket, -1);
    return await_connection(caller, socket);
  }
  int result = harvest_connection(caller.socket);
  if (result == EISCONN && unheard_.take(caller.socket)) result = 0;
  if (result != EAFNOSUPPORT) return finish(caller, result);
  if (state != TCP_CLOSE) return finish(caller, EISCONN);
  // It has failed and the program tries again: a new socket, as from the beginning.
  const auto to = endpoint_of(&address.any, length);
  if (!to || address.any.sa_family != caller.domain) return finish(caller, EAFNOSUPPORT);
  const AddressClass is = classify_address(to->address);
  bool is_outside = is != AddressClass::loopback && is != AddressClass::unspecified;
  for (std::size_t i = 0; i < loopback_count_; ++i)
    is_outside = is_outside || (loopback_[i].address == to->address && loopback_[i].port == to->port);
  if (is_outside) return connect_outside(caller, address, length);
  const int fresh = ::socket(caller.domain, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fresh < 0) return finish(caller, errno);
  std::array<SocketOption, most_socket_options> options;
  const std::size_t count = changed_options(caller.socket, caller.domain, options);
  set_options(fresh, caller.domain, {options.data(), count});
  ::fcntl(fresh, F_SETFL, caller.status_flags);
  if (const int error = replace_socket(listener_, caller, fresh)) {
    ::close(fresh);
    return finish(caller, error);
  }
  ::close(caller.socket);
  caller.socket = fresh;
  connect_here(caller, address, length);
}

/// AF_UNSPEC dissolves a connection, and the socket could then go anywhere: the caller gets one of its own namespace.
void EgressAgent::replace_by_fresh(Caller& caller) {
  const int fresh = ::socket(caller.domain, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fresh < 0) return finish(caller, errno);
  std::array<SocketOption, most_socket_options> options;
  const std::size_t count = changed_options(caller.socket, caller.domain, options);
  set_options(fresh, caller.domain, {options.data(), count});
  ::fcntl(fresh, F_SETFL, caller.status_flags);
  const int error = replace_socket(listener_, caller, fresh);
  ::close(fresh);
  finish(caller, error);
}

void EgressAgent::connect_outside(Caller& caller, const SocketAddress& address, std::size_t length) {
  if (channel_ < 0) return finish(caller, ENETUNREACH);
  static ConnectRequest request;
  request = ConnectRequest{};
  request.number = ++last_number_;
  request.domain = caller.domain;
  request.address_length = static_cast<std::uint32_t>(std::min(length, sizeof(sockaddr_in6)));
  std::memcpy(&request.address, &address, request.address_length);
  SocketAddress bound{};
  socklen_t bound_length = sizeof bound;
  if (caller.cookie == own_cookie_ && ::getsockname(caller.socket, &bound.any, &bound_length) == 0) {
    const auto from = endpoint_of(&bound.any, bound_length);
    // Bound to loopback it cannot leave the machine: ip(7).
    if (from && classify_address(from->address) == AddressClass::loopback) return finish(caller, EINVAL);
    if (from) request.local_port = from->port;
  }
  request.option_count = static_cast<std::uint16_t>(changed_options(caller.socket, caller.domain, request.options));
  char program[16];
  read_program(caller, program);
  std::memcpy(request.program.data(), program, sizeof program);
  Slot* slot = free_slot();
  if (slot == nullptr) return finish(caller, EAGAIN);
  slot->wait = Wait::broker;
  slot->caller = caller;
  slot->number = request.number;
  if (send_message(channel_, &request, request.size()) != 0) {
    finish(slot->caller, ENETUNREACH);
    release(*slot);
  }
}

void EgressAgent::take_reply() {
  ConnectReply reply;
  int received[2];
  const ssize_t length = receive_message(channel_, &reply, sizeof reply, received, MSG_DONTWAIT);
  if (length == -EAGAIN) return;
  if (received[1] >= 0) ::close(received[1]);
  Slot* found = nullptr;
  if (length == static_cast<ssize_t>(sizeof reply))
    for (Slot& slot : slots_)
      if (slot.wait == Wait::broker && slot.number == reply.number) found = &slot;
  if (found != nullptr)
    install(*found, received[0], reply.error);
  else if (received[0] >= 0)
    ::close(received[0]);
  if (length <= 0) lose_broker();
}

void EgressAgent::lose_broker() {
  ::epoll_ctl(events_, EPOLL_CTL_DEL, channel_, nullptr);
  channel_ = -1;
  for (Slot& slot : slots_) {
    if (slot.wait != Wait::broker) continue;
    finish(slot.caller, ENETUNREACH);
    release(slot);
  }
}

/// The broker's answer: `socket` is connected or on its way, or -1.
void EgressAgent::install(Slot& slot, int socket, int error) {
  Caller caller = slot.caller;
  slot.caller.socket = -1;
  release(slot);
  if (socket < 0) return finish(caller, error != 0 ? error : ENETUNREACH);
  // Whatever came must be a socket of the host's namespace, or the rules about such sockets would not hold for it.
  int failure = network_cookie(socket) == host_cookie_ ? 0 : EACCES;
  if (failure == 0 && ::fcntl(socket, F_SETFL, caller.status_flags) != 0) failure = errno;
  if (failure == 0) failure = replace_socket(listener_, caller, socket);
  if (failure != 0 || caller.is_nonblocking() || error != EINPROGRESS) {
    if (failure == 0 && error == 0) error = harvest_connection(socket) == EISCONN ? 0 : error;
    // What the caller has now is the new one.
    ::close(caller.socket);
    caller.socket = socket;
    return finish(caller, failure != 0 ? failure : error);
  }
  ::close(caller.socket);
  caller.socket = -1;
  await_connection(caller, socket);
}

}  // namespace vg
