// SPDX-License-Identifier: Apache-2.0
#include "core/egress/name_service.h"

#include <netinet/in.h>
#include <sys/random.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/egress/rule.h"

namespace vg {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t most_questions = 256;
constexpr std::size_t most_clients = 32;
constexpr std::size_t most_at_once = 32;  ///< datagrams taken before others get their turn
constexpr milliseconds patience{2500};    ///< with one resolver; libc asks again after five seconds
constexpr seconds idle_time{10};
constexpr std::uint32_t own_lifetime = 60;
constexpr std::string_view own_host_name = "vg-sandbox";

std::uint16_t random_id() {
  std::uint16_t id = 0;
  // Of two bytes nothing is ever missing: getrandom(2).
  (void)!::getrandom(&id, sizeof id, 0);
  return id;
}

/// Ours to answer: RFC 6761.
bool is_this_sandbox(const std::string& name) {
  return name == "localhost" || name.ends_with(".localhost") || name == own_host_name;
}

sockaddr_storage socket_address(const Endpoint& to, std::uint32_t scope, socklen_t& length) {
  sockaddr_storage out{};
  if (to.address.is_v4()) {
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_port = htons(to.port);
    four.sin_addr.s_addr = htonl(to.address.as_v4());
    std::memcpy(&out, &four, length = sizeof four);
  } else {
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(to.port);
    six.sin6_scope_id = scope;
    std::memcpy(&six.sin6_addr, to.address.bytes.data(), to.address.bytes.size());
    std::memcpy(&out, &six, length = sizeof six);
  }
  return out;
}

bool is_expected(int error) {
  return error == EAGAIN || error == EINTR;
}

}  // namespace

void NameService::Stream::queue(const Bytes& message) {
  if (message.size() > longest_dns_message) return;
  out.push_back(static_cast<std::uint8_t>(message.size() >> 8));
  out.push_back(static_cast<std::uint8_t>(message.size() & 0xff));
  out.insert(out.end(), message.begin(), message.end());
}

/// Reads and writes what can be, never more than one message ahead.
void NameService::Stream::move(short events) {
  if (!out.empty()) {
    const ssize_t sent = ::send(socket.get(), out.data(), out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) out.erase(out.begin(), out.begin() + sent);
    // Before a connection stands, sending says ENOTCONN or EAGAIN.
    if (sent < 0 && !is_expected(errno) && errno != ENOTCONN) is_over = true;
  }
  if ((events & (POLLIN | POLLHUP | POLLERR)) == 0 || in.size() > longest_dns_message) return;
  std::uint8_t buffer[4096];
  const ssize_t received = ::recv(socket.get(), buffer, sizeof buffer, MSG_DONTWAIT);
  if (received > 0) in.insert(in.end(), buffer, buffer + received);
  if (received == 0 || (received < 0 && !is_expected(errno))) is_over = true;
}

std::optional<Bytes> NameService::Stream::next() {
  if (in.size() < 2) return std::nullopt;
  const std::size_t length = static_cast<std::size_t>(in[0]) << 8 | in[1];
  if (in.size() < 2 + length) return std::nullopt;
  const auto begin = in.begin() + 2;
  const auto end = begin + static_cast<std::ptrdiff_t>(length);
  Bytes message(begin, end);
  in.erase(in.begin(), end);
  return message;
}

NameService::NameService(const EgressJudge& judge, NameMemory& memory, std::string_view hosts,
                         std::string_view resolvers, Refused refused)
    : judge_(judge), memory_(memory), resolvers_(read_resolver_config(resolvers)), refused_(std::move(refused)) {
  for (auto& [address, name] : read_hosts_file(hosts)) {
    memory_.learn_for_good(name, address);
    hosts_[std::move(name)].push_back(address);
  }
}

void NameService::open(UniqueFd datagrams, UniqueFd streams) {
  datagrams_ = std::move(datagrams);
  streams_ = std::move(streams);
}

void NameService::add_sources(std::vector<pollfd>& sources) const {
  const bool has_room = questions_.size() < most_questions;
  sources.push_back({has_room ? datagrams_.get() : -1, POLLIN, 0});
  sources.push_back({clients_.size() < most_clients ? streams_.get() : -1, POLLIN, 0});
  for (const Client& client : clients_) {
    const short out = client.stream.out.empty() ? 0 : POLLOUT;
    const short in = client.waits || !has_room ? 0 : POLLIN;
    sources.push_back({client.stream.socket.get(), static_cast<short>(in | out), 0});
  }
  for (const Question& question : questions_)
    sources.push_back({question.fd(), static_cast<short>(POLLIN | (question.stream.out.empty() ? 0 : POLLOUT)), 0});
}

NameService::Time NameService::next_deadline() const {
  Time until = Time::max();
  for (const Client& client : clients_) until = std::min(until, client.until);
  for (const Question& question : questions_) until = std::min(until, question.until);
  return until;
}

void NameService::serve(std::span<const pollfd> sources, Time now) {
  std::size_t place = 2;
  // The lists grow at their ends only, so places and entries go together.
  const std::size_t client_count = clients_.size();
  const std::size_t question_count = questions_.size();
  auto client = clients_.begin();
  for (std::size_t i = 0; i < client_count; ++i, ++client)
    if (sources[place + i].revents != 0) client->stream.move(sources[place + i].revents);
  place += client_count;
  auto question = questions_.begin();
  for (std::size_t i = 0; i < question_count; ++i, ++question)
    if (sources[place + i].revents != 0) take_answer(*question, sources[place + i].revents, now);
  if (sources[0].revents != 0) take_datagrams(now);
  if (sources[1].revents != 0) take_clients(now);
  for (Client& each : clients_) {
    if (each.waits || each.stream.is_over) continue;
    auto message = each.stream.next();
    if (!message) continue;
    each.waits = true;
    each.until = now + idle_time;
    Question asked;
    asked.client = each.number;
    take_question(*message, std::move(asked), now);
  }
  expire(now);
}

