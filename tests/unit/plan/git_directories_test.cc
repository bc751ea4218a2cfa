// SPDX-License-Identifier: Apache-2.0
#include "core/plan/git_directories.h"

#include <doctest/doctest.h>

namespace {

using namespace vg;

FakeFileView repository() {
  FakeFileView files;
  files.files = {{"/w/main/.git/HEAD", ""},
                 {"/w/main/.git/config", ""},
                 {"/w/main/.git/hooks/pre-commit", ""},
                 {"/w/main/.git/objects/pack/x", ""},
                 {"/w/main/.git/refs/heads/main", ""},
                 {"/w/main/.git/worktrees/tree/HEAD", ""},
                 {"/w/main/.git/worktrees/tree/commondir", "../..\n"},
                 {"/w/main/.git/worktrees/tree/gitdir", "/w/tree/.git\n"},
                 {"/w/tree/.git", "gitdir: /w/main/.git/worktrees/tree\n"},
                 {"/w/main/.git/modules/part/HEAD", ""},
                 {"/w/main/.git/modules/part/config", "[core]\n\tbare = false\n\tworktree = ../../../part\n"},
                 {"/w/main/part/.git", "gitdir: ../.git/modules/part\n"}};
  return files;
}

std::string shown(const FakeFileView& files, const std::string& workspace) {
  SandboxPlan sandbox;
  Protection protection(files, sandbox, false);
  open_git_directory(files, workspace, sandbox, protection);
  std::string text;
  for (const MountStep& step : sandbox.mounts) {
    const char* how = step.kind == MountKind::layer  ? "l "
                      : step.kind == MountKind::link ? "c "
                      : step.read_only               ? "r "
                                                     : "w ";
    text += how + step.target + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("of a worktree's repository: objects, refs and its own entry, without what leads git elsewhere") {
  CHECK(shown(repository(), "/w/tree") ==
        "r /w/main/.git\n"
        "c /w/main/.git/config\n"
        "w /w/main/.git/objects\n"
        "w /w/main/.git/refs\n"
        "w /w/main/.git/worktrees\n"
        "w /w/main/.git/worktrees/tree\n"
        "r /w/main/.git/worktrees/tree/commondir\n"
        "r /w/main/.git/worktrees/tree/gitdir\n");
}

TEST_CASE("relative names in both files are followed") {
  FakeFileView files = repository();
  files.files["/w/tree/.git"] = "gitdir: ../main/.git/worktrees/tree";
  files.files["/w/main/.git/worktrees/tree/gitdir"] = "../../../../tree/.git\n";
  CHECK(shown(files, "/w/tree") == shown(repository(), "/w/tree"));
}

TEST_CASE("of a submodule: its directory, without configuration") {
  CHECK(shown(repository(), "/w/main/part") ==
        "w /w/main/.git/modules/part\n"
        "c /w/main/.git/modules/part/config\n");
}

TEST_CASE("what does not name the workspace back opens nothing") {
  CHECK(shown(repository(), "/w/main").empty());  // an ordinary repository needs nothing
  for (const char* pointer :
       {"gitdir: /w/main/.git/worktrees/tree", "gitdir: /w/main/.git/modules/part", "gitdir: /w/main/.git", "gitdir: /",
        "gitdir: /etc", "gitdir: .", "gitdir: ..", "gitdir:", "", "gitdir: /w/main/.git/worktrees/tree\n/x", "x"}) {
    INFO(pointer);
    FakeFileView files = repository();
    files.files["/w/evil/.git"] = pointer;
    CHECK(shown(files, "/w/evil").empty());
  }
}

TEST_CASE("links in the repository lead nowhere") {
  FakeFileView files = repository();
  files.files["/home/dev/.ssh/id"] = "";
  files.files.erase("/w/main/.git/objects/pack/x");
  files.links["/w/main/.git/objects"] = "/home/dev/.ssh";
  CHECK(shown(files, "/w/tree").find("ssh") == std::string::npos);
  CHECK(shown(files, "/w/tree").find("objects") == std::string::npos);
}

TEST_CASE("a common directory that is not the one above the entry opens nothing") {
  FakeFileView files = repository();
  files.files["/w/main/.git/worktrees/tree/commondir"] = "/w/other\n";
  files.files["/w/other/objects/x"] = "";
  CHECK(shown(files, "/w/tree").empty());
}
