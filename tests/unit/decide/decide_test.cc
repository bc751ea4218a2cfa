// SPDX-License-Identifier: Apache-2.0
// PRODUCT 3.2, a row for every sentence.
#include "core/decide/decide.h"

#include <doctest/doctest.h>

#include "core/parse/parse.h"

namespace {

using namespace vg;

class FakeTrust final : public TrustView {
 public:
  std::optional<TrustMatch> match;
  std::optional<TrustMatch> find(const Command&) const override { return match; }
};

/// One unit with one finding.
struct Situation {
  const char* what;
  Finding finding;
  Config config;
  bool person = false;
  bool trusted = false;
  bool force = false;
  const char* line = "tool word";
};

struct Expected {
  Verdict verdict;
  Place place;
  Because because;
};

Decision decide_for(const Situation& situation) {
  Request request;
  request.line = situation.line;
  request.working_directory = "/home/dev/project";
  request.workspace = "/home/dev/project";
  request.home = "/home/dev";
  request.files = std::make_shared<FakeFileView>();
  request.requester.is_person = situation.person;
  const auto command = parse(request);
  REQUIRE(command);
  Findings findings;
  if (!situation.finding.rule.empty()) findings.items.push_back(situation.finding);
  FakeTrust trust;
  if (situation.trusted) trust.match = TrustMatch{"key", "", false};
  return decide(*command, findings, trust, situation.config, situation.force);
}

void check(const Situation& situation, const Expected& expected) {
  INFO(situation.what);
  const Decision decision = decide_for(situation);
  CHECK(name_in(verdict_names, decision.verdict) == name_in(verdict_names, expected.verdict));
  CHECK(name_in(place_names, decision.place) == name_in(place_names, expected.place));
  CHECK(static_cast<int>(decision.because) == static_cast<int>(expected.because));
}

Finding finding(Risk risk, std::uint8_t harms = harms_outside) {
  return {.rule = "XX001", .family = "test", .risk = risk, .harms = harms, .why = "why"};
}
Finding install(Risk risk = Risk::medium) {
  Finding f = finding(risk);
  f.network_install = true;
  return f;
}
Finding host_only(Risk risk) {
  Finding f = finding(risk, harms_remote);
  f.needs_host = true;
  return f;
}
Finding tampering(Risk risk) {
  Finding f = finding(risk);
  f.tampering = true;
  return f;
}

Config with(Mode mode, GuardLevel level = GuardLevel::medium) {
  Config config;
  config.sandbox.mode = mode;
  config.guard_level = level;
  return config;
}
Config guard(GuardLevel level) {
  return with(Mode::automatic, level);
}
Config unattended_host(GuardLevel level) {
  Config config = guard(level);
  config.approval.unattended = Unattended::host;
  return config;
}
Config denying(Config config) {
  config.policies.denylist = {"tool"};
  return config;
}
Config allowing(Config config) {
  config.policies.allowlist = {"tool *"};
  return config;
}

constexpr auto run = Verdict::run;
constexpr auto ask = Verdict::ask;
constexpr auto refuse = Verdict::refuse;
constexpr auto host = Place::host;
constexpr auto sandbox = Place::sandbox;

}  // namespace

TEST_CASE("3.2 a: critical and tampering are blocked, nothing bypasses it") {
  Config off = with(Mode::never, GuardLevel::off);
  off.guard_off_by_user = true;
  off.sandbox.enabled = false;
  for (const bool person : {false, true})
    for (const bool trusted : {false, true})
      for (const Config& config : {guard(GuardLevel::medium), off, allowing(off), with(Mode::always)}) {
        check({"critical", finding(Risk::critical), config, person, trusted}, {refuse, sandbox, Because::critical});
        check({"tampering", tampering(Risk::high), config, person, trusted}, {refuse, sandbox, Because::tampering});
        check({"tampering at low", tampering(Risk::low), config, person, trusted},
              {refuse, sandbox, Because::tampering});
      }
  const Decision decision = decide_for({"", finding(Risk::critical), guard(GuardLevel::medium)});
  CHECK(decision.may_be_allowed_once);
  CHECK(decision.needs_approval());
  CHECK(decision.rule == "XX001");
}