void NameService::take_datagrams(Time now) {
  std::uint8_t buffer[4096];
  for (std::size_t i = 0; i < most_at_once && questions_.size() < most_questions; ++i) {
    Question question;
    question.asker_length = sizeof question.asker;
    const ssize_t length = ::recvfrom(datagrams_.get(), buffer, sizeof buffer, MSG_DONTWAIT,
                                      reinterpret_cast<sockaddr*>(&question.asker), &question.asker_length);
    if (length < 0) return;
    take_question(ByteView(buffer, static_cast<std::size_t>(length)), std::move(question), now);
  }
}

void NameService::take_clients(Time now) {
  while (clients_.size() < most_clients) {
    UniqueFd socket(::accept4(streams_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket) return;
    Client client;
    client.number = ++last_client_;
    client.stream.socket = std::move(socket);
    client.until = now + idle_time;
    clients_.push_back(std::move(client));
  }
}

void NameService::take_question(ByteView message, Question question, Time now) {
  auto query = read_dns_query(message);
  if (!query) return reply(question, write_dns_format_error(message));
  question.query = std::move(*query);
  if (answer_here(question)) return;
  const EgressVerdict verdict = judge_.may_resolve(question.query.name);
  if (!verdict.is_allowed()) {
    if (question.query.type == dns_type_a || question.query.type == dns_type_aaaa)
      refused_(question.query.name, verdict);
    return reply(question, write_dns_answer(question.query, DnsCode::no_such_name));
  }
  question.id = random_id();
  questions_.push_back(std::move(question));
  send_on(questions_.back(), now);
}

/// Names of the sandbox itself and of the host's table.
bool NameService::answer_here(Question& question) {
  const std::string& name = question.query.name;
  std::vector<Address> addresses;
  if (is_this_sandbox(name)) {
    addresses = {Address::v4(0x7f000001), *parse_address("::1")};
  } else if (const auto found = hosts_.find(name); found != hosts_.end()) {
    if (!judge_.may_resolve(name).is_allowed()) return false;
    addresses = found->second;
  } else {
    return false;
  }
  reply(question, write_dns_answer(question.query, DnsCode::no_error, addresses, own_lifetime));
  return true;
}

bool NameService::open_upstream(Question& question) const {
  socklen_t length = 0;
  const sockaddr_storage to =
      socket_address(resolvers_.servers[question.server], resolvers_.scopes[question.server], length);
  const int type = (question.is_tcp() ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC;
  // A new port for each question, chosen by the kernel: an answer has to be guessed with it.
  UniqueFd socket(::socket(to.ss_family, type, 0));
  if (!socket) return false;
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&to), length) != 0 && errno != EINPROGRESS)
    return false;
  const Bytes message = write_dns_query(question.query, question.id);
  if (question.is_tcp()) {
    question.stream = Stream{};
    question.stream.socket = std::move(socket);
    question.stream.queue(message);
    return true;
  }
  question.datagrams = std::move(socket);
  return ::send(question.datagrams.get(), message.data(), message.size(), MSG_NOSIGNAL) >= 0;
}

/// To the resolver whose turn it is, or the next that can be reached.
void NameService::send_on(Question& question, Time now) {
  question.until = now + patience;
  for (; question.server < resolvers_.servers.size(); ++question.server)
    if (open_upstream(question)) return;
  reply(question, write_dns_answer(question.query, DnsCode::server_failure));
}

void NameService::take_answer(Question& question, short events, Time now) {
  std::optional<Bytes> message;
  bool has_failed = false;
  if (question.is_tcp()) {
    question.stream.move(events);
    message = question.stream.next();
    has_failed = question.stream.is_over && !message;
  } else {
    std::uint8_t buffer[4096];
    const ssize_t length = ::recv(question.datagrams.get(), buffer, sizeof buffer, MSG_DONTWAIT);
    if (length >= 0) message.emplace(buffer, buffer + length);
    has_failed = length < 0 && !is_expected(errno);
  }
  if (has_failed) {
    ++question.server;
    return send_on(question, now);
  }
  if (!message) return;
  const auto answer = read_dns_answer(*message, question.query, question.id);
  if (!answer) return;  // somebody else's guess: the right one may still come
  if (answer->code == DnsCode::no_error)
    for (const Address& address : answer->addresses) memory_.learn(question.query.name, address, answer->lifetime, now);
  (*message)[0] = static_cast<std::uint8_t>(question.query.id >> 8);
  (*message)[1] = static_cast<std::uint8_t>(question.query.id & 0xff);
  reply(question, std::move(*message));
}

void NameService::reply(Question& question, Bytes message) {
  question.is_over = true;
  if (message.empty()) return;
  if (!question.is_tcp()) {
    ::sendto(datagrams_.get(), message.data(), message.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
             reinterpret_cast<const sockaddr*>(&question.asker), question.asker_length);
    return;
  }
  for (Client& client : clients_) {
    if (client.number != question.client) continue;
    client.waits = false;
    client.stream.queue(message);
    client.stream.move(0);
  }
}

void NameService::expire(Time now) {
  for (Question& question : questions_) {
    if (question.is_over || question.until > now) continue;
    ++question.server;
    send_on(question, now);
  }
  std::erase_if(questions_, [](const Question& question) { return question.is_over; });
  std::erase_if(clients_,
                [&](const Client& client) { return (client.stream.is_over && !client.waits) || client.until <= now; });
}

}  // namespace vg
