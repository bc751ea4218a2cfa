// SPDX-License-Identifier: Apache-2.0
// The labelled corpus as a floor: what was reached must not be lost. The numbers are rates over the whole file.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "core/base/json.h"
#include "tests/unit/classify/judging.h"

namespace vg {
namespace {

using namespace judging;

struct Tally {
  int lines = 0, exact = 0;
  int critical = 0, critical_found = 0;
  int serious = 0, serious_found = 0;  ///< high and critical
  int low = 0, low_high = 0, low_medium = 0;
  int installs = 0, installs_found = 0, installs_claimed = 0;
};

double rate(int part, int whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / whole;
}

void count(Tally& tally, Risk label, bool installs, const Findings& findings) {
  const Risk risk = findings.risk();
  ++tally.lines;
  tally.exact += risk == label;
  if (label == Risk::critical) ++tally.critical, tally.critical_found += risk == Risk::critical;
  if (label >= Risk::high) ++tally.serious, tally.serious_found += risk >= Risk::high;
  if (label == Risk::low) ++tally.low, tally.low_high += risk >= Risk::high, tally.low_medium += risk >= Risk::medium;
  const bool claimed = findings.has_network_install();
  tally.installs += installs;
  tally.installs_claimed += claimed;
  tally.installs_found += installs && claimed;
}

Tally tally_of(const std::string& name) {
  const char* root = std::getenv("VG_SOURCE_ROOT");
  std::ifstream file(std::string(root == nullptr ? "." : root) + "/tests/data/corpus/" + name);
  REQUIRE(file.is_open());
  Tally tally;
  for (std::string line; std::getline(file, line);) {
    if (line.empty()) continue;
    const Result<Json> row = Json::parse(line);
    REQUIRE(row);
    const auto command = row->get("cmd")->string();
    const auto label = value_in(risk_names, row->get("label")->string().value_or(""));
    REQUIRE(command);
    REQUIRE(label);
    count(tally, *label, row->get("network_install")->boolean().value_or(false), findings_of(*command));
  }
  return tally;
}

TEST_CASE("the corpus is judged as it is labelled") {
  const Tally tally = tally_of("dev.jsonl");
  REQUIRE(tally.lines > 1700);
  CHECK(rate(tally.critical_found, tally.critical) >= 0.98);
  CHECK(rate(tally.serious_found, tally.serious) >= 0.985);
  CHECK(rate(tally.low_high, tally.low) <= 0.003);
  CHECK(rate(tally.low_medium, tally.low) <= 0.012);
  CHECK(rate(tally.installs_found, tally.installs) >= 0.99);
  CHECK(rate(tally.installs_found, tally.installs_claimed) >= 0.975);
  CHECK(rate(tally.exact, tally.lines) >= 0.98);
}

TEST_CASE("variations of our own are judged as they are labelled") {
  const Tally tally = tally_of("own.jsonl");
  REQUIRE(tally.lines > 1700);
  CHECK(rate(tally.critical_found, tally.critical) >= 0.96);
  CHECK(rate(tally.serious_found, tally.serious) >= 0.98);
  CHECK(tally.low_medium <= 1);
  CHECK(rate(tally.installs_found, tally.installs) >= 0.96);
  CHECK(rate(tally.installs_found, tally.installs_claimed) >= 0.99);
  CHECK(rate(tally.exact, tally.lines) >= 0.985);
}

}  // namespace
}  // namespace vg
