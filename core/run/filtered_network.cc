// SPDX-License-Identifier: Apache-2.0
#include "core/run/filtered_network.h"

#include <sys/socket.h>

#include <cerrno>

#include "core/base/file.h"
#include "core/egress/agent.h"
#include "core/egress/hosts_file.h"
#include "core/egress/judge.h"
#include "core/egress/routes.h"
#include "core/run/stage.h"

namespace vg {
namespace {

constexpr std::size_t most_shown = 8;
constexpr std::size_t resolver_limit = 1 << 16;

std::string resolver_text() {
  std::string text = std::string("nameserver ") + name_server_text + "\n";
  if (const auto host = read_file_following("/etc/resolv.conf", resolver_limit))
    text += read_resolver_config(*host).kept_lines;
  return text;
}

std::string refusal_note(const NetworkAttempt& attempt) {
  std::string note = "refused to reach " + attempt.destination;
  if (!attempt.name.empty() && attempt.name != attempt.destination) note += " (" + attempt.name + ")";
  return note + ": " + attempt.why + "; allowed by " + attempt.setting;
}

}  // namespace

Result<EgressScript> FilteredNetwork::prepare(const SandboxPlan& plan) {
  EgressScript script;
  if (plan.network != NetworkMode::restricted) return script;
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return fail_errno("cannot make a socket pair");
  channel_.reset(ends[0]);
  child_channel_.reset(ends[1]);
  script.channel = child_channel_.get();
  script.host_cookie = network_cookie(script.channel);
  if (script.host_cookie == 0) return tl::unexpected<Error>(stage_error(Stage::egress, ENOTSUP));
  script.host_loopback = EgressJudge(plan.egress).host_loopback();
  script.with_ipv6 = has_ipv6_route();
  script.resolver_text = resolver_text();
  return script;
}

Result<void> FilteredNetwork::begin(const SandboxPlan& plan) {
  child_channel_.reset();
  if (!channel_) return {};
  broker_ = VG_TRY(BrokerThread::start(plan.egress, std::move(channel_)));
  return {};
}

void FilteredNetwork::end(Outcome& outcome) {
  if (!broker_) return;
  broker_->stop();
  outcome.network = broker_->broker().attempts();
  std::size_t refused = 0;
  for (const NetworkAttempt& attempt : outcome.network)
    if (!attempt.allowed && ++refused <= most_shown) outcome.notes.push_back(refusal_note(attempt));
  if (refused > most_shown)
    outcome.notes.push_back("refused to reach " + std::to_string(refused - most_shown) + " more destinations");
}

}  // namespace vg
