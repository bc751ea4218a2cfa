// SPDX-License-Identifier: Apache-2.0
#include "core/plan/make_plan.h"

#include <doctest/doctest.h>

#include "core/parse/parse.h"
#include "core/plan/levels.h"

namespace {

using namespace vg;

struct World {
  std::shared_ptr<FakeFileView> files = std::make_shared<FakeFileView>();
  Request request;
  Config config;
  Surroundings surroundings{.state_directory = "/home/dev/.vectra-guard", .run_id = "r1"};

  World() {
    request.line = "npm install express";
    request.home = "/home/dev";
    request.working_directory = "/home/dev/app/web";
    request.workspace = "/home/dev/app";
    request.uid = 1000;
    request.environment = Environment({"PATH=/bin", "NPM_TOKEN=secret"});
    files->files["/home/dev/app/.git/HEAD"] = "";
    files->owner = 1000;
    request.files = files;
  }

  Result<Plan> plan(Place place) {
    const auto command = parse(request);
    REQUIRE(command);
    Decision decision;
    decision.verdict = Verdict::run;
    decision.place = place;
    return make_plan(*command, decision, config, surroundings);
  }
};

const MountStep* step_for(const Plan& plan, const std::string& target) {
  const MountStep* found = nullptr;
  for (const MountStep& step : plan.sandbox.mounts)
    if (step.target == target) found = &step;
  return found;
}

}  // namespace

TEST_CASE("the host run changes nothing") {
  World world;
  const auto plan = world.plan(Place::host);
  REQUIRE(plan);
  CHECK(plan->argv == std::vector<std::string>{"bash", "-c", "npm install express"});
  CHECK(plan->environment.get("NPM_TOKEN") == "secret");
  CHECK_FALSE(plan->timeout);
  CHECK_FALSE(plan->replace_process);
  world.surroundings.replace_process = true;
  CHECK(world.plan(Place::host)->replace_process);
  world.surroundings.timeout = std::chrono::seconds(5);
  CHECK_FALSE(world.plan(Place::host)->replace_process);
  CHECK(world.plan(Place::host)->timeout == std::chrono::seconds(5));
}

TEST_CASE("an argv stays an argv, with the program its caller chose") {
  World world;
  world.request.line.clear();
  world.request.argv = {"npm", "install", "", "a b"};
  CHECK(world.plan(Place::sandbox)->argv == world.request.argv);
  CHECK(world.plan(Place::sandbox)->program == "npm");
  world.request.program = "/usr/bin/npm";
  CHECK(world.plan(Place::sandbox)->program == "/usr/bin/npm");
}

TEST_CASE("levels: network, layer, limits, capabilities, timeout, environment") {
  struct Row {
    Level level;
    NetworkMode network;
    bool layer;
    std::uint64_t mebibytes;
    double cpus;
    std::optional<std::uint64_t> pids;
    int timeout;
  };
  for (const Row& row : {Row{Level::permissive, NetworkMode::full, true, 2048, 2.0, std::nullopt, 0},
                         Row{Level::balanced, NetworkMode::restricted, true, 1024, 1.0, std::nullopt, 0},
                         Row{Level::strict, NetworkMode::restricted, false, 512, 0.5, 100, 300},
                         Row{Level::paranoid, NetworkMode::none, false, 256, 0.25, 50, 300}}) {
    INFO(name_in(level_names, row.level));
    World world;
    world.config.sandbox.security_level = row.level;
    const auto plan = world.plan(Place::sandbox);
    REQUIRE(plan);
    CHECK(plan->sandbox.network == row.network);
    CHECK(plan->sandbox.has_host_network() == (row.network == NetworkMode::full));
    CHECK(plan->sandbox.layer.enabled == row.layer);
    CHECK(*plan->sandbox.limits.memory == row.mebibytes << 20);
    CHECK(*plan->sandbox.limits.cpus == row.cpus);
    CHECK(plan->sandbox.limits.pids == row.pids);
    CHECK(plan->sandbox.limits.must_hold == (row.level >= Level::strict));
    CHECK(plan->timeout.value_or(std::chrono::seconds(0)).count() == row.timeout);
    CHECK_FALSE(plan->environment.get("NPM_TOKEN"));
    CHECK(plan->environment.get("PATH") == "/bin");
  }
}

