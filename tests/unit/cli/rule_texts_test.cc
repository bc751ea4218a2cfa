// SPDX-License-Identifier: Apache-2.0
#include "cli/rule_texts.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "core/base/json.h"
#include "core/base/rule_packs.h"
#include "core/classify/classify.h"
#include "core/classify/rule.h"

namespace vg::cli {
namespace {

TEST_CASE("a rule is found by its id; another id is answered with the nearest") {
  struct Row {
    std::string_view id;
    std::string_view found_or_message;
  };
  const Row rows[] = {
      {"FS001", "FS001"},
      {"fs001", "FS001"},
      {"Ps003", "PS003"},
      {"FS09", "there is no rule 'FS09', did you mean 'FS009'?"},
      {"FS00", "there is no rule 'FS00', did you mean 'FS001'?"},
      {"FS0010", "there is no rule 'FS0010', did you mean 'FS001'?"},
      {"no-such-rule", "there is no rule 'no-such-rule'; see vg rules list"},
      {"\x1b[2J*********", "there is no rule '\\e[2J*********'; see vg rules list"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.id);
    const rules::RuleRow* found = find_rule(row.id);
    CHECK((found != nullptr ? std::string(found->id) : no_such_rule(nullptr, row.id).message()) ==
          row.found_or_message);
  }
  CHECK(find_rule(std::string(100'000, 'F')) == nullptr);
  CHECK(no_such_rule(nullptr, std::string(100'000, 'F')).message().size() < 200);
}

TEST_CASE("the list has a line for each rule, in columns, that fits") {
  std::istringstream lines(rule_list_text(nullptr));
  std::size_t count = 0;
  std::size_t column = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    REQUIRE(count < rules::rule_count);
    const rules::RuleRow& row = rules::rule_at(count);
    CAPTURE(line);
    CHECK(line.starts_with(std::string(row.id) + "  " + std::string(name_in(risk_names, row.risk)) + " "));
    CHECK(line.ends_with("  " + std::string(row.why)));
    if (count == 0) column = line.size() - row.why.size();
    CHECK(line.size() - row.why.size() == column);
    CHECK(line.size() <= 150);
  }
  CHECK(count == rules::rule_count);
}

TEST_CASE("the JSON says of each rule what its row says") {
  const auto json = Json::parse(rule_list_json(nullptr));
  REQUIRE(json);
  const auto items = json->get("rules")->items();
  REQUIRE(items.size() == rules::rule_count);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const rules::RuleRow& row = rules::rule_at(i);
    const Json& item = items[i];
    CAPTURE(row.id);
    CHECK(item.get("id")->string() == std::string(row.id));
    CHECK(item.get("level")->string() == std::string(name_in(risk_names, row.risk)));
    CHECK(item.get("family")->string() == std::string(row.family));
    CHECK(item.get("pack")->string() == std::string(pack_of_family(row.family)->name));
    CHECK(item.get("pack_is_on")->boolean() == true);
    CHECK(item.get("why")->string() == std::string(row.why));
    CHECK(item.get("instead")->string() == std::string(row.instead));
    CHECK(item.get("needs_host")->boolean() == ((row.bits & rules::host) != 0));
    CHECK(item.get("rememberable")->boolean() == ((row.bits & rules::never) == 0));
    CHECK(item.get("network_install")->boolean() == ((row.bits & rules::net) != 0));
    CHECK(item.get("tampering")->boolean() == ((row.bits & rules::guard) != 0));
    std::uint8_t harms = harms_nothing;
    for (const Json& harm : item.get("harms")->items())
      harms |= harm.string() == "outside" ? harms_outside : harm.string() == "remote" ? harms_remote : harms_workspace;
    CHECK(harms == row.harms);
    CHECK(Json::parse(rule_json(row, nullptr))->get("why")->string() == std::string(row.why));
  }
}

TEST_CASE("one rule is shown with all that is known about it") {
  CHECK(rule_text(*find_rule("PC001"), nullptr) ==
        "PC001 process: it kills every process\n"
        "  Level: critical (the rule's own; what a command does with it may count more or less)\n"
        "  Pack: system\n"
        "  Harms: the host outside the project\n"
        "  Networked install: no\n"
        "  Needs the host: yes: walls cannot help: it acts through the host or a service\n"
        "  Rememberable: no: vg trust does not take it\n"
        "  Aims at the guard: no\n"
        "  Instead: kill the one by its id\n");
  const std::string low = rule_text(*find_rule("HO001"), nullptr);
  CHECK(low.find("  Harms: nothing\n") != std::string::npos);
  CHECK(low.find("  Rememberable: yes: vg trust takes it\n") != std::string::npos);
  CHECK(low.find("  Instead: nothing is known") != std::string::npos);
}

TEST_CASE("rules of the configuration stand behind the built-in ones, and packs say whether they are off") {
  RuleDefinition rule;
  rule.file = "dir/f.yaml";
  rule.id = {"prod-apply", 3, 11};
  rule.level = {"high", 4, 1};
  rule.message = {"it changes production", 5, 1};
  rule.programs = {{"kubectl", 6, 1}};
  rule.flags = {{"--context=prod*", 7, 1}};
  const auto set = compile_rules({rule}, {{"git", false}});
  REQUIRE(set);
  const RuleSet* own = set->get();
  const std::string list = rule_list_text(own);
  CHECK(list.ends_with("  it changes production\n"));
  CHECK(list.find("\nprod-apply  high      user  ") != std::string::npos);
  CHECK(list.find("GT001       high      git (off)  ") != std::string::npos);
  const auto items = Json::parse(rule_list_json(own))->get("rules")->items();
  REQUIRE(items.size() == rules::rule_count + 1);
  CHECK(items.back().get("id")->string() == "prod-apply");
  CHECK(items.back().get("place")->string() == "dir/f.yaml:3");
  CHECK(items.back().get("flags")->items()[0].string() == "--context=prod*");
  CHECK(Json::parse(rule_json(*find_rule("GT001"), own))->get("pack_is_on")->boolean() == false);
  CHECK(rule_text(*find_rule("GT001"), own).find("  Pack: git, off: ") != std::string::npos);
  CHECK(rule_text(*find_rule("FS001"), own).find("  Pack: files, cannot be switched off: ") != std::string::npos);

  REQUIRE(find_own_rule(own, "PROD-apply") != nullptr);
  CHECK(find_own_rule(own, "GT001") == nullptr);
  CHECK(find_own_rule(nullptr, "prod-apply") == nullptr);
  CHECK(no_such_rule(own, "prod-aply").message() == "there is no rule 'prod-aply', did you mean 'prod-apply'?");
  CHECK(rule_text(*find_own_rule(own, "prod-apply")) ==
        "prod-apply user: it changes production\n"
        "  Level: high\n"
        "  From: dir/f.yaml:3\n"
        "  Harms: the host outside the project\n"
        "  Networked install: no\n"
        "  Needs the host: no\n"
        "  Rememberable: yes: vg trust takes it\n"
        "  Aims at the guard: no\n"
        "  Instead: nothing is known that does the same with less risk\n"
        "  programs: [kubectl]\n"
        "  flags: [\"--context=prod*\"]\n");
}

}  // namespace
}  // namespace vg::cli
