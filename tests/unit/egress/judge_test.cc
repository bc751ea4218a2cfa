// SPDX-License-Identifier: Apache-2.0
#include "core/egress/judge.h"

#include <doctest/doctest.h>

#include <string_view>

namespace vg {
namespace {

using Texts = std::vector<std::string_view>;

std::vector<EgressRule> rules(const Texts& texts) {
  std::vector<EgressRule> out;
  for (const std::string_view text : texts) out.push_back(*parse_egress_rule(text));
  return out;
}

EgressJudge judge(const Texts& allow, const Texts& deny = {}, const Texts& known = {}) {
  return EgressJudge({rules(allow), rules(deny), rules(known)});
}

struct Row {
  Texts allow;
  Texts deny;
  Texts known;
  std::vector<std::string> names;
  std::string_view address;
  std::uint16_t port;
  bool is_own;
  EgressRefusal refusal;
};

const Row rows[] = {
    // The default: public addresses, with or without a name.
    {{}, {}, {}, {}, "1.1.1.1", 443, false, EgressRefusal::none},
    {{}, {}, {}, {"a.example"}, "2606:4700::1", 443, false, EgressRefusal::none},
    {{}, {}, {}, {}, "10.0.0.1", 443, false, EgressRefusal::not_public},
    {{}, {}, {}, {"rebound.example"}, "10.0.0.1", 443, false, EgressRefusal::not_public},
    {{}, {}, {}, {}, "127.0.0.1", 443, false, EgressRefusal::not_public},
    {{}, {}, {}, {}, "0.0.0.0", 443, false, EgressRefusal::not_public},
    {{}, {}, {}, {}, "169.254.169.254", 80, false, EgressRefusal::not_public},
    {{}, {}, {}, {}, "64:ff9b::a9fe:a9fe", 80, false, EgressRefusal::not_public},
    {{}, {}, {}, {}, "5.5.5.5", 22, true, EgressRefusal::not_public},
    // Registries and proxies of the user: wherever they are, but for what no name may stand for.
    {{}, {}, {"registry.corp:443"}, {"registry.corp"}, "10.0.0.9", 443, false, EgressRefusal::none},
    {{}, {}, {"registry.corp:443"}, {"registry.corp"}, "10.0.0.9", 22, false, EgressRefusal::not_public},
    {{}, {}, {"registry.corp:443"}, {"registry.corp"}, "169.254.169.254", 443, false, EgressRefusal::not_public},
    {{}, {}, {"registry.corp:443"}, {"other.corp"}, "10.0.0.9", 443, false, EgressRefusal::not_public},
    {{}, {}, {"10.0.0.9:4873"}, {}, "10.0.0.9", 4873, false, EgressRefusal::none},
    {{}, {}, {"10.0.0.0/8:4873"}, {}, "10.0.0.9", 4873, false, EgressRefusal::not_public},
    {{}, {}, {"registry.corp"}, {"registry.corp"}, "5.5.5.5", 443, true, EgressRefusal::none},
    {{}, {"registry.corp"}, {"registry.corp"}, {"registry.corp"}, "10.0.0.9", 443, false, EgressRefusal::denied},
    // With a list, nothing else.
    {{"a.example"}, {}, {}, {"a.example"}, "1.1.1.1", 443, false, EgressRefusal::none},
    {{"a.example"}, {}, {}, {}, "1.1.1.1", 443, false, EgressRefusal::not_listed},
    {{"a.example"}, {}, {}, {"b.example"}, "1.1.1.1", 443, false, EgressRefusal::not_listed},
    {{"a.example:443"}, {}, {}, {"a.example"}, "1.1.1.1", 80, false, EgressRefusal::not_listed},
    {{"*.example"}, {}, {}, {"a.example"}, "1.1.1.1", 80, false, EgressRefusal::none},
    {{"*.example"}, {}, {}, {"example"}, "1.1.1.1", 80, false, EgressRefusal::not_listed},
    {{"a.example"}, {}, {}, {"a.example"}, "10.0.0.1", 443, false, EgressRefusal::not_public},
    {{"a.example"}, {}, {}, {"a.example"}, "127.0.0.1", 443, false, EgressRefusal::not_public},
    {{"a.example"}, {}, {"registry.corp"}, {"registry.corp"}, "10.0.0.9", 443, false, EgressRefusal::not_public},
    {{"*"}, {}, {}, {}, "1.1.1.1", 443, false, EgressRefusal::none},
    {{"*"}, {}, {}, {}, "10.0.0.1", 443, false, EgressRefusal::not_public},
    {{"*:443"}, {}, {}, {}, "1.1.1.1", 80, false, EgressRefusal::not_listed},
    {{"1.0.0.0/8"}, {}, {}, {}, "1.1.1.1", 80, false, EgressRefusal::none},
    {{"0.0.0.0/0"}, {}, {}, {}, "1.1.1.1", 80, false, EgressRefusal::none},
    {{"0.0.0.0/0"}, {}, {}, {}, "10.0.0.1", 80, false, EgressRefusal::not_public},
    {{"0.0.0.0/0"}, {}, {}, {}, "2606::1", 80, false, EgressRefusal::not_listed},
    {{"10.0.0.0/8"}, {}, {}, {}, "10.0.0.1", 80, false, EgressRefusal::none},
    {{"10.0.0.0/8"}, {}, {}, {}, "10.0.0.1", 80, true, EgressRefusal::not_public},
    {{"10.0.0.1"}, {}, {}, {}, "10.0.0.1", 80, true, EgressRefusal::none},
    {{"10.0.0.0/8"}, {}, {}, {}, "::ffff:10.0.0.1", 80, false, EgressRefusal::none},
    {{"10.0.0.0/8"}, {}, {}, {}, "64:ff9b::10.0.0.1", 80, false, EgressRefusal::not_public},
    {{"169.254.0.0/16"}, {}, {}, {}, "169.254.1.1", 80, false, EgressRefusal::none},
    {{"169.254.0.0/16"}, {}, {}, {}, "169.254.169.254", 80, false, EgressRefusal::not_public},
    {{"169.254.169.254:80"}, {}, {}, {}, "169.254.169.254", 80, false, EgressRefusal::none},
    {{"127.0.0.1:8080"}, {}, {}, {}, "127.0.0.1", 8080, false, EgressRefusal::none},
    {{"127.0.0.1:8080"}, {}, {}, {}, "127.0.0.1", 8081, false, EgressRefusal::not_public},
    // A refusal always wins.
    {{}, {"1.1.1.0/24"}, {}, {}, "1.1.1.1", 443, false, EgressRefusal::denied},
    {{}, {"1.1.1.0/24"}, {}, {}, "64:ff9b::1.1.1.1", 443, false, EgressRefusal::denied},
    {{}, {"1.1.1.0/24:25"}, {}, {}, "1.1.1.1", 443, false, EgressRefusal::none},
    {{"1.1.1.1"}, {"1.1.1.0/24"}, {}, {}, "1.1.1.1", 443, false, EgressRefusal::denied},
    {{}, {"*.example"}, {}, {"ok.test", "a.example"}, "1.1.1.1", 443, false, EgressRefusal::denied},
    {{}, {"*:25"}, {}, {}, "1.1.1.1", 25, false, EgressRefusal::denied},
};

TEST_CASE("verdicts") {
  for (const Row& row : rows) {
    CAPTURE(row.address);
    CAPTURE(row.port);
    CAPTURE((row.allow.empty() ? "" : row.allow[0]));
    CAPTURE((row.deny.empty() ? "" : row.deny[0]));
    const EgressVerdict verdict =
        judge(row.allow, row.deny, row.known).decide(row.names, {*parse_address(row.address), row.port}, row.is_own);
    CHECK(name_in(egress_refusal_names, verdict.refusal) == name_in(egress_refusal_names, row.refusal));
    CHECK(verdict.setting.empty() == verdict.is_allowed());
  }
}

TEST_CASE("the setting that would allow it does") {
  const auto retry = [](const EgressJudge& first, const std::vector<std::string>& names, const Endpoint& to) {
    const std::string setting = first.decide(names, to, false).setting;
    const std::size_t begin = setting.find("[\"") + 2;
    const std::string entry = setting.substr(begin, setting.rfind('"') - begin);
    return judge({entry}).decide(names, to, false).is_allowed();
  };
  CHECK(retry(judge({}), {}, {*parse_address("10.0.0.1"), 5432}));
  CHECK(retry(judge({}), {"rebound.example"}, {*parse_address("10.0.0.1"), 5432}));
  CHECK(retry(judge({}), {}, {*parse_address("169.254.169.254"), 80}));
  CHECK(retry(judge({}), {}, {*parse_address("fd00::1"), 80}));
  CHECK(retry(judge({"x.example"}), {"a.example"}, {*parse_address("1.1.1.1"), 443}));
  CHECK(retry(judge({"x.example"}), {}, {*parse_address("1.1.1.1"), 443}));
}

TEST_CASE("names that may be asked for") {
  CHECK(judge({}).may_resolve("a.example").is_allowed());
  CHECK(!judge({}, {"*.example"}).may_resolve("a.example").is_allowed());
  CHECK(judge({}, {"*.example:25"}).may_resolve("a.example").is_allowed());
  CHECK(judge({"a.example:443"}).may_resolve("a.example").is_allowed());
  CHECK(!judge({"a.example:443"}).may_resolve("b.example").is_allowed());
  CHECK(!judge({"10.0.0.0/8"}).may_resolve("b.example").is_allowed());
  CHECK(judge({"*:443"}).may_resolve("b.example").is_allowed());
  CHECK(!judge({"*"}, {"a.example"}).may_resolve("a.example").is_allowed());
}

TEST_CASE("loopback destinations on the host") {
  CHECK(judge({}).host_loopback().empty());
  const auto opened = judge({"127.0.0.1:8080", "[::1]:9", "127.0.0.0/8", "127.0.0.1", "10.0.0.1:1"}).host_loopback();
  REQUIRE(opened.size() == 2);
  CHECK(opened[0].port == 8080);
  CHECK(opened[1].port == 9);
  CHECK(judge({}, {}, {"127.0.0.1:4873"}).host_loopback().size() == 1);
  CHECK(judge({"a.example"}, {}, {"127.0.0.1:4873"}).host_loopback().empty());
}

}  // namespace
}  // namespace vg