TEST_CASE("the user's own numbers override the level's") {
  World world;
  world.config.sandbox.network_mode = NetworkMode::none;
  world.config.sandbox.memory_limit = 123;
  world.config.sandbox.timeout = std::chrono::seconds(7);
  auto plan = world.plan(Place::sandbox);
  CHECK(plan->sandbox.network == NetworkMode::none);
  CHECK(*plan->sandbox.limits.memory == 123);
  CHECK(plan->timeout == std::chrono::seconds(7));
  world.surroundings.timeout = std::chrono::seconds(3);
  CHECK(world.plan(Place::sandbox)->timeout == std::chrono::seconds(3));
}

TEST_CASE("the workspace is writable, /tmp private per workspace, named files of the caller are there") {
  World world;
  world.request.line = "tool /tmp/mine /tmp/theirs/x '/tmp' >/tmp/out";
  world.files->files["/tmp/mine"] = "";
  world.files->files["/tmp/out"] = "";
  const auto plan = world.plan(Place::sandbox);
  REQUIRE(plan);
  const MountStep* workspace = step_for(*plan, "/home/dev/app");
  REQUIRE(workspace != nullptr);
  CHECK_FALSE(workspace->read_only);
  const MountStep* temporary = step_for(*plan, "/tmp");
  REQUIRE(temporary != nullptr);
  CHECK(temporary->source.starts_with("/home/dev/.vectra-guard/tmp/"));
  CHECK(step_for(*plan, "/tmp/mine") != nullptr);
  CHECK(step_for(*plan, "/tmp/out") != nullptr);
  CHECK(step_for(*plan, "/tmp/theirs/x") == nullptr);
  world.files->owner = 0;
  CHECK(step_for(*world.plan(Place::sandbox), "/tmp/mine") == nullptr);
}

TEST_CASE("a link under /tmp is not followed out of it") {
  World world;
  world.request.line = "tool /tmp/link";
  world.files->links["/tmp/link"] = "/home/dev/.ssh/id";
  world.files->files["/home/dev/.ssh/id"] = "";
  CHECK(step_for(*world.plan(Place::sandbox), "/tmp/link") == nullptr);
}

TEST_CASE("home at strict is empty but for the workspace") {
  World world;
  world.config.sandbox.security_level = Level::strict;
  const auto plan = world.plan(Place::sandbox);
  const MountStep* home = step_for(*plan, "/home/dev");
  REQUIRE(home != nullptr);
  CHECK(home->kind == MountKind::scratch);
  CHECK(home < step_for(*plan, "/home/dev/app"));
}

TEST_CASE("a profile that cannot be read is named by its key, one that is wrong by its line") {
  World world;
  world.config.sandbox.seccomp_profile = "/etc/x.json";
  CHECK(world.plan(Place::sandbox).error().where == "sandbox.seccomp_profile");
  world.files->files["/etc/x.json"] = "{\n \"defaultAction\": \"SCMP_ACT_ALOW\"}";
  CHECK(world.plan(Place::sandbox).error().where == "/etc/x.json:2");
  CHECK(world.plan(Place::host));
}

TEST_CASE("output is kept below the state where that is asked for") {
  World world;
  CHECK(world.plan(Place::sandbox)->output_log.empty());
  world.config.sandbox.log_output = true;
  CHECK(world.plan(Place::sandbox)->output_log.starts_with("/home/dev/.vectra-guard/output/"));
}

TEST_CASE("more workspaces are writable, and no less protected; what is none is refused") {
  World world;
  world.files->files["/home/dev/lib/.git/config"] = "";
  world.files->files["/home/dev/lib/.git/HEAD"] = "";
  world.config.sandbox.workspaces = {"~/lib"};
  const auto plan = world.plan(Place::sandbox);
  REQUIRE(plan);
  CHECK_FALSE(step_for(*plan, "/home/dev/lib")->read_only);
  CHECK(step_for(*plan, "/home/dev/lib/.git/config")->kind == MountKind::link);
  for (const char* wrong : {"/missing", "/etc", "~", "/"}) {
    world.config.sandbox.workspaces = {wrong};
    CHECK(world.plan(Place::sandbox).error().where == "sandbox.workspaces");
  }
}

TEST_CASE("of paths below /tmp those that climb out of the working directory are not named") {
  World world;
  world.request.working_directory = world.request.workspace = "/tmp/a/b";
  world.request.line = "tool ../x .. . /tmp/a /tmp/c file";
  for (const char* path : {"/tmp/a/x", "/tmp/a/b/file", "/tmp/c", "/tmp/a/y"}) world.files->files[path] = "";
  const auto plan = world.plan(Place::sandbox);
  REQUIRE(plan);
  CHECK(step_for(*plan, "/tmp/c") != nullptr);
  for (const char* path : {"/tmp/a/x", "/tmp/a"}) CHECK(step_for(*plan, path) == nullptr);
}

