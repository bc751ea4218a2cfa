// SPDX-License-Identifier: Apache-2.0
#include "core/plan/caches.h"

#include <doctest/doctest.h>

#include "core/parse/parse.h"

namespace {

using namespace vg;

struct World {
  std::shared_ptr<FakeFileView> files = std::make_shared<FakeFileView>();
  Request request;
  Command command;

  explicit World(const std::string& line) {
    request.line = line;
    request.home = "/home/dev";
    request.working_directory = "/home/dev/app";
    request.files = files;
    auto parsed = parse(request);
    REQUIRE(parsed);
    command = std::move(*parsed);
    command.request = &request;
  }
};

const MountStep* step_for(const CachePlan& plan, const std::string& target) {
  for (const MountStep& step : plan.mounts)
    if (step.target == target) return &step;
  return nullptr;
}

}  // namespace

TEST_CASE("the tool that runs gets its cache where it looks for it, made if need be") {
  World world("npm install express");
  const auto plan = plan_caches(world.command, {}, true);
  REQUIRE(plan);
  const MountStep* shared = step_for(*plan, "/home/dev/.npm/_cacache");
  REQUIRE(shared != nullptr);
  CHECK(shared->kind == MountKind::bind);
  CHECK_FALSE(shared->read_only);
  CHECK(shared->create_source);
  const MountStep* whole = step_for(*plan, "/home/dev/.npm");
  REQUIRE(whole != nullptr);
  CHECK(whole->kind == MountKind::dropped_layer);
  CHECK(whole < shared);
  CHECK_FALSE(plan->held_content);
  CHECK(step_for(*plan, "/home/dev/.cargo") == nullptr);
}

TEST_CASE("cached means that the tool's own cache held content") {
  World npm("npm install express");
  npm.files->files["/home/dev/.npm/_cacache/index-v5/x"] = "";
  CHECK(plan_caches(npm.command, {}, true)->held_content);
  World pip("pip install requests");
  pip.files->files["/home/dev/.npm/_cacache/index-v5/x"] = "";
  const auto plan = plan_caches(pip.command, {}, true);
  CHECK_FALSE(plan->held_content);
  // npm's is there all the same: a build script may call it.
  CHECK(step_for(*plan, "/home/dev/.npm/_cacache") != nullptr);
}

TEST_CASE("no token is left beside a cache, and read-only means read-only") {
  World world("cargo add serde");
  world.files->files["/home/dev/.cargo/credentials.toml"] = "secret";
  world.files->files["/home/dev/.cargo/registry/index/x"] = "";
  const auto plan = plan_caches(world.command, {}, false);
  REQUIRE(plan);
  CHECK(step_for(*plan, "/home/dev/.cargo/credentials.toml")->kind == MountKind::empty_file);
  for (const MountStep& step : plan->mounts) {
    CHECK_FALSE(step.create_source);
    if (step.kind == MountKind::bind) CHECK(step.read_only);
  }
}

TEST_CASE("sandbox.cache_dirs names rows, it opens nothing else") {
  World world("make");
  const auto cargo = plan_caches(world.command, {"~/.cargo"}, true);
  REQUIRE(cargo);
  CHECK(step_for(*cargo, "/home/dev/.cargo/registry/cache") != nullptr);
  CHECK(plan_caches(world.command, {"~/go/pkg", "~/.npm"}, true));
  for (const char* wrong : {"~", "/", "/etc", "~/.ssh", "~/Documents", "../x", ""}) {
    const auto refused = plan_caches(world.command, {wrong}, true);
    REQUIRE_MESSAGE(!refused, wrong);
    CHECK(refused.error().where == "sandbox.cache_dirs");
  }
}
