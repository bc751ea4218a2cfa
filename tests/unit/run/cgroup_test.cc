// SPDX-License-Identifier: Apache-2.0
#include "core/run/cgroup.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include "core/run/cgroup_files.h"
#include "core/run/limit_means.h"

using namespace vg;

TEST_CASE("the own group is found per hierarchy") {
  const std::string text =
      "12:pids:/user.slice\n11:cpu,cpuacct:/both\n4:memory:/a:b/c\n1:name=systemd:/init.scope\n0::/unified/path\n";
  const struct {
    const char* controller;
    const char* group;
  } rows[] = {{"pids", "/user.slice"}, {"cpu", "/both"}, {"cpuacct", "/both"}, {"memory", "/a:b/c"},
              {"", "/unified/path"},   {"cpuset", ""},   {"cp", ""},           {"systemd", ""}};
  for (const auto& row : rows) {
    CAPTURE(row.controller);
    CHECK(own_group(text, row.controller) == row.group);
  }
  CHECK(own_group("", "memory").empty());
  CHECK(own_group("garbage\n:\n", "memory").empty());
}

TEST_CASE("counters are read by their whole name at the start of a line") {
  CHECK(counter_in("oom_kill_disable 0\nunder_oom 1\noom_kill 3\n", "oom_kill") == 3);
  CHECK(counter_in("low 0\nmax 7\n", "max") == 7);
  CHECK(counter_in("xmax 7\nmax", "max") == 0);
  CHECK(counter_in("", "max") == 0);
}

TEST_CASE("controllers are whole words") {
  CHECK(has_word("cpuset cpu io memory pids\n", "cpu"));
  CHECK(has_word("memory", "memory"));
  CHECK_FALSE(has_word("cpuset io", "cpu"));
  CHECK_FALSE(has_word("xmemory memoryx", "memory"));
}

TEST_CASE("a limit is named with its key and value") {
  LimitPlan limits;
  limits.memory = 512U << 20U;
  limits.pids = 100;
  limits.cpus = 0.5;
  CHECK(limit_note(Limit::memory, limits) == "sandbox.memory_limit (512 MB)");
  CHECK(limit_note(Limit::pids, limits) == "sandbox.pids_limit (100)");
  CHECK(limit_note(Limit::cpus, limits) == "sandbox.cpu_limit (0.5)");
}

TEST_CASE("a limit that must hold and that nothing enforces is an error") {
  LimitPlan limits;
  limits.cpus = 0.01;
  const LimitGroup none;
  const auto loose = find_limit_means(limits, none);
  REQUIRE(loose.has_value());
  CHECK(loose->cpus == 1);
  limits.must_hold = true;
  const auto strict = find_limit_means(limits, none);
  REQUIRE_FALSE(strict.has_value());
  CHECK(strict.error().message().find("sandbox.cpu_limit (0.01)") != std::string::npos);
  limits.cpus = 100000;
  const auto trivial = find_limit_means(limits, none);
  REQUIRE(trivial.has_value());
  CHECK(trivial->cpus == 0);
}

TEST_CASE("processes are limited without a group only where rlimits bind") {
  LimitPlan limits;
  limits.pids = 9;
  limits.must_hold = true;
  const auto means = find_limit_means(limits, LimitGroup());
  CHECK(means.has_value() == (::geteuid() != 0));
  if (means) CHECK(means->processes == 10);
}
