// SPDX-License-Identifier: Apache-2.0
#include "core/egress/broker.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "core/base/file.h"
#include "core/base/message.h"
#include "core/base/text.h"

namespace vg {
namespace {

constexpr std::size_t most_attempts = 500;
constexpr std::size_t most_requests_at_once = 64;
constexpr std::size_t file_limit = 4 << 20;
constexpr std::uint16_t first_free_port = 1024;
constexpr std::uint16_t first_automatic_port = 32768;  // ip(7), ip_local_port_range

std::string read_if_there(const char* path) {
  auto text = read_file_following(path, file_limit);
  return text ? std::move(*text) : std::string();
}

std::string program_name(const ConnectRequest& request) {
  const auto end = std::find(request.program.begin(), request.program.end(), '\0');
  return visible(std::string(request.program.begin(), end));
}

/// The source port that the program chose. One that the kernel gave its socket inside may be taken here.
int bind_port(int socket, const ConnectRequest& request) {
  if (request.local_port < first_free_port) return EACCES;
  union {
    sockaddr any;
    sockaddr_in four;
    sockaddr_in6 six;
  } own{};
  own.any.sa_family = static_cast<sa_family_t>(request.domain);
  (request.domain == AF_INET ? own.four.sin_port : own.six.sin6_port) = htons(request.local_port);
  const socklen_t length = request.domain == AF_INET ? sizeof own.four : sizeof own.six;
  if (::bind(socket, &own.any, length) == 0) return 0;
  return errno == EADDRINUSE && request.local_port >= first_automatic_port ? 0 : errno;
}

int milliseconds_until(NameMemory::Time until, NameMemory::Time now) {
  if (until == NameMemory::Time::max()) return -1;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - now).count() + 1;
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
}

}  // namespace

EgressBroker::EgressBroker(EgressPolicy policy, UniqueFd channel)
    : judge_(std::move(policy)),
      channel_(std::move(channel)),
      names_(judge_, memory_, read_if_there("/etc/hosts"), read_if_there("/etc/resolv.conf"),
             [this](const std::string& name, const EgressVerdict& verdict) { record(name, name, {}, verdict); }) {}

void EgressBroker::run(int stop) {
  serve(stop);
  // Whoever still waits in the sandbox learns of it.
  channel_.reset();
}

void EgressBroker::serve(int stop) {
  std::vector<pollfd> sources;
  while (true) {
    sources.clear();
    sources.push_back({stop, POLLIN, 0});
    sources.push_back({channel_.get(), POLLIN, 0});
    names_.add_sources(sources);
    const int wait = milliseconds_until(names_.next_deadline(), std::chrono::steady_clock::now());
    const int ready = ::poll(sources.data(), sources.size(), wait);
    if (ready < 0 && errno != EINTR) return;
    if (sources[0].revents != 0) return;
    names_.serve(std::span(sources).subspan(2), std::chrono::steady_clock::now());
    if (sources[1].revents == 0) continue;
    for (std::size_t i = 0; i < most_requests_at_once; ++i) {
      if (take_message()) continue;
      if (errno == EAGAIN) break;
      return;
    }
  }
}

/// Out: false with errno: EAGAIN, or that the other side has gone or is none of ours.
bool EgressBroker::take_message() {
  static_assert(sizeof(EgressHello) <= sizeof(ConnectRequest));
  ConnectRequest request;
  int received[2];
  const ssize_t length = receive_message(channel_.get(), &request, sizeof request, received, MSG_DONTWAIT);
  UniqueFd first(received[0]);
  UniqueFd second(received[1]);
  if (length <= 0) {
    errno = length == -EAGAIN ? EAGAIN : EPIPE;
    return false;
  }
  const auto size = static_cast<std::size_t>(length);
  if (!is_greeted_) {
    EgressHello hello{0};
    if (size == sizeof hello) std::memcpy(&hello, static_cast<const void*>(&request), sizeof hello);
    is_greeted_ = hello.magic == EgressHello::word && first && second;
    if (is_greeted_) names_.open(std::move(first), std::move(second));
    errno = EPROTO;
    return is_greeted_;
  }
  if (!is_well_formed(request, size)) {
    errno = EPROTO;
    return false;
  }
  take_request(request);
  return true;
}

