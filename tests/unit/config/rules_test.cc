// SPDX-License-Identifier: Apache-2.0
// policies.rules and policies.packs: what is refused, with its place, and how layers meet.
#include <doctest/doctest.h>

#include "core/base/rule_packs.h"
#include "core/config/layer.h"
#include "core/config/rule_fields.h"
#include "tests/unit/config/scenario.h"

using namespace vg;
using namespace vg::test;

namespace {

std::string in_file(const std::string& rules) {
  return "policies:\n  rules:\n" + rules;
}

std::string rule(const std::string& id, const std::string& more = "programs: x") {
  return "    - {id: " + id + ", level: low, message: m, match: x, not_match: y, " + more + "}\n";
}

std::string error_of(const std::string& text) {
  const auto layer = read_layer(text, "f");
  return layer ? "no error" : layer.error().message();
}

}  // namespace

TEST_CASE("rules: what is wrong is named with its place and its rule") {
  const std::pair<std::string, std::string> rows[] = {
      {"    - x\n", "f:3:7: an entry of 'policies.rules' holds fields such as id, level and message"},
      {"    - {}\n", "f:3:7: a rule needs 'id'"},
      {"    - {id: x}\n",
       "f:3:12: 'id': 'x' must begin with a letter, hold letters, digits, '.', '_' and '-', and be two characters or "
       "longer"},
      {"    - {id: 1x}\n",
       "f:3:12: 'id': '1x' must begin with a letter, hold letters, digits, '.', '_' and '-', and be two characters or "
       "longer"},
      {"    - {id: a b}\n",
       "f:3:12: 'id': 'a b' must begin with a letter, hold letters, digits, '.', '_' and '-', and be two characters or "
       "longer"},
      {"    - {id: FS001}\n",
       "f:3:12: 'id': 'FS001' is the id of a built-in rule, or may become one: take a name of another form"},
      {"    - {id: zz999}\n",
       "f:3:12: 'id': 'zz999' is the id of a built-in rule, or may become one: take a name of another form"},
      {"    - {level: high}\n", "f:3:7: a rule needs 'id'"},
      {"    - {level: hihg, id: ab}\n",
       "f:3:15: rule 'ab': 'level' must be one of low, medium, high, critical, not 'hihg'"},
      {"    - {id: ab, levl: low}\n", "f:3:16: rule 'ab': unknown key 'levl' in a rule: did you mean 'level'?"},
      {"    - {id: ab, level: low, message: ''}\n", "f:3:37: rule 'ab': 'message' must be a text that is not empty"},
      {"    - {id: ab, level: low, message: \"a\\e[2J\"}\n",
       "f:3:37: rule 'ab': 'message' holds characters that a terminal does not show as they are"},
      {"    - {id: ab, needs_host: maybe}\n", "f:3:28: rule 'ab': 'needs_host' must be true or false"},
      {"    - {id: ab, harms: all}\n",
       "f:3:23: rule 'ab': 'harms' must be one of outside, workspace, remote, not 'all'"},
      {"    - {id: ab, programs: []}\n", "f:3:26: rule 'ab': 'programs' must be a text or a list of texts"},
      {"    - {id: ab, programs: {a: b}}\n", "f:3:26: rule 'ab': 'programs' must be a text or a list of texts"},
      {"    - {id: ab, programs: [a, [b]]}\n", "f:3:30: rule 'ab': 'programs' must be a text that is not empty"},
      {"    - {id: ab, programs: 're:x'}\n",
       "f:3:26: rule 'ab': 'programs': 're:x' is an expression: those are for operands and values of flags"},
      {"    - {id: ab, verbs: 'a|re:b'}\n",
       "f:3:23: rule 'ab': 'verbs': 'a|re:b' is an expression: those are for operands and values of flags"},
      {"    - {id: ab, verbs: 'a -b'}\n", "f:3:23: rule 'ab': 'verbs': 'a -b' holds an option: it belongs in 'flags'"},
      {"    - {id: ab, flags: force}\n",
       "f:3:23: rule 'ab': 'flags': 'force' must be options such as -f, --force or --context=prod*; a value follows "
       "'='"},
      {"    - {id: ab, flags: '--context prod'}\n",
       "f:3:23: rule 'ab': 'flags': '--context prod' must be options such as -f, --force or --context=prod*; a value "
       "follows '='"},
      {"    - {id: ab, operands: 're:'}\n", "f:3:26: rule 'ab': 'operands': 're:' holds no expression"},
      {"    - {id: ab, paths: a/../b}\n", "f:3:23: rule 'ab': 'paths': 'a/../b' must not hold '..'"},
      {"    - {id: ab, paths: '~u/b'}\n", "f:3:23: rule 'ab': 'paths': '~u/b' names another user's home"},
      {"    - {id: ab, level: low, message: m, programs: x, not_match: y}\n", "f:3:7: rule 'ab': a rule needs 'match'"},
      {"    - {id: ab, level: low, message: m, programs: x, match: x}\n", "f:3:7: rule 'ab': a rule needs 'not_match'"},
      {"    - {id: ab, level: low, message: m, match: x, not_match: y, operands: x}\n",
       "f:3:7: rule 'ab': a rule needs 'programs' or 'paths'; programs: '*' stands for any"},
      {rule("ab") + rule("AB"),
       "f:4:12: rule 'AB': the rule in f:3 has the same id, and it says something else or stands in the same file"},
      {rule("ab", "programs: " + std::string(257, 'x')), "f:3:74: rule 'ab': 'programs' is longer than 256 bytes"},
      {"    - {id: ab, match: " + std::string(65536, 'x') + "}\n",
       "f:3:23: rule 'ab': 'match' is longer than 4096 bytes"},
  };
  for (const auto& [text, message] : rows) {
    const std::string shown = text.substr(0, 200);
    CAPTURE(shown);
    CHECK(error_of(in_file(text)) == message);
  }
}

