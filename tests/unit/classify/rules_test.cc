// SPDX-License-Identifier: Apache-2.0
// tests/data/rules.jsonl: for every rule lines that must give a finding of it, and near misses that must not.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/classify/rule.h"
#include "tests/unit/classify/judging.h"

namespace vg {
namespace {

using namespace judging;

constexpr std::size_t least_lines = 2;

struct Row {
  std::string rule;
  std::string directory;
  std::vector<std::string> match, not_match;
};

std::vector<std::string> strings_in(const Json& row, std::string_view key) {
  std::vector<std::string> strings;
  const auto list = row.get(key);
  REQUIRE(list);
  for (const Json& item : list->items()) {
    const auto text = item.string();
    REQUIRE(text);
    strings.emplace_back(*text);
  }
  return strings;
}

std::vector<Row> rows_in_file() {
  const char* root = std::getenv("VG_SOURCE_ROOT");
  std::ifstream file(std::string(root == nullptr ? "." : root) + "/tests/data/rules.jsonl");
  REQUIRE(file.is_open());
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    CAPTURE(line);
    const Result<Json> row = Json::parse(line);
    REQUIRE(row);
    const auto rule = row->get("rule");
    const auto directory = row->get("cwd");
    REQUIRE(rule);
    rows.push_back({rule->string().value_or(""), directory ? directory->string().value_or("") : "/home/dev/project",
                    strings_in(*row, "match"), strings_in(*row, "not_match")});
  }
  return rows;
}

TEST_CASE("every rule has lines that give it and near misses that do not") {
  std::set<std::string_view> unseen;
  for (std::size_t i = 0; i < rules::rule_count; ++i) unseen.insert(rules::rule_at(i).id);
  std::string previous;
  for (const Row& row : rows_in_file()) {
    CAPTURE(row.rule);
    CHECK_MESSAGE(unseen.erase(row.rule) == 1, "no such rule, or a second row of it");
    CHECK_MESSAGE(previous < row.rule, "rows are sorted by rule");
    CHECK(std::set(row.match.begin(), row.match.end()).size() >= least_lines);
    CHECK(std::set(row.not_match.begin(), row.not_match.end()).size() >= least_lines);
    previous = row.rule;
  }
  for (const std::string_view rule : unseen) FAIL_CHECK("no row for " << rule);
}

TEST_CASE("each rule finds its lines and leaves its near misses alone") {
  for (const Row& row : rows_in_file()) {
    CAPTURE(row.rule);
    for (const std::string& line : row.match) {
      const Findings findings = findings_of(line, row.directory);
      CHECK_MESSAGE(has_rule(findings, row.rule), line << " gives " << shown(findings));
    }
    for (const std::string& line : row.not_match) {
      const Findings findings = findings_of(line, row.directory);
      CHECK_MESSAGE(!has_rule(findings, row.rule), line << " gives " << shown(findings));
      // A line that is no request, or not understood, would prove nothing.
      CHECK_MESSAGE(!has_rule(findings, "no request"), line);
      if (row.rule != "OB006") CHECK_MESSAGE(!has_rule(findings, "OB006"), line);
    }
  }
}

}  // namespace
}  // namespace vg
