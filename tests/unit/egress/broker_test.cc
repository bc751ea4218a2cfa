// SPDX-License-Identifier: Apache-2.0
#include "core/egress/broker.h"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <random>

#include "core/base/message.h"

namespace vg {
namespace {

struct Listener {
  UniqueFd socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  std::uint16_t port = 0;
  Listener() {
    sockaddr_in own{};
    own.sin_family = AF_INET;
    own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof own;
    REQUIRE(::bind(socket.get(), reinterpret_cast<sockaddr*>(&own), sizeof own) == 0);
    REQUIRE(::listen(socket.get(), 64) == 0);
    REQUIRE(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&own), &length) == 0);
    port = ntohs(own.sin_port);
  }
};

ConnectRequest request_to(std::uint32_t number, std::uint32_t address, std::uint16_t port) {
  ConnectRequest request;
  request.number = number;
  request.domain = AF_INET;
  request.address.four.sin_family = AF_INET;
  request.address.four.sin_addr.s_addr = htonl(address);
  request.address.four.sin_port = htons(port);
  request.address_length = sizeof(sockaddr_in);
  std::strcpy(request.program.data(), "tester");
  return request;
}

/// A broker with the sandbox's end of its channel.
struct Fixture {
  UniqueFd channel;
  std::unique_ptr<BrokerThread> thread;

  explicit Fixture(std::string_view allow, bool greets = true) {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
    channel.reset(ends[0]);
    EgressPolicy policy;
    policy.allow.push_back(*parse_egress_rule(allow));
    thread = std::move(*BrokerThread::start(std::move(policy), UniqueFd(ends[1])));
    if (!greets) return;
    const Listener names;
    const EgressHello hello;
    REQUIRE(send_message(channel.get(), &hello, sizeof hello, names.socket.get(), names.socket.get()) == 0);
  }

  ConnectReply ask(const ConnectRequest& request, UniqueFd& socket) const {
    REQUIRE(send_message(channel.get(), &request, request.size()) == 0);
    ConnectReply reply;
    int received[2];
    REQUIRE(receive_message(channel.get(), &reply, sizeof reply, received, 0) == sizeof reply);
    socket.reset(received[0]);
    CHECK(received[1] == -1);
    return reply;
  }

  bool is_closed() const {
    pollfd source{channel.get(), POLLIN, 0};
    char byte = 0;
    // What was not read is lost with the other end: ECONNRESET.
    return ::poll(&source, 1, 5000) == 1 && ::recv(channel.get(), &byte, 1, 0) <= 0;
  }
};

TEST_CASE("the broker dials what the rules allow, and nothing else") {
  const Listener server;
  const std::string rule = "127.0.0.1:" + std::to_string(server.port);
  Fixture fixture(rule);
  UniqueFd socket;
  ConnectReply reply = fixture.ask(request_to(7, INADDR_LOOPBACK, server.port), socket);
  CHECK(reply.number == 7);
  CHECK((reply.error == 0 || reply.error == EINPROGRESS));
  REQUIRE(socket);
  const UniqueFd taken(::accept4(server.socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
  CHECK(taken);
  for (const auto& [address, port] : {std::pair<std::uint32_t, std::uint16_t>{INADDR_LOOPBACK, 1},
                                      {INADDR_LOOPBACK + 1, server.port},
                                      {INADDR_ANY, server.port},
                                      {0x01010101, 443},
                                      {0x0a000001, 443}}) {
    reply = fixture.ask(request_to(8, address, port), socket);
    CHECK(reply.error == EACCES);
    CHECK(!socket);
  }
  fixture.thread->stop();
  const auto& attempts = fixture.thread->broker().attempts();
  REQUIRE(attempts.size() == 6);
  CHECK(attempts[0].destination == rule);
  CHECK(attempts[0].program == "tester");
  CHECK(attempts[0].rule == rule);
  CHECK(attempts[1].why == "loopback");
}

TEST_CASE("a mapped address and a program's own port") {
  const Listener server;
  Fixture fixture("127.0.0.1:" + std::to_string(server.port));
  UniqueFd socket;
  ConnectRequest request = request_to(1, 0, 0);
  request.domain = AF_INET6;
  request.address_length = sizeof(sockaddr_in6);
  request.address.six = sockaddr_in6{};
  request.address.six.sin6_family = AF_INET6;
  request.address.six.sin6_port = htons(server.port);
  const Address mapped = Address::v4(INADDR_LOOPBACK);
  std::memcpy(&request.address.six.sin6_addr, mapped.bytes.data(), 16);
  const ConnectReply reply = fixture.ask(request, socket);
  CHECK((reply.error == 0 || reply.error == EINPROGRESS));
  request = request_to(2, INADDR_LOOPBACK, server.port);
  request.local_port = 80;
  CHECK(fixture.ask(request, socket).error == EACCES);
}

TEST_CASE("the same destination counts, and there is an end to what is kept") {
  Fixture fixture("1.1.1.1");
  UniqueFd socket;
  for (std::uint32_t i = 0; i < 3000; ++i)
    CHECK(fixture.ask(request_to(i, 0x0a000000 + i % 1000, 1), socket).error == EACCES);
  fixture.thread->stop();
  CHECK(fixture.thread->broker().attempts().size() == 500);
  CHECK(fixture.thread->broker().attempts()[0].count == 3);
  CHECK(fixture.thread->broker().attempts_left_out() == 1500);
}

TEST_CASE("a message that is none ends the channel") {
  const auto closes = [](auto change, bool greets) {
    const Fixture fixture("1.1.1.1", greets);
    ConnectRequest request = request_to(1, 0x0a000001, 1);
    std::size_t length = request.size();
    change(request, length);
    send_message(fixture.channel.get(), &request, length);
    return fixture.is_closed();
  };
  using R = ConnectRequest&;
  using L = std::size_t&;
  CHECK(closes([](R, L) {}, false));
  CHECK(closes([](R r, L) { r.option_count = 41; }, true));
  CHECK(closes([](R r, L) { r.option_count = 1; }, true));
  CHECK(closes([](R r, L) { r.domain = AF_UNIX; }, true));
  CHECK(closes([](R r, L) { r.domain = AF_INET6; }, true));
  CHECK(closes([](R r, L) { r.address_length = 1000; }, true));
  CHECK(closes([](R r, L) { r.address_length = 1; }, true));
  CHECK(closes([](R, L length) { length = 3; }, true));
}

TEST_CASE("no bytes make it stumble, and what was asked before is answered") {
  std::mt19937 random(3);
  for (int round = 0; round < 300; ++round) {
    const Fixture fixture("1.1.1.1");
    UniqueFd socket;
    CHECK(fixture.ask(request_to(1, 0x0a000001, 1), socket).error == EACCES);
    std::array<std::uint8_t, sizeof(ConnectRequest)> noise{};
    for (std::uint8_t& byte : noise) byte = static_cast<std::uint8_t>(random());
    send_message(fixture.channel.get(), noise.data(), 1 + random() % noise.size());
    CHECK(fixture.is_closed());
  }
}

}  // namespace
}  // namespace vg