TEST_CASE("3.2 b: place, first that applies") {
  check({"low in auto", {}, guard(GuardLevel::medium)}, {run, host, Because::low_risk});
  check({"medium in auto", finding(Risk::medium), guard(GuardLevel::medium)}, {run, sandbox, Because::risk});
  check({"install in auto", install(), guard(GuardLevel::medium)}, {run, sandbox, Because::risk_and_install});
  check({"low install in auto", install(Risk::low), guard(GuardLevel::medium)},
        {run, sandbox, Because::network_install});
  check({"1 denylist beats trust", {}, denying(guard(GuardLevel::medium)), false, true},
        {run, sandbox, Because::denylisted});
  check({"1 denylist beats never", {}, denying(with(Mode::never))}, {run, sandbox, Because::denylisted});
  check({"2 trust beats mode always", install(), with(Mode::always), false, true}, {run, host, Because::trusted});
  check({"3 allowlist beats mode always", install(), allowing(with(Mode::always))}, {run, host, Because::allowlisted});
  check({"4 always", {}, with(Mode::always)}, {run, sandbox, Because::mode_always});
  check({"4 never", finding(Risk::medium), with(Mode::never)}, {run, host, Because::mode_never});
  check({"4 risky below high", finding(Risk::medium), with(Mode::risky)}, {run, host, Because::below_mode});
  check({"4 risky install", install(), with(Mode::risky)}, {run, host, Because::below_mode});
  check({"4 risky from high", finding(Risk::high), with(Mode::risky)}, {run, sandbox, Because::risk});
  Config disabled = guard(GuardLevel::medium);
  disabled.sandbox.enabled = false;
  check({"4 disabled", finding(Risk::medium), disabled}, {run, host, Because::disabled});
  check({"--sandbox beats trust", {}, guard(GuardLevel::medium), false, true, true}, {run, sandbox, Because::flag});
}

TEST_CASE("3.2 c: needs_host goes to the host at every mode, with a notice from medium up") {
  for (const Mode mode : {Mode::automatic, Mode::always, Mode::risky}) {
    const Decision low = decide_for({"", host_only(Risk::low), with(mode)});
    CHECK(low.place == host);
    CHECK(low.verdict == run);
    CHECK_FALSE(low.not_isolated_notice);
    CHECK(low.is_plain());
  }
  for (const Mode mode : {Mode::automatic, Mode::always}) {
    const Decision medium = decide_for({"", host_only(Risk::medium), with(mode)});
    CHECK(medium.place == host);
    CHECK(medium.because == Because::needs_host);
    CHECK(medium.not_isolated_notice);
  }
  check({"paranoid contains low, but not what needs the host", host_only(Risk::low), guard(GuardLevel::paranoid)},
        {run, host, Because::low_risk});
  check({"who asks for walls gets them", host_only(Risk::low), guard(GuardLevel::medium), false, false, true},
        {run, sandbox, Because::flag});
}

TEST_CASE("3.2 c: a part that walls can hold is not lifted to the host by its neighbour") {
  Request request;
  request.line = "kill 1; other";
  request.working_directory = "/w";
  const auto command = parse(request);
  REQUIRE(command);
  Findings findings;
  Finding low_host = host_only(Risk::low);
  Finding bad = finding(Risk::medium);
  low_host.unit = bad.unit = 0;
  findings.items = {bad, low_host};
  const Decision decision = decide(*command, findings, FakeTrust{}, guard(GuardLevel::medium));
  CHECK(decision.place == sandbox);
}

TEST_CASE("3.2 d: approval with a person, by guard level") {
  struct Row {
    GuardLevel level;
    Verdict medium, high, host_medium, host_high;
  };
  for (const Row& row : {Row{GuardLevel::off, run, run, run, ask}, Row{GuardLevel::low, run, run, run, ask},
                         Row{GuardLevel::medium, run, ask, run, ask}, Row{GuardLevel::high, ask, ask, ask, ask},
                         Row{GuardLevel::paranoid, ask, ask, ask, ask}}) {
    INFO(name_in(guard_level_names, row.level));
    CHECK(decide_for({"", finding(Risk::medium), guard(row.level), true}).verdict == row.medium);
    CHECK(decide_for({"", finding(Risk::high), guard(row.level), true}).verdict == row.high);
    CHECK(decide_for({"", host_only(Risk::medium), guard(row.level), true}).verdict == row.host_medium);
    CHECK(decide_for({"", host_only(Risk::high), guard(row.level), true}).verdict == row.host_high);
    CHECK(decide_for({"", {}, guard(row.level), true}).verdict == run);
  }
  Config off = guard(GuardLevel::off);
  off.guard_off_by_user = true;
  CHECK(decide_for({"off by the user", host_only(Risk::high), off, true}).verdict == run);
}

TEST_CASE("3.2 d: what trust or the allowlist placed is not asked, except allowlisted at paranoid") {
  CHECK(decide_for({"", finding(Risk::high), guard(GuardLevel::high), true, true}).verdict == run);
  CHECK(decide_for({"", finding(Risk::high), allowing(guard(GuardLevel::high)), true}).verdict == run);
  check({"", finding(Risk::high), allowing(guard(GuardLevel::paranoid)), true}, {ask, host, Because::allowlisted});
  check({"allowlisted low runs contained at paranoid", {}, allowing(guard(GuardLevel::paranoid))},
        {run, sandbox, Because::guard_paranoid});
  check({"low runs contained at paranoid", {}, guard(GuardLevel::paranoid)}, {run, sandbox, Because::guard_paranoid});
}

