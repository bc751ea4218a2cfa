// SPDX-License-Identifier: Apache-2.0
/// The sandbox's half of the filter: what its init does for the payload's connect, bind and listen.
#pragma once

#include <linux/seccomp.h>

#include <array>
#include <cstdint>
#include <span>

#include "core/egress/address.h"
#include "core/egress/caller.h"
#include "core/egress/channel.h"
#include "core/egress/listener.h"
#include "core/egress/unheard.h"

namespace vg {

/// Answers every notified call itself, on its own copy of the socket; none is let through to the kernel as it was
/// asked. A socket of the sandbox's network namespace is connected there, where it leads to the sandbox's own
/// loopback; for every other destination the broker is asked, and the socket it made takes the place of the caller's.
/// Such a socket is refused bind and listen, and its connect is answered from its state.
/// One thread, no allocation: it lives in a copy of the supervisor's memory.
class EgressAgent {
 public:
  static constexpr std::size_t most_waiting = 256;
  static constexpr std::size_t most_loopback = 64;

  /// Before there is a payload. `channel`: to the broker. `host_cookie`: of the host's network namespace.
  /// `host_loopback`: loopback destinations that lie on the host. Out: 0 or errno.
  int prepare(int channel, std::uint64_t host_cookie, std::span<const Endpoint> host_loopback);
  /// From now on the calls that `listener` hears are answered. Out: 0 or errno.
  int listen_on(int listener);

  /// Becomes readable when serve() has something to do.
  int fd() const { return events_; }
  /// Unit: milliseconds until serve() is to be called anyway; -1 for never.
  int timeout() const;
  void serve();

 private:
  enum class Wait : std::uint8_t { none, broker, connection, listener };
  struct Slot {
    Wait wait = Wait::none;
    bool has_signal = false;
    Caller caller;
    int socket = -1;            ///< connection: the one that is awaited
    std::uint32_t number = 0;   ///< broker: of the request
    std::int64_t deadline = 0;  ///< Unit: milliseconds, monotonic; 0 for none
    SocketAddress address{};    ///< listener: of the local socket that is tried again
    std::size_t address_length = 0;
  };

  void take_call();
  void take_connect(Caller& caller, const seccomp_notif& call);
  void take_bind(Caller& caller, const seccomp_notif& call);
  void take_listen(Caller& caller, const seccomp_notif& call);
  void take_reply();
  void take_readiness(std::size_t slot);
  void connect_brokered_again(Caller& caller, const SocketAddress& address, std::size_t length);
  void connect_here(Caller& caller, const SocketAddress& address, std::size_t length);
  void connect_outside(Caller& caller, const SocketAddress& address, std::size_t length);
  void connect_unix(Caller& caller, const SocketAddress& address, std::size_t length);
  void install(Slot& slot, int socket, int error);
  void replace_by_fresh(Caller& caller);
  void await_connection(const Caller& caller, int socket);
  void tick();

  bool is_elsewhere(const Caller& caller, const Endpoint& to) const;
  void finish(Caller& caller, int error);
  void conclude(std::uint64_t id, int socket);
  Slot* free_slot();
  void release(Slot& slot);
  void lose_broker();
  void watch_listener(bool wanted);

  NotifyListener listener_;
  Unheard unheard_;
  int channel_ = -1;
  int events_ = -1;
  std::uint64_t own_cookie_ = 0;
  std::uint64_t host_cookie_ = 0;
  std::uint32_t last_number_ = 0;
  std::size_t waiting_ = 0;
  bool watches_listener_ = false;
  std::array<Endpoint, most_loopback> loopback_{};
  std::size_t loopback_count_ = 0;
  std::array<Slot, most_waiting> slots_{};
};

/// Makes what the agent needs while the sandbox is set up, with its capabilities: an address besides loopback, and the
/// sockets on which names are asked for, which go to the broker. `with_ipv6`: the host can reach IPv6 addresses.
/// Out: 0 or errno.
int prepare_sandbox_network(int channel, bool with_ipv6);

/// Where those sockets are.
inline constexpr std::uint32_t name_server_address = 0x7f000035;  // 127.0.0.53
inline constexpr const char* name_server_text = "127.0.0.53";

}  // namespace vg
