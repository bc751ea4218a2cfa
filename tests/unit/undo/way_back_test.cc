// SPDX-License-Identifier: Apache-2.0
#include "core/way_back.h"

#include <doctest/doctest.h>

#include "core/classify/classify.h"
#include "core/decide/decide.h"
#include "core/parse/parse.h"
#include "core/trust/trust_view.h"

using namespace vg;

namespace {

struct NoTrust final : TrustView {
  std::optional<TrustMatch> find(const Command&) const override { return std::nullopt; }
};

struct World {
  Request request;
  std::shared_ptr<FakeFileView> files = std::make_shared<FakeFileView>();
  Config config;

  World() {
    request.working_directory = request.workspace = "/srv/work";
    request.home = "/home/dev";
    files->files["/srv/work/src/file"] = "x";
    request.files = files;
  }
  WayBackPlan plan(const std::string& line, Place place) {
    request.line = line;
    const auto command = parse(request);
    REQUIRE(command);
    const Findings findings = classify(*command);
    Decision decision = decide(*command, findings, NoTrust(), config);
    CHECK_MESSAGE(decision.needs_way_back, line);
    decision.place = place;
    return plan_way_back(*command, findings, decision, config);
  }
};

}  // namespace

TEST_CASE("what a snapshot helps against") {
  const struct {
    const char* line;
    bool on_host;        ///< helps on the host as well
    bool links_objects;  ///< and git's objects need no copy
  } rows[] = {
      {"git reset --hard", true, true},
      {"git clean -fdx", true, true},
      {"git checkout -f", true, true},
      {"cd src && git reset --hard HEAD~1", true, true},
      {"git -C src reset --hard", true, true},
      {"git -C ../other reset --hard", false, true},
      {"git -C /srv/other reset --hard", false, true},
      {"git --git-dir=/srv/other/.git reset --hard", false, true},
      {"git -C ~/other reset --hard", false, true},
      {"git -C \"$WHERE\" reset --hard", false, true},
      {"GIT_DIR=/srv/other/.git git reset --hard", false, true},
      {"cd /srv/other && git reset --hard", false, true},
      {"cd \"$WHERE\" && git reset --hard", false, true},
      {"git reset --hard origin/main", true, true},
      {"git reset --hard; python3 tool.py", true, false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.line);
    World world;
    const WayBackPlan contained = world.plan(row.line, Place::sandbox);
    CHECK(contained.problem == "");
    CHECK(contained.may_link_objects == row.links_objects);
    CHECK(contained.roots == std::vector<std::string>{"/srv/work"});
    CHECK(world.plan(row.line, Place::host).problem.empty() == row.on_host);
  }
}

TEST_CASE("the environment leads git elsewhere") {
  World world;
  world.request.environment.set("GIT_DIR", "/srv/other/.git");
  CHECK(world.plan("git reset --hard", Place::sandbox).problem == "");
  CHECK(world.plan("git reset --hard", Place::host).problem != "");
}

TEST_CASE("no project, no snapshot") {
  World world;
  world.request.workspace.clear();
  CHECK(world.plan("git reset --hard", Place::sandbox).problem == "this is no project directory");
}

TEST_CASE("a repository elsewhere is kept with the workspace where it names it back") {
  World world;
  auto& files = world.files->files;
  files["/srv/work/.git"] = "gitdir: /srv/main/.git/worktrees/work\n";
  files["/srv/main/.git/worktrees/work/commondir"] = "../..\n";
  files["/srv/main/.git/worktrees/work/gitdir"] = "/srv/work/.git\n";
  files["/srv/main/.git/HEAD"] = "ref: refs/heads/main\n";
  const WayBackPlan plan = world.plan("git reset --hard", Place::host);
  CHECK(plan.problem == "");
  CHECK(plan.roots == std::vector<std::string>{"/srv/work", "/srv/main/.git"});

  files["/srv/main/.git/worktrees/work/gitdir"] = "/srv/another/.git\n";
  CHECK(world.plan("git reset --hard", Place::host).problem != "");
  const WayBackPlan contained = world.plan("git reset --hard", Place::sandbox);
  CHECK(contained.problem == "");
  CHECK(contained.roots == std::vector<std::string>{"/srv/work"});
}

TEST_CASE("more workspaces of the user's are kept as well") {
  World world;
  world.config.sandbox.workspaces = {"/srv/second", "/srv/work/src"};
  CHECK(world.plan("git reset --hard", Place::sandbox).roots == std::vector<std::string>{"/srv/work", "/srv/second"});
}