TEST_CASE("rules: hostile files end at a bound") {
  std::string many;
  for (int i = 0; i < 300; ++i) many += rule("r" + std::to_string(i) + "x");
  CHECK(error_of(in_file(many)).find(": more than 256 rules") != std::string::npos);
  std::string wide = "programs: [x";
  for (int i = 0; i < 32; ++i) wide += ", x";
  CHECK(error_of(in_file(rule("ab", wide + "]"))) == "f:3:74: rule 'ab': 'programs' has more than 32 entries");
  CHECK(error_of("policies: {rules: [&a {id: ab}, *a]}\n") == "f:1:20: anchors (&name) are not supported");
  CHECK(error_of(in_file("    - {id: ab, message: \xff}\n")).starts_with("f:3:25: not UTF-8"));
}

TEST_CASE("rules: they are written as they are read") {
  const std::string text = in_file(
      "    - id: ab\n      level: critical\n      message: 'it: is #1'\n      instead: \"do \\\"that\\\"\"\n      "
      "harms: remote\n"
      "      needs_host: true\n      network_install: false\n      programs: ['*', a]\n      verbs: 'a|b c'\n"
      "      flags: ['-a -b', --c=d]\n      without_flags: -n\n      operands: 're:^\\d+$'\n      paths: [~/x, "
      "'**/y']\n"
      "      match: |\n        cat <<E\n        x\n        E\n      not_match: ['y', \"a\\tb\"]\n");
  const auto layer = read_layer(text, "f");
  REQUIRE(layer);
  const KeyRow& row = *layer->front().row;
  const std::string written = "policies:\n  rules: " + value_text(row, layer->front().value) + "\n";
  const auto again = read_layer(written, "g");
  if (!again) FAIL_CHECK(again.error().message());
  REQUIRE(again);
  CHECK(again->front().value == layer->front().value);
  CHECK(value_text(row, again->front().value) == value_text(row, layer->front().value));
  const auto& rules = std::get<std::vector<RuleDefinition>>(layer->front().value);
  CHECK(rules[0].match[0].text == "cat <<E\nx\nE\n");
  CHECK(rules[0].place() == "f:3");
}

TEST_CASE("rules: layers add theirs; a project that nobody trusts may, too") {
  Scenario scenario;
  scenario.system(in_file(rule("one")));
  scenario.user(in_file(rule("two") + rule("one")));
  scenario.project(in_file(rule("three")));
  const LoadedConfig loaded = scenario.load();
  CHECK(loaded.waiting.empty());
  std::string ids;
  for (const RuleDefinition& definition : loaded.config.policies.rules) ids += definition.id.text + " ";
  CHECK(ids == "one two three ");
  CHECK(loaded.config.policies.rules[2].place() == scenario.project_file() + ":3");

  // Not even a rule of the same name takes anything away.
  scenario.project(in_file(rule("Two", "programs: other")));
  CHECK(scenario.error().ends_with("has the same id, and it says something else or stands in the same file"));
}

TEST_CASE("packs: names, states, and those that stay on") {
  CHECK(error_of("policies: {packs: {gti: off}}\n") == "f:1:20: unknown pack 'gti': did you mean 'git'?");
  CHECK(error_of("policies: {packs: {xxxxxxxx: off}}\n") ==
        "f:1:20: unknown pack 'xxxxxxxx'; vg rules list shows them");
  CHECK(error_of("policies: {packs: {git: maybe}}\n") == "f:1:25: pack 'git' must be on or off, not 'maybe'");
  CHECK(error_of("policies: {packs: {git: [off]}}\n") == "f:1:25: pack 'git' must be on or off, not a list");
  CHECK(error_of("policies: {packs: [git]}\n") ==
        "f:1:19: 'policies.packs' must be names of packs, each with on or off, not a list");
  CHECK(error_of("policies: {packs: {git: off, git: on}}\n") == "f:1:30: duplicate key 'git'");
  for (const PackRow& pack : rule_packs) {
    const std::string error = error_of("policies:\n  packs:\n    " + std::string(pack.name) + ": off\n");
    const std::string refused = "pack '" + std::string(pack.name) + "' cannot be switched off: ";
    CHECK(error.find(pack.needed_for.empty() ? "no error" : refused + std::string(pack.needed_for)) !=
          std::string::npos);
    CHECK(error_of("policies:\n  packs:\n    " + std::string(pack.name) + ": on\n") == "no error");
  }
  for (const std::string_view name : {"guard", "files", "disks"}) CHECK_FALSE(find_pack(name)->needed_for.empty());
}

TEST_CASE("packs: a project switches on at once, off when it is trusted") {
  Scenario scenario;
  scenario.system("policies: {packs: {git: off, cloud: off}}\n");
  scenario.user("policies: {packs: {cloud: on, databases: off}}\n");
  const std::string project = "policies: {packs: {git: on, network: off, databases: off}}\n";
  scenario.project(project);
  const LoadedConfig loaded = scenario.load();
  CHECK(value_of(loaded, "policies.packs") == "{git: on, cloud: on, databases: off}");
  REQUIRE(loaded.waiting.size() == 1);
  CHECK(loaded.waiting[0].key == "policies.packs");
  scenario.trust(project);
  CHECK(value_of(scenario.load(), "policies.packs") == "{git: on, cloud: on, databases: off, network: off}");
}