TEST_CASE("3.2 d: nobody is there") {
  check({"contained runs contained", finding(Risk::high), guard(GuardLevel::medium)}, {run, sandbox, Because::risk});
  check({"needs_host at high is blocked", host_only(Risk::high), guard(GuardLevel::medium)},
        {refuse, host, Because::unattended});
  check({"… also when unattended is host", host_only(Risk::high), unattended_host(GuardLevel::medium)},
        {refuse, host, Because::unattended});
  check({"needs_host at medium, not asked for", host_only(Risk::medium), guard(GuardLevel::medium)},
        {run, host, Because::needs_host});
  check({"needs_host at medium follows unattended: block", host_only(Risk::medium), guard(GuardLevel::high)},
        {refuse, host, Because::unattended});
  check({"needs_host at medium follows unattended: host", host_only(Risk::medium), unattended_host(GuardLevel::high)},
        {run, host, Because::needs_host});
  CHECK(decide_for({"", host_only(Risk::high), guard(GuardLevel::medium)}).may_be_allowed_once);
}

TEST_CASE("3.2 e: work in the workspace is destroyed only after a snapshot") {
  const Finding destroys = finding(Risk::high, harms_workspace);
  for (const GuardLevel level : {GuardLevel::off, GuardLevel::low, GuardLevel::medium, GuardLevel::high}) {
    CHECK(decide_for({"", destroys, guard(level), true}).needs_way_back);
    check({"nobody there", destroys, guard(level)}, {run, sandbox, Because::risk});
  }
  CHECK(decide_for({"", destroys, guard(GuardLevel::off), true}).verdict == run);
  CHECK(decide_for({"trusted", destroys, guard(GuardLevel::medium), false, true}).needs_way_back);
  CHECK_FALSE(decide_for({"", finding(Risk::medium, harms_workspace), guard(GuardLevel::medium)}).needs_way_back);
  CHECK_FALSE(decide_for({"", finding(Risk::high), guard(GuardLevel::medium)}).needs_way_back);
}

TEST_CASE("3.2 e: without a way back a person is asked, else it is blocked") {
  const Finding destroys = finding(Risk::high, harms_workspace);
  for (const GuardLevel level : {GuardLevel::off, GuardLevel::low, GuardLevel::medium, GuardLevel::high}) {
    Decision asked = decide_for({"", destroys, guard(level), true});
    decide_without_way_back(asked, true, "disk full");
    CHECK(asked.verdict == ask);
    CHECK_FALSE(asked.may_be_remembered);
    CHECK(asked.no_way_back == "disk full");
    Decision blocked = decide_for({"", destroys, guard(level)});
    decide_without_way_back(blocked, false, "disk full");
    CHECK(blocked.verdict == refuse);
    CHECK(blocked.because == Because::no_way_back);
    CHECK(blocked.may_be_allowed_once);
  }
  Decision trusted = decide_for({"trusted", destroys, guard(GuardLevel::medium), false, true});
  decide_without_way_back(trusted, false, "disk full");
  CHECK(trusted.because == Because::no_way_back);
  Decision critical = decide_for({"", finding(Risk::critical, harms_workspace), guard(GuardLevel::medium)});
  decide_without_way_back(critical, true, "disk full");
  CHECK(critical.verdict == refuse);
  CHECK(critical.because == Because::critical);
}

TEST_CASE("a question offers to remember only what may be remembered") {
  CHECK(decide_for({"", finding(Risk::high), guard(GuardLevel::medium), true}).may_be_remembered);
  Finding never = finding(Risk::high);
  never.trustable = false;
  CHECK_FALSE(decide_for({"", never, guard(GuardLevel::medium), true}).may_be_remembered);
}

TEST_CASE("from now on contained: not asked again, placed as before") {
  Request request;
  request.line = "tool";
  request.working_directory = "/w";
  request.requester.is_person = true;
  const auto command = parse(request);
  REQUIRE(command);
  FakeTrust trust;
  trust.match = TrustMatch{"key", "", true};
  const Decision decision = decide(*command, Findings{{finding(Risk::high)}}, trust, guard(GuardLevel::medium));
  CHECK(decision.verdict == run);
  CHECK(decision.place == sandbox);
}

TEST_CASE("a line is as contained as its worst unit and every unit has its own place") {
  Request request;
  request.line = "cd app && tool install";
  request.working_directory = "/w";
  const auto command = parse(request);
  REQUIRE(command);
  REQUIRE(command->units.size() == 2);
  Finding second = install();
  second.unit = 1;
  const Decision decision = decide(*command, Findings{{second}}, FakeTrust{}, guard(GuardLevel::medium));
  CHECK(decision.place == sandbox);
  REQUIRE(decision.units.size() == 2);
  CHECK(decision.units[0].place == host);
  CHECK(decision.units[1].place == sandbox);
}
