// SPDX-License-Identifier: Apache-2.0
#include "core/plan/workspace.h"

#include <doctest/doctest.h>

namespace {

using namespace vg;

struct Row {
  const char* directory;
  const char* root;
  bool writable;
};

}  // namespace

TEST_CASE("the workspace is the enclosing work tree, and never a place where writing would be an escape") {
  FakeFileView files;
  files.files["/home/dev/app/.git/HEAD"] = "";
  files.files["/home/dev/app/src/deep/x"] = "";
  files.files["/home/dev/tree/.git"] = "gitdir: /home/dev/app/.git/worktrees/tree";
  files.files["/home/dotty/.git/HEAD"] = "";  // a home that is a repository
  files.files["/.git/HEAD"] = "";
  files.files["/usr/lib/x/.git/HEAD"] = "";
  const Environment environment({"PATH=/usr/bin:/home/dev/tools/bin:/bin"});
  for (const Row& row :
       {Row{"/home/dev/app", "/home/dev/app", true}, Row{"/home/dev/app/src/deep", "/home/dev/app", true},
        Row{"/home/dev/tree", "/home/dev/tree", true}, Row{"/home/dev/plain/sub", "/home/dev/plain/sub", true},
        Row{"/home/dev", "/home/dev", false}, Row{"/home", "/home", false}, Row{"/", "/", false},
        Row{"/home/dev/.config/x", "/home/dev/.config/x", false}, Row{"/home/dev/.ssh", "/home/dev/.ssh", false},
        Row{"/etc", "/etc", false}, Row{"/usr/lib/x", "/usr/lib/x", false},
        Row{"/usr/src/linux", "/usr/src/linux", true}, Row{"/home/dev/tools/bin", "/home/dev/tools/bin", false},
        Row{"/tmp", "/tmp", false}, Row{"/tmp/try", "/tmp/try", true}, Row{"/srv/www/site", "/srv/www/site", true}}) {
    INFO(row.directory);
    const Workspace workspace = find_workspace(files, row.directory, "/home/dev", environment);
    CHECK(workspace.root == row.root);
    CHECK(workspace.writable == row.writable);
    CHECK(workspace.why_not.empty() == row.writable);
  }
}

TEST_CASE("a repository that spans the home does not make the home writable") {
  FakeFileView files;
  files.files["/home/dev/.git/HEAD"] = "";
  const Workspace workspace = find_workspace(files, "/home/dev/project", "/home/dev", Environment{});
  CHECK(workspace.root == "/home/dev/project");
  CHECK(workspace.writable);
}

TEST_CASE("GIT_ variables do not move it, and a deleted directory is none") {
  FakeFileView files;
  files.files["/home/dev/other/.git/HEAD"] = "";
  const Environment environment({"GIT_DIR=/home/dev/other/.git", "GIT_WORK_TREE=/"});
  CHECK(find_workspace(files, "/home/dev/app", "/home/dev", environment).root == "/home/dev/app");
  CHECK_FALSE(find_workspace(files, "", "/home/dev", environment).writable);
}