TEST_CASE("the guard's state is hidden last, also where a bind mount shows it under another name") {
  World world;
  world.files->files["/home/dev/.vectra-guard/trust.json"] = "";
  world.files->files["/mnt/x"] = "";
  world.config.sandbox.bind_mounts = {{"~", "/mnt", false}};
  const auto plan = world.plan(Place::sandbox);
  REQUIRE(plan);
  const auto& steps = plan->sandbox.mounts;
  CHECK(steps[steps.size() - 2].target == "/home/dev/.vectra-guard");
  CHECK(steps.back().target == "/mnt/.vectra-guard");
  CHECK(steps.back().kind == MountKind::empty_directory);
}

TEST_CASE("bind mounts") {
  World world;
  world.files->files["/data/set/x"] = "";
  world.files->files["/home/dev/shared/x"] = "";
  world.config.sandbox.bind_mounts = {{"~/shared", "/data/set", true}};
  const auto plan = world.plan(Place::sandbox);
  REQUIRE(plan);
  CHECK(step_for(*plan, "/data/set")->source == "/home/dev/shared");
  CHECK(step_for(*plan, "/data/set")->read_only);
  world.config.sandbox.bind_mounts = {{"/missing", "/data/set", true}};
  CHECK(world.plan(Place::sandbox).error().where == "sandbox.bind_mounts");
  world.config.sandbox.bind_mounts = {{"~/shared", "/missing", true}};
  CHECK(world.plan(Place::sandbox).error().where == "sandbox.bind_mounts");
}

TEST_CASE("a writable bind mount under another name is protected under that name") {
  World world;
  for (const char* file : {".git/HEAD", ".git/objects/x", ".git/refs/x", ".git/hooks/x", "deep/.vscode/x", ".envrc"})
    world.files->files[std::string("/home/dev/shared/") + file] = "";
  world.files->files["/home/dev/shared/.git/config"] = "[core]\n\tbare = false\n";
  world.files->files["/data/set/x"] = "";
  world.config.sandbox.bind_mounts = {{"~/shared", "/data/set", false}};
  const auto plan = world.plan(Place::sandbox);
  REQUIRE(plan);
  CHECK_FALSE(step_for(*plan, "/data/set")->read_only);
  CHECK_FALSE(step_for(*plan, "/data/set/.git")->read_only);
  for (const char* path : {".git/config", ".git/hooks", "deep/.vscode", ".envrc"}) {
    CAPTURE(path);
    const MountStep* step = step_for(*plan, std::string("/data/set/") + path);
    REQUIRE(step != nullptr);
    CHECK(step->kind == MountKind::bind);
    CHECK(step->read_only);
    CHECK(step->source == std::string("/home/dev/shared/") + path);
    CHECK(step_for(*plan, std::string("/home/dev/shared/") + path) == nullptr);
  }
  const auto& aftercare = plan->sandbox.aftercare;
  CHECK(aftercare.roots.back() == "/home/dev/shared");
  for (const std::string& path : aftercare.configs) CHECK(path != "/home/dev/shared/.git/config");
}

TEST_CASE("no workspace is writable where the working directory is no project") {
  World world;
  world.request.working_directory = "/home/dev";
  world.request.workspace.clear();
  const auto plan = world.plan(Place::sandbox);
  CHECK(plan->sandbox.workspace_is_read_only);
  CHECK(step_for(*plan, "/home/dev") == nullptr);
}

TEST_CASE("an active virtual environment below the home is writable where the level keeps writes") {
  World world;
  world.files->files["/home/dev/.virtualenvs/v/pyvenv.cfg"] = "";
  world.files->files["/home/dev/plain/x"] = "";
  const auto with = [&](const char* path) {
    world.request.environment = Environment(std::vector<std::string>{std::string("VIRTUAL_ENV=") + path});
    const auto plan = world.plan(Place::sandbox);
    REQUIRE(plan);
    const MountStep* step = step_for(*plan, path);
    return step != nullptr && step->kind == MountKind::bind && !step->read_only;
  };
  CHECK(with("/home/dev/.virtualenvs/v"));
  CHECK_FALSE(with("/home/dev/plain"));
  CHECK_FALSE(with("/home/dev"));
  world.config.sandbox.security_level = Level::strict;
  CHECK_FALSE(with("/home/dev/.virtualenvs/v"));
}
