// SPDX-License-Identifier: Apache-2.0
#include "core/keep/layer_changes.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <map>

#include "core/keep/obeyed_paths.h"
#include "tests/unit/scratch_directory.h"

using namespace vg;

namespace {

std::map<std::string, ChangeKind> kinds_in(const LayerChanges& changes) {
  std::map<std::string, ChangeKind> kinds;
  for (const Change& change : changes.items) kinds[change.path] = change.kind;
  return kinds;
}

}  // namespace

TEST_CASE("a layer is read as changes of the host") {
  const test::ScratchDirectory scratch;
  const std::string host = scratch / "host";
  std::filesystem::create_directories(host + "/same");
  std::filesystem::create_directories(host + "/again");
  const std::string upper = "run/upper" + host;
  scratch.write(upper + "/same/file", "x");
  scratch.write(upper + "/made/file", "x");
  scratch.write(upper + "/again/file", "x");
  std::filesystem::create_symlink("/etc/passwd", scratch / (upper + "/link"));
  std::filesystem::create_symlink("/etc", scratch / (upper + "/link_to_directory"));
  REQUIRE(::mkfifo((scratch / (upper + "/pipe")).c_str(), 0600) == 0);
  REQUIRE(::setxattr((scratch / (upper + "/again")).c_str(), "user.overlay.opaque", "y", 1, 0) == 0);
  const auto changes = layer_changes(scratch / "run");
  REQUIRE(changes);
  CHECK(changes->complete);
  const std::map<std::string, ChangeKind> wanted{
      {host + "/same/file", ChangeKind::file},         {host + "/made", ChangeKind::directory},
      {host + "/made/file", ChangeKind::file},         {host + "/again", ChangeKind::replaced_directory},
      {host + "/again/file", ChangeKind::file},        {host + "/link", ChangeKind::link},
      {host + "/link_to_directory", ChangeKind::link}, {host + "/pipe", ChangeKind::other}};
  CHECK(kinds_in(*changes) == wanted);
}

TEST_CASE("a layer of one directory, and a target that is none") {
  const test::ScratchDirectory scratch;
  scratch.write("run/parts/0/target", "/project/.git/hooks");
  scratch.write("run/parts/0/upper/pre-commit", "x");
  scratch.write("run/parts/1/target", "/a/../etc");
  scratch.write("run/parts/1/upper/passwd", "x");
  const auto changes = layer_changes(scratch / "run");
  REQUIRE(changes);
  CHECK_FALSE(changes->complete);
  REQUIRE(changes->items.size() == 1);
  CHECK(changes->items[0].path == "/project/.git/hooks/pre-commit");
  CHECK(changes->items[0].obeyed);
}

TEST_CASE("more changes than can be listed") {
  const test::ScratchDirectory scratch;
  for (int i = 0; i < 20; ++i) scratch.write("run/upper/x/" + std::to_string(i), "x");
  const auto changes = layer_changes(scratch / "run", 5);
  REQUIRE(changes);
  CHECK_FALSE(changes->complete);
  CHECK(changes->items.size() == 5);
}

TEST_CASE("a run that is a symlink, or not there") {
  const test::ScratchDirectory scratch;
  std::filesystem::create_directories(scratch / "real/upper");
  std::filesystem::create_symlink("real", scratch / "link");
  CHECK_FALSE(layer_changes(scratch / "link").has_value());
  CHECK_FALSE(layer_changes(scratch / "absent").has_value());
}

TEST_CASE("what programs obey, by name") {
  for (const char* path :
       {"/home/dev/.bashrc", "/srv/p/.git/hooks/x", "/home/dev/.ssh/config", "/p/.vscode/tasks.json", "/etc/cron.d/x",
        "/p/.envrc", "/home/dev/.config/systemd/user/x.service", "/home/dev/.local/bin/git", "/home/dev/.bash_aliases",
        "/home/dev/.vimrc", "/home/dev/.config/fish/config.fish", "/home/dev/.kube/config", "/home/dev/.claude.json"})
    CHECK_MESSAGE(is_obeyed_outside(path), path);
  for (const char* path : {"/home/dev/bashrc", "/srv/git/x", "/home/dev/.cache/x", "/home/dev/.config/x",
                           "/srv/x.kube/config", "/home/dev/.kube/config.old", "/home/dev/.kube/cache/x", "/", ""})
    CHECK_MESSAGE(!is_obeyed_outside(path), path);
}
