// SPDX-License-Identifier: Apache-2.0
#include "core/plan/guarded_entries.h"

#include <doctest/doctest.h>

using namespace vg;

TEST_CASE("guarded entries are found at any depth, git directories by their shape as well") {
  FakeFileView files;
  for (const char* path : {"/w/.git/HEAD",
                           "/w/.git/config",
                           "/w/.git/modules/a/b/HEAD",
                           "/w/.git/modules/a/b/objects/x",
                           "/w/.git/modules/a/b/refs/x",
                           "/w/.git/worktrees/t/HEAD",
                           "/w/.git/worktrees/t/commondir",
                           "/w/.envrc",
                           "/w/a/b/c/.vscode/tasks.json",
                           "/w/node_modules/p/.idea/x",
                           "/w/sub/.git",
                           "/w/bare/HEAD",
                           "/w/bare/objects/x",
                           "/w/bare/refs/x",
                           "/w/half/HEAD",
                           "/w/half/refs/x",
                           "/w/.vscode-not",
                           "/w/a/vectra-guard.yaml",
                           "/w/.env",
                           "/w/a/.env.local",
                           "/w/a/.env.example",
                           "/w/.environment",
                           "/other/.vscode/x"})
    files.files[path] = "x";
  files.links["/w/linked/.git"] = "/other";
  const GuardedEntries found = find_guarded(files, "/w");
  CHECK(found.git_directories ==
        std::vector<std::string>{"/w/.git", "/w/.git/modules/a/b", "/w/.git/worktrees/t", "/w/bare"});
  CHECK(found.git_files == std::vector<std::string>{"/w/sub/.git"});
  CHECK(found.others == std::vector<std::string>{"/w/.envrc", "/w/a/b/c/.vscode", "/w/a/vectra-guard.yaml",
                                                 "/w/linked/.git", "/w/node_modules/p/.idea"});
  CHECK(found.dotenv_files == std::vector<std::string>{"/w/.env", "/w/a/.env.local"});
}

TEST_CASE("where hooks of a project's own lie") {
  const struct {
    const char* config;
    const char* expected;
  } cases[] = {{"", ""},
               {"[core]\n\thooksPath = .githooks\n", "/w/.githooks"},
               {"[core]\n\thookspath = ./a/../b\n", "/w/b"},
               {"[core]\n\thooksPath = /etc/hooks\n", "/etc/hooks"},
               {"[core]\n\thooksPath = ~/hooks\n", ""},
               {"[other]\n\thooksPath = x\n", ""}};
  for (const auto& one : cases) CHECK(hooks_path_in(one.config, "/w") == one.expected);
}
