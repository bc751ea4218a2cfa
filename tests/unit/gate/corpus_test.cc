// SPDX-License-Identifier: Apache-2.0
// Over the corpus: whatever the gate lets pass, the engine finds nothing above low in; and it lets enough pass.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "core/base/json.h"
#include "tests/unit/gate/asking.h"

namespace vg {
namespace {

std::optional<std::vector<std::string>> literal_argv(std::span<const Word> words) {
  std::vector<std::string> argv;
  for (const Word& word : words) {
    const std::optional<std::string> text = word.literal();
    if (!text) return std::nullopt;
    argv.push_back(*text);
  }
  if (argv.empty()) return std::nullopt;
  return argv;
}

bool is_builtin(const std::string& name) {
  for (const char* builtin :
       {"cd",      "export", "alias",   "trap",    "set",  "unset",  "source", ".",   "eval", "pushd",
        "popd",    "type",   "hash",    "jobs",    "wait", "umask",  "read",   ":",   "[",    "history",
        "declare", "exec",   "command", "builtin", "bind", "enable", "return", "exit"})
    if (name == builtin) return true;
  return false;
}

/// Out: the part of what is labelled low that passes.
double check_corpus(const std::string& name) {
  const char* root = std::getenv("VG_SOURCE_ROOT");
  std::ifstream file(std::string(root == nullptr ? "." : root) + "/tests/data/corpus/" + name);
  REQUIRE(file.is_open());
  int low = 0, passed = 0, starts = 0;
  for (std::string line; std::getline(file, line);) {
    const Result<Json> row = Json::parse(line);
    REQUIRE(row);
    Request request = judging::request_at();
    request.line = row->get("cmd")->string().value_or("");
    const Result<Command> command = parse(request);
    if (!command) continue;
    const bool labelled_low =
        row->get("label")->string() == "low" && !row->get("network_install")->boolean().value_or(false);
    for (const Invocation& invocation : command->invocations) {
      const auto argv = literal_argv(invocation.started.empty() ? invocation.words : invocation.started);
      if (!argv || is_builtin(argv->front())) continue;
      ++starts;
      CAPTURE(asking::shown(*argv));
      CHECK_FALSE(asking::breaks_promise(*argv));
      if (!labelled_low || command->invocations.size() != 1) continue;
      ++low;
      passed += asking::answer(*argv) == GateAnswer::harmless;
    }
  }
  REQUIRE(starts > 1500);
  REQUIRE(low > 500);
  return static_cast<double>(passed) / low;
}

TEST_CASE("harmless in the corpus is low for the engine, and most of what is low passes") {
  CHECK(check_corpus("dev.jsonl") >= 0.78);
  CHECK(check_corpus("own.jsonl") >= 0.5);
}

}  // namespace
}  // namespace vg
