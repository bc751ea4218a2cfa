// SPDX-License-Identifier: Apache-2.0
/// The filter's half outside the sandbox: rules, names, and connections made on behalf of the sandbox.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/base/outcome.h"
#include "core/base/result.h"
#include "core/base/unique_fd.h"
#include "core/egress/channel.h"
#include "core/egress/judge.h"
#include "core/egress/name_service.h"
#include "core/egress/routes.h"

namespace vg {

/// Dials exactly the address it has checked, in the network it lives in, and hands the socket over while it connects.
/// It does not wait for anybody: neither a slow destination nor a slow resolver holds others up.
class EgressBroker {
 public:
  EgressBroker(EgressPolicy policy, UniqueFd channel);
  EgressBroker(const EgressBroker&) = delete;
  EgressBroker& operator=(const EgressBroker&) = delete;

  /// Works until the channel's other end is closed or says what it must not, or `stop` becomes readable; then closes
  /// the channel.
  void run(int stop);

  const std::vector<NetworkAttempt>& attempts() const { return attempts_; }
  std::uint64_t attempts_left_out() const { return left_out_; }

 private:
  void serve(int stop);
  bool take_message();
  void take_request(const ConnectRequest& request);
  int dial(const ConnectRequest& request, UniqueFd& socket) const;
  void record(std::string name, std::string destination, std::string program, const EgressVerdict& verdict);

  EgressJudge judge_;
  UniqueFd channel_;
  NameMemory memory_;
  Routes routes_;
  NameService names_;
  bool is_greeted_ = false;
  std::vector<NetworkAttempt> attempts_;
  std::map<std::string, std::size_t> known_attempts_;
  std::uint64_t left_out_ = 0;
};

/// A broker in a thread of its own.
class BrokerThread {
 public:
  static Result<std::unique_ptr<BrokerThread>> start(EgressPolicy policy, UniqueFd channel);
  ~BrokerThread() { stop(); }
  /// Waits for its end; then attempts() is complete.
  void stop();
  const EgressBroker& broker() const { return broker_; }

 private:
  BrokerThread(EgressPolicy policy, UniqueFd channel, UniqueFd stop)
      : broker_(std::move(policy), std::move(channel)), stop_(std::move(stop)) {}

  EgressBroker broker_;
  UniqueFd stop_;  ///< eventfd(2)
  std::thread thread_;
};

}  // namespace vg
