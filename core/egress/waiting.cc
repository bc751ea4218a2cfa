// SPDX-License-Identifier: Apache-2.0
// The calls that wait: for the broker, for a connection, for room in a listener's queue.
#include "core/egress/waiting.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <utility>

#include "core/egress/agent.h"
#include "core/egress/local_sockets.h"

namespace vg {
namespace {

/// How often waiting calls are looked after. Unit: milliseconds.
constexpr int tick_length = 20;
constexpr int slow_tick_length = 100;
constexpr std::size_t many_waiting = 32;
constexpr int queue_retry_length = 2;

constexpr int restart_system_call = 512;  // ERESTARTSYS: the kernel takes the signal, then restarts or gives EINTR

std::int64_t now() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

bool is_ready(int socket) {
  pollfd wanted{socket, POLLOUT, 0};
  return ::poll(&wanted, 1, 0) > 0;
}

}  // namespace

int tcp_state(int socket) {
  tcp_info state{};
  socklen_t length = sizeof state;
  return ::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &state, &length) == 0 ? state.tcpi_state : -1;
}

int harvest_connection(int socket) {
  // Of no family, so that nothing is connected.
  SocketAddress nowhere{};
  nowhere.any.sa_family = 0x7fff;
  return ::connect(socket, &nowhere.any, sizeof(sockaddr_in6)) == 0 ? 0 : errno;
}

std::int64_t deadline_of(int socket) {
  timeval limit{};
  socklen_t length = sizeof limit;
  if (::getsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, &length) != 0) return 0;
  const std::int64_t milliseconds = std::int64_t{limit.tv_sec} * 1000 + limit.tv_usec / 1000;
  return limit.tv_sec == 0 && limit.tv_usec == 0 ? 0 : now() + milliseconds + 1;
}

int watch(int events, int descriptor, std::uint32_t what, std::uint64_t key) {
  epoll_event event{};
  event.events = what;
  event.data.u64 = key;
  return ::epoll_ctl(events, EPOLL_CTL_ADD, descriptor, &event) == 0 ? 0 : errno;
}

void EgressAgent::watch_listener(bool wanted) {
  if (wanted == watches_listener_) return;
  if (wanted)
    watch(events_, listener_.fd(), EPOLLIN, listener_key);
  else
    ::epoll_ctl(events_, EPOLL_CTL_DEL, listener_.fd(), nullptr);
  watches_listener_ = wanted;
}

int EgressAgent::timeout() const {
  if (waiting_ == 0) return -1;
  int shortest = waiting_ > many_waiting ? slow_tick_length : tick_length;
  for (const Slot& slot : slots_)
    if (slot.wait == Wait::listener) shortest = queue_retry_length;
  return shortest;
}

EgressAgent::Slot* EgressAgent::free_slot() {
  for (Slot& slot : slots_) {
    if (slot.wait != Wait::none) continue;
    ++waiting_;
    // Others wait in the kernel until there is room.
    if (waiting_ + 1 >= most_waiting) watch_listener(false);
    return &slot;
  }
  return nullptr;
}

void EgressAgent::release(Slot& slot) {
  if (slot.socket >= 0) {
    ::epoll_ctl(events_, EPOLL_CTL_DEL, slot.socket, nullptr);
    ::close(slot.socket);
  }
  if (slot.caller.socket >= 0) ::close(slot.caller.socket);
  slot = Slot{};
  --waiting_;
  watch_listener(true);
}

/// Tells a blocking caller how its connection went.
void EgressAgent::conclude(std::uint64_t id, int socket) {
  // A result can be had once only: not for a caller that has gone, or it would be missing when it asks again.
  if (!listener_.is_waiting(id)) return;
  const int result = harvest_connection(socket);
  if (!listener_.answer(id, result) && result == 0) unheard_.note(socket);
}

/// A call that has to wait for `socket`, of which this takes possession.
void EgressAgent::await_connection(const Caller& caller, int socket) {
  if (is_ready(socket)) {
    conclude(caller.id, socket);
    ::close(socket);
    return;
  }
  Slot* slot = free_slot();
  if (slot == nullptr) {
    listener_.answer(caller.id, EAGAIN);
    ::close(socket);
    return;
  }
  slot->wait = Wait::connection;
  slot->caller = caller;
  slot->caller.socket = -1;
  slot->socket = socket;
  slot->deadline = deadline_of(socket);
  watch(events_, socket, EPOLLOUT, static_cast<std::uint64_t>(slot - slots_.data()));
}

void EgressAgent::take_readiness(std::size_t index) {
  Slot& slot = slots_[index];
  if (slot.wait != Wait::connection) return;
  if (tcp_state(slot.socket) == TCP_SYN_SENT) return;
  conclude(slot.caller.id, slot.socket);
  release(slot);
}

/// Looks after the calls that wait: their thread may be gone, have a signal to take, or their time may be up.
void EgressAgent::tick() {
  static std::int64_t last_look = 0;
  const std::int64_t time = now();
  const bool looks = time - last_look >= tick_length;
  if (looks) last_look = time;
  for (Slot& slot : slots_) {
    if (slot.wait == Wait::none) continue;
    if (slot.wait == Wait::listener) {
      const int error = connect_local(slot.caller, slot.address, slot.address_length);
      if (error != EAGAIN) {
        finish(slot.caller, error);
        release(slot);
        continue;
      }
    }
    if (slot.deadline != 0 && slot.deadline <= time) {
      listener_.answer(slot.caller.id, slot.wait == Wait::listener ? EAGAIN : EINPROGRESS);
      release(slot);
      continue;
    }
    if (!looks || slot.wait == Wait::broker) continue;
    if (!listener_.is_waiting(slot.caller.id)) {
      release(slot);
      continue;
    }
    // A call that is being answered does not hear handled signals (SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV). Seen
    // twice, the signal is not one that another thread was about to take.
    const bool had_signal = std::exchange(slot.has_signal, has_signal(slot.caller.thread));
    if (!had_signal || !slot.has_signal) continue;
    listener_.answer(slot.caller.id, restart_system_call);
    release(slot);
  }
}

}  // namespace vg
