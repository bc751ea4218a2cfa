// SPDX-License-Identifier: Apache-2.0
// Every input the fuzzers have found worth keeping is judged in the ordinary tests too, in bounded time.
#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/fuzz/parse_input.h"
#include "tests/unit/classify/judging.h"

namespace vg {
namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr long most_milliseconds = 5000;
#else
constexpr long most_milliseconds = 500;
#endif

/// Unit: milliseconds of this process
long cpu_time() {
  return std::clock() / (CLOCKS_PER_SEC / 1000);
}

void check_judged(const Request& request) {
  const long start = cpu_time();
  const Result<Command> command = parse(request);
  if (!command) return;
  const Findings findings = classify(*command);
  for (const Finding& finding : findings.items) CHECK(fuzz::lies_in(finding.span, command->text));
  if (!command->problems.empty()) CHECK(findings.risk() > Risk::low);
  CHECK(cpu_time() - start < most_milliseconds);
}

TEST_CASE("the fuzzer's corpus is judged") {
  const char* root = std::getenv("VG_SOURCE_ROOT");
  const std::string corpus = std::string(root == nullptr ? "." : root) + "/tests/fuzz/corpus/parse";
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(corpus)) {
    std::ifstream file(entry.path(), std::ios::binary);
    std::stringstream content;
    content << file.rdbuf();
    CAPTURE(entry.path().string());
    check_judged(fuzz::request_of(content.str()));
    ++count;
  }
  CHECK(count > 100);
}

TEST_CASE("braces around substitutions do not multiply at every level") {
  for (const std::string piece : {"$(echo a{1..4}", "$(echo {a,b}", "$(x {a,b,c,d,e,f}", "<(cat {a,b}"})
    for (const std::string start : {"echo ", "eval ", "bash "}) {
      std::string line = start;
      for (int i = 0; i < 28; ++i) line += piece;
      line += "x" + std::string(28, ')');
      CAPTURE(line);
      Request request = judging::request_at();
      request.line = line;
      check_judged(request);
    }
  CHECK(judging::findings_of("rm -rf /{usr,etc,lib,bin,sbin}$(true)").risk() == Risk::critical);
  CHECK(judging::findings_of("echo $(rm -rf {a,b,c,d,/etc}$(echo {x,y}$(true)))").risk() >= Risk::high);
}

}  // namespace
}  // namespace vg
