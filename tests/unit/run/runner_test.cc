// SPDX-License-Identifier: Apache-2.0
#include "core/run/runner.h"

#include <doctest/doctest.h>

#include <csignal>

using namespace vg;

namespace {

Plan host_plan(std::vector<std::string> argv) {
  Plan plan;
  plan.place = Place::host;
  plan.program = argv[0];
  plan.argv = std::move(argv);
  return plan;
}

Outcome run(const Plan& plan) {
  auto runner = runner_for(plan);
  REQUIRE(runner.has_value());
  const auto outcome = (*runner)->run(plan);
  REQUIRE(outcome.has_value());
  return *outcome;
}

}  // namespace

TEST_CASE("the host runner tells how a child ended") {
  CHECK(run(host_plan({"/bin/sh", "-c", "exit 7"})).code == 7);
  const Outcome killed = run(host_plan({"/bin/sh", "-c", "kill -USR1 $$"}));
  CHECK(killed.ending == Ending::signaled);
  CHECK(killed.code == SIGUSR1);
  CHECK(run(host_plan({"vg-absent"})).ending == Ending::not_found);
  CHECK(run(host_plan({"/etc"})).ending == Ending::not_runnable);
}

TEST_CASE("signal mask and SIGCHLD are as before after a run") {
  std::signal(SIGCHLD, SIG_IGN);
  CHECK(run(host_plan({"/bin/sh", "-c", "exit 3"})).code == 3);
  CHECK((std::signal(SIGCHLD, SIG_DFL) == SIG_IGN));
  sigset_t mask;
  ::sigprocmask(SIG_BLOCK, nullptr, &mask);
  CHECK(::sigismember(&mask, SIGTERM) == 0);
}

TEST_CASE("the timeout is an ending of its own") {
  Plan plan = host_plan({"/bin/sleep", "30"});
  plan.timeout = std::chrono::seconds(1);
  CHECK(run(plan).ending == Ending::timed_out);
}

TEST_CASE("what this version cannot do is an error that says so") {
  Plan plan;
  plan.place = Place::sandbox;
  for (const Runtime runtime : {Runtime::podman, Runtime::docker}) {
    plan.sandbox.runtime = runtime;
    CHECK(runner_for(plan).error().message().find(name_in(runtime_names, runtime)) != std::string::npos);
  }
  plan.sandbox.runtime = Runtime::process;
  CHECK(runner_for(plan).has_value());
  plan.sandbox.network = NetworkMode::full;
  CHECK_FALSE(runner_for(plan).has_value());
  plan.sandbox.allow_host_network(HostNetworkBecause::network_mode_full);
  CHECK(runner_for(plan).has_value());
}
