// SPDX-License-Identifier: Apache-2.0
/// Every command of the labelled corpus is valid bash, so every one must be understood.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>

#include "core/base/json.h"
#include "tests/unit/parse/rendering.h"

using namespace vg;
using namespace vg::rendering;

TEST_CASE("the corpus parses without a problem") {
  const char* const root = std::getenv("VG_SOURCE_ROOT");
  REQUIRE(root != nullptr);
  std::ifstream file(std::string(root) + "/tests/data/corpus/dev.jsonl");
  std::vector<double> times;
  std::size_t lines = 0;
  for (std::string line; std::getline(file, line); ++lines) {
    const Result<Json> json = Json::parse(line);
    REQUIRE(json);
    const Request request = line_request(json->get("cmd").value().string().value());
    CAPTURE(request.line);
    const auto begin = std::chrono::steady_clock::now();
    const Result<Command> command = parse(request);
    times.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count());
    REQUIRE(command);
    CHECK_EQ(command->problems.size(), 0);
    CHECK_NE(command->invocations.empty(), !request.line.starts_with('#'));
  }
  CHECK_GT(lines, 1700);
  std::sort(times.begin(), times.end());
  MESSAGE("p50 " << times[times.size() / 2] << " µs, p95 " << times[times.size() * 95 / 100] << " µs");
}
