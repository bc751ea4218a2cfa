// SPDX-License-Identifier: Apache-2.0
#include "core/plan/home_view.h"

#include <doctest/doctest.h>

#include <set>

namespace {

using namespace vg;

std::set<std::string> targets(const std::vector<MountStep>& steps) {
  std::set<std::string> out;
  for (const MountStep& step : steps) out.insert(step.target);
  return out;
}

}  // namespace

TEST_CASE("of the dot-entries of HOME only toolchains stay visible") {
  FakeFileView files;
  for (const char* path :
       {"/home/dev/.ssh/id_ed25519", "/home/dev/.aws/credentials", "/home/dev/.netrc", "/home/dev/.bash_history",
        "/home/dev/.vectra-guard/trust.json", "/home/dev/.config/gh/hosts.yml", "/home/dev/.config/git/ignore",
        "/home/dev/.config/vectra-guard/config.yaml", "/home/dev/.cargo/bin/cargo", "/home/dev/.npm/_cacache/x",
        "/home/dev/.local/bin/tool", "/home/dev/.local/share/keyrings/login", "/home/dev/.local/share/pnpm/store/x",
        "/home/dev/.cache/mozilla/x", "/home/dev/.cache/pip/http/x", "/home/dev/.gitconfig", "/home/dev/Documents/plan",
        "/home/dev/src/app/.env"})
    files.files[path] = "x";
  files.links["/home/dev/.dangling"] = "/nowhere";
  const auto hidden = targets(hide_private_dot_entries(files, "/home/dev"));
  CHECK(hidden == std::set<std::string>{"/home/dev/.ssh", "/home/dev/.aws", "/home/dev/.netrc",
                                        "/home/dev/.bash_history", "/home/dev/.vectra-guard", "/home/dev/.config/gh",
                                        "/home/dev/.config/vectra-guard", "/home/dev/.local/share/keyrings",
                                        "/home/dev/.cache/mozilla"});
}

TEST_CASE("files are hidden by files, directories by directories") {
  FakeFileView files;
  files.files["/home/dev/.netrc"] = "x";
  files.files["/home/dev/.ssh/id"] = "x";
  for (const MountStep& step : hide_private_dot_entries(files, "/home/dev"))
    CHECK(step.kind == (step.target == "/home/dev/.netrc" ? MountKind::empty_file : MountKind::empty_directory));
}

TEST_CASE("system secrets") {
  FakeFileView files;
  files.files["/etc/shadow"] = "x";
  files.files["/etc/passwd"] = "x";
  CHECK(targets(hide_system_secrets(files)) == std::set<std::string>{"/etc/shadow"});
}
