// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <poll.h>

#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <string>
#include <vector>

#include "core/base/unique_fd.h"
#include "core/egress/dns_message.h"
#include "core/egress/hosts_file.h"
#include "core/egress/judge.h"
#include "core/egress/name_memory.h"

namespace vg {

/// Answers what the sandbox asks about names: from the host's own table, or from the host's resolvers for names that
/// may be asked for. Every other question gets "no such name" and stays here.
class NameService {
 public:
  using Time = NameMemory::Time;
  using Refused = std::function<void(const std::string& name, const EgressVerdict& verdict)>;

  /// `hosts`, `resolvers`: content of the host's files.
  NameService(const EgressJudge& judge, NameMemory& memory, std::string_view hosts, std::string_view resolvers,
              Refused refused);

  /// The sandbox's sockets: bound for UDP, listening for TCP.
  void open(UniqueFd datagrams, UniqueFd streams);

  /// What to wait for, and until when.
  void add_sources(std::vector<pollfd>& sources) const;
  Time next_deadline() const;
  /// `sources`: as add_sources made them, waited for.
  void serve(std::span<const pollfd> sources, Time now);

 private:
  /// A stream to or from which length-prefixed messages go. RFC 1035, 4.2.2.
  struct Stream {
    UniqueFd socket;
    Bytes in;
    Bytes out;
    bool is_over = false;

    void queue(const Bytes& message);
    void move(short events);
    std::optional<Bytes> next();
  };
  struct Client {
    std::uint64_t number = 0;
    Stream stream;
    Time until;
    bool waits = false;  ///< for an answer; one question at a time
  };
  struct Question {
    DnsQuery query;
    std::uint16_t id = 0;
    std::size_t server = 0;
    std::uint64_t client = 0;  ///< TCP; 0 for UDP
    sockaddr_storage asker{};
    socklen_t asker_length = 0;
    UniqueFd datagrams;
    Stream stream;
    Time until;
    bool is_over = false;
    bool is_tcp() const { return client != 0; }
    int fd() const { return is_tcp() ? stream.socket.get() : datagrams.get(); }
  };

  void take_datagrams(Time now);
  void take_clients(Time now);
  void take_question(ByteView message, Question question, Time now);
  void send_on(Question& question, Time now);
  void take_answer(Question& question, short events, Time now);
  void expire(Time now);
  void reply(Question& question, Bytes message);
  bool answer_here(Question& question);
  bool open_upstream(Question& question) const;

  const EgressJudge& judge_;
  NameMemory& memory_;
  std::map<std::string, std::vector<Address>> hosts_;
  ResolverConfig resolvers_;
  Refused refused_;
  UniqueFd datagrams_;
  UniqueFd streams_;
  std::list<Client> clients_;
  std::list<Question> questions_;
  std::uint64_t last_client_ = 0;
};

}  // namespace vg
