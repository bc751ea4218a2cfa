// SPDX-License-Identifier: Apache-2.0
// PRODUCT 3.3, a row for every sentence.
#include "core/decide/person.h"

#include <doctest/doctest.h>

namespace {

using namespace vg;

ProcessFacts process(pid_t pid, const char* name, pid_t session, std::vector<std::string> arguments = {}) {
  ProcessFacts facts;
  facts.id.pid = pid;
  facts.name = name;
  facts.executable = std::string("/usr/bin/") + name;
  facts.session = session;
  facts.terminal = 34816;
  facts.arguments = std::move(arguments);
  return facts;
}
ProcessFacts guarded(ProcessFacts facts) {
  facts.has_shim = true;
  return facts;
}

}  // namespace

TEST_CASE("a login shell's terminal is a person's, also for scripts and guarded programs run from it") {
  CHECK(judge_person({process(3, "vg", 2), process(2, "bash", 2), process(1, "sshd", 1)}).is_person);
  CHECK(judge_person({process(4, "vg", 2), process(3, "bash", 2, {"bash", "build.sh"}), process(2, "bash", 2)})
            .is_person);
  CHECK(judge_person({guarded(process(4, "make", 2)), guarded(process(3, "bash", 2)), process(2, "zsh", 2)}).is_person);
}

TEST_CASE("no terminal, no leader: nobody") {
  auto without = process(3, "vg", 2);
  without.terminal = 0;
  CHECK_FALSE(judge_person({without, process(2, "bash", 2)}).is_person);
  CHECK_FALSE(judge_person({process(3, "vg", 99), process(2, "bash", 2)}).is_person);
  CHECK_FALSE(judge_person({}).is_person);
}

TEST_CASE("an agent or editor anywhere above") {
  const auto between = judge_person({process(4, "vg", 2), process(3, "claude", 2), process(2, "bash", 2)});
  CHECK_FALSE(between.is_person);
  CHECK(between.agent == "claude");
  CHECK_FALSE(judge_person({process(4, "vg", 3), process(3, "bash", 3), process(2, "code", 2)}).is_person);
  const auto script = judge_person(
      {process(4, "vg", 2), process(3, "node", 2, {"node", "/opt/lib/node_modules/@anthropic-ai/claude-code/cli.js"}),
       process(2, "bash", 2)});
  CHECK_FALSE(script.is_person);
  CHECK(script.agent == "claude");
  CHECK(judge_person(
            {process(4, "vg", 2), process(3, "node", 2, {"node", "--flag", "/usr/bin/gemini"}), process(2, "sh", 2)})
            .agent == "gemini");
}

TEST_CASE("a session begun below a guarded process never counts") {
  CHECK_FALSE(judge_person({process(4, "vg", 3), process(3, "bash", 3), guarded(process(2, "python3", 1))}).is_person);
  CHECK_FALSE(
      judge_person({process(5, "vg", 4), process(4, "sh", 4), process(3, "script", 2), process(2, "vg", 2)}).is_person);
  CHECK(judge_person({process(3, "vg", 2), process(2, "vg", 2), process(1, "sshd", 1)}).is_person);
  CHECK(
      judge_person({process(5, "vg", 2), process(4, "make", 2), process(3, "vg", 2), process(2, "bash", 2)}).is_person);
  // The shim is inherited: also where the starter is gone and the leader is an orphan.
  CHECK_FALSE(judge_person({process(4, "vg", 3), guarded(process(3, "bash", 3)), process(1, "init", 1)}).is_person);
}

TEST_CASE("names") {
  CHECK(known_agent(process(1, "codex", 1)) == "codex");
  CHECK(known_agent(process(1, "bash", 1)).empty());
  CHECK(known_agent(process(1, "python3.11", 1, {"python3.11", "/usr/bin/aider"})) == "aider");
  CHECK(known_agent(process(1, "node", 1, {"node", "server.js"})).empty());
  auto renamed = process(1, "x", 1);
  renamed.name = "claude";
  CHECK(known_agent(renamed) == "claude");
}
