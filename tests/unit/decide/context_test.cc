// SPDX-License-Identifier: Apache-2.0
#include "core/decide/context.h"

#include <doctest/doctest.h>

#include "core/parse/parse.h"

namespace {

using namespace vg;

GuardLevel level_for(const Config& config, std::vector<std::string> environment, const std::string& line = "ls",
                     const std::string& directory = "/home/dev/app") {
  Request request;
  request.line = line;
  request.working_directory = directory;
  request.workspace = directory;
  request.environment = Environment(std::move(environment));
  auto files = std::make_shared<FakeFileView>();
  files->files["/home/dev/app/.git/HEAD"] = "ref: refs/heads/release/1.2\n";
  files->files["/proc/sys/kernel/hostname"] = "db1.prod.example\n";
  request.files = files;
  const auto command = parse(request);
  REQUIRE(command);
  return resolve_guard_level(config, *command);
}

}  // namespace

TEST_CASE("auto follows the context, and only upwards") {
  Config config;
  CHECK(level_for(config, {}) == GuardLevel::medium);
  CHECK(level_for(config, {"CI=true"}) == GuardLevel::high);
  CHECK(level_for(config, {"CI=false"}) == GuardLevel::medium);
  CHECK(level_for(config, {"GITHUB_ACTIONS=true"}) == GuardLevel::high);

  Config branches;
  branches.production_indicators.branches = {"release/*"};
  CHECK(level_for(branches, {}) == GuardLevel::paranoid);
  CHECK(level_for(branches, {"CI=true"}) == GuardLevel::paranoid);
  Config hosts;
  hosts.production_indicators.hosts = {"*.prod.example"};
  CHECK(level_for(hosts, {}) == GuardLevel::paranoid);
  Config paths;
  paths.production_indicators.paths = {"/srv/live/*"};
  CHECK(level_for(paths, {}, "cat /srv/live/config") == GuardLevel::paranoid);
  CHECK(level_for(paths, {}, "ls", "/srv/live/app") == GuardLevel::paranoid);
  CHECK(level_for(paths, {}, "cat /srv/test/config") == GuardLevel::medium);
  Config urls;
  urls.production_indicators.urls = {"https://api.example.com/*"};
  CHECK(level_for(urls, {}, "curl https://api.example.com/v1/users") == GuardLevel::paranoid);
}

TEST_CASE("a level that was set is kept") {
  Config config;
  for (const auto& row : guard_level_names) {
    if (row.value == GuardLevel::automatic) continue;
    config.guard_level = row.value;
    CHECK(level_for(config, {"CI=true"}) == row.value);
  }
}

TEST_CASE("patterns") {
  struct Row {
    const char* pattern;
    const char* text;
    bool matches;
  };
  for (const Row& row :
       {Row{"*", "", true}, Row{"*", "abc", true}, Row{"a*c", "abc", true}, Row{"a*c", "ac", true},
        Row{"a*c", "abcd", false}, Row{"", "", true}, Row{"", "a", false}, Row{"*a*b*", "xxaxxbxx", true},
        Row{"main", "maintenance", false}, Row{"**", "x", true}, Row{"*ab", "aab", true}})
    CHECK_MESSAGE(matches_pattern(row.pattern, row.text) == row.matches, row.pattern, " ", row.text);
}
