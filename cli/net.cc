// SPDX-License-Identifier: Apache-2.0
/// `vg net`: what a contained command reaches with network mode restricted.
#include <cstdio>

#include "cli/commands.h"
#include "cli/session.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/egress/judge.h"
#include "core/egress/lookup.h"
#include "core/egress/routes.h"
#include "core/plan/known_destinations.h"

namespace vg::cli {
namespace {

constexpr int refused_status = 1;

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

struct RuleLine {
  std::string rule;
  std::string_view effect;
  std::string origin;
};

std::vector<RuleLine> rule_lines(const Session& session, const FileView& files, const std::string& home) {
  std::vector<RuleLine> out;
  const NetworkConfig& network = session.config().network;
  const auto place_of = [&](std::string_view key) {
    for (const Setting& setting : session.loaded().settings)
      if (setting.key == key) return setting.place;
    return std::string();
  };
  for (const std::string& rule : network.deny) out.push_back({rule, "deny", place_of("network.deny")});
  for (const std::string& rule : network.allow) out.push_back({rule, "allow", place_of("network.allow")});
  if (!network.allow.empty()) return out;
  out.push_back({"public addresses", "allow", "default"});
  for (const KnownDestination& known : known_destinations(files, home))
    out.push_back({known.rule.text, "allow", known.origin});
  return out;
}

std::string rules_json(const std::vector<RuleLine>& lines) {
  JsonWriter json(JsonWriter::Style::indented);
  json.begin_array();
  for (const RuleLine& line : lines)
    json.begin_object().field("rule", line.rule).field("effect", line.effect).field("origin", line.origin).end_object();
  return json.end_array().text() + "\n";
}

/// One address of the destination that is tried, or the name alone where it may not even be asked for.
struct Trial {
  std::string destination;
  EgressVerdict verdict;
};

std::string why_text(const EgressVerdict& verdict) {
  const bool is_class = verdict.refusal == EgressRefusal::not_public;
  return std::string(is_class ? name_in(address_class_names, verdict.address_class)
                              : name_in(egress_refusal_names, verdict.refusal));
}

std::string trial_text(const Trial& trial) {
  std::string out = visible(trial.destination) + ": ";
  if (trial.verdict.is_allowed())
    return out + "allowed" + (trial.verdict.rule.empty() ? "" : " by " + visible(trial.verdict.rule)) + "\n";
  return out + "refused: " + why_text(trial.verdict) + "; allowed by " + visible(trial.verdict.setting) + "\n";
}

std::string trials_json(const std::vector<Trial>& trials) {
  JsonWriter json(JsonWriter::Style::indented);
  json.begin_array();
  for (const Trial& trial : trials)
    json.begin_object()
        .field("destination", trial.destination)
        .field("allowed", trial.verdict.is_allowed())
        .field("why", why_text(trial.verdict))
        .field("rule", trial.verdict.rule)
        .field("setting", trial.verdict.setting)
        .end_object();
  return json.end_array().text() + "\n";
}

Result<std::vector<Trial>> try_destination(const EgressJudge& judge, const EgressRule& to) {
  std::vector<Trial> out;
  const Routes routes;
  if (to.network) {
    const Endpoint endpoint{to.network->base, to.port};
    out.push_back(
        {destination_text(endpoint.address, to.port), judge.decide({}, endpoint, routes.is_own(endpoint.address))});
    return out;
  }
  if (EgressVerdict verdict = judge.may_resolve(to.host); !verdict.is_allowed()) {
    out.push_back({to.host, std::move(verdict)});
    return out;
  }
  const std::vector<Address> addresses = VG_TRY(look_up(to.host));
  if (addresses.empty()) return fail("'" + visible(to.host) + "' has no address");
  const std::vector<std::string> names{to.host};
  for (const Address& address : addresses)
    out.push_back(
        {destination_text(address, to.port), judge.decide(names, {address, to.port}, routes.is_own(address))});
  return out;
}

}  // namespace

int run_net_rules(const Arguments& arguments) {
  int status = 0;
  const auto session = open_or_report(arguments, status);
  if (!session) return status;
  const Request request = session->request(EntryPoint::exec);
  const std::vector<RuleLine> lines = rule_lines(*session, *request.files, request.home);
  if (arguments.has("json")) {
    print(rules_json(lines));
    return 0;
  }
  std::string out;
  for (const RuleLine& line : lines)
    out += std::string(line.effect) + (line.effect == "deny" ? "   " : "  ") + visible(line.rule) + "  (" +
           visible(line.origin) + ")\n";
  print(out);
  return 0;
}

int run_net_test(const Arguments& arguments) {
  int status = 0;
  const auto session = open_or_report(arguments, status);
  if (!session) return status;
  const std::string& text = arguments.positionals().front();
  const auto to = parse_egress_rule(text);
  if (!to) return report(to.error(), usage_status);
  const bool is_one = to->port != 0 && !to->below && !to->anything && (!to->network || to->network->bits == 128);
  if (!is_one) return report({"'" + visible(text) + "' is no single HOST:PORT", "", 0}, usage_status);
  const Request request = session->request(EntryPoint::exec);
  auto policy = egress_policy(session->config().network, *request.files, request.home);
  if (!policy) return report(policy.error(), usage_status);
  const auto trials = try_destination(EgressJudge(std::move(*policy)), *to);
  if (!trials) return report(trials.error(), refused_status);
  bool is_reached = false;
  std::string out;
  for (const Trial& trial : *trials) {
    is_reached = is_reached || trial.verdict.is_allowed();
    out += trial_text(trial);
  }
  print(arguments.has("json") ? trials_json(*trials) : out);
  return is_reached ? 0 : refused_status;
}

}  // namespace vg::cli