void EgressBroker::take_request(const ConnectRequest& request) {
  ConnectReply reply{request.number, EACCES};
  UniqueFd socket;
  const auto to = endpoint_of(&request.address.any, request.address_length);
  if (to) {
    const std::vector<std::string> names = memory_.names_of(to->address, std::chrono::steady_clock::now());
    const EgressVerdict verdict = judge_.decide(names, *to, routes_.is_own(to->address));
    record(names.empty() ? "" : names.front(), destination_text(to->address, to->port), program_name(request), verdict);
    if (verdict.is_allowed()) reply.error = dial(request, socket);
  } else {
    reply.error = EINVAL;
  }
  const bool is_usable = reply.error == 0 || reply.error == EINPROGRESS;
  if (send_message(channel_.get(), &reply, sizeof reply, is_usable ? socket.get() : -1) == 0 || !is_usable) return;
  // The user has too many descriptors on their way in messages: unix(7), ETOOMANYREFS. The caller still waits.
  reply.error = ENOBUFS;
  send_message(channel_.get(), &reply, sizeof reply, -1);
}

int EgressBroker::dial(const ConnectRequest& request, UniqueFd& socket) const {
  socket.reset(::socket(request.domain, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
  if (!socket) return errno;
  set_options(socket.get(), request.domain, std::span(request.options).first(request.option_count));
  if (request.local_port != 0)
    if (const int error = bind_port(socket.get(), request)) return error;
  return ::connect(socket.get(), &request.address.any, request.address_length) == 0 ? 0 : errno;
}

void EgressBroker::record(std::string name, std::string destination, std::string program,
                          const EgressVerdict& verdict) {
  const std::string key = destination + ' ' + program + ' ' + name;
  if (const auto known = known_attempts_.find(key); known != known_attempts_.end()) {
    ++attempts_[known->second].count;
    return;
  }
  if (attempts_.size() >= most_attempts) {
    ++left_out_;
    return;
  }
  known_attempts_.emplace(key, attempts_.size());
  NetworkAttempt attempt;
  attempt.name = std::move(name);
  attempt.destination = std::move(destination);
  attempt.program = std::move(program);
  attempt.allowed = verdict.is_allowed();
  attempt.rule = verdict.rule;
  if (!attempt.allowed) {
    const bool is_class = verdict.refusal == EgressRefusal::not_public;
    attempt.why =
        is_class ? name_in(address_class_names, verdict.address_class) : name_in(egress_refusal_names, verdict.refusal);
    attempt.setting = verdict.setting;
  }
  attempt.count = 1;
  attempts_.push_back(std::move(attempt));
}

Result<std::unique_ptr<BrokerThread>> BrokerThread::start(EgressPolicy policy, UniqueFd channel) {
  UniqueFd stop(::eventfd(0, EFD_CLOEXEC));
  if (!stop) return fail_errno("cannot start the egress broker");
  std::unique_ptr<BrokerThread> out(new BrokerThread(std::move(policy), std::move(channel), std::move(stop)));
  // std::thread would throw where there is no room for another; then nothing is guarded and nothing runs.
  try {
    out->thread_ = std::thread([broker = &out->broker_, stop_fd = out->stop_.get()] { broker->run(stop_fd); });
  } catch (const std::system_error& error) {
    return fail("cannot start the egress broker", {}, error.code().value());
  }
  return out;
}

void BrokerThread::stop() {
  if (!thread_.joinable()) return;
  const std::uint64_t one = 1;
  (void)!::write(stop_.get(), &one, sizeof one);
  thread_.join();
}

}  // namespace vg
