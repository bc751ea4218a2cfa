// SPDX-License-Identifier: Apache-2.0
#include "core/plan/protection.h"

#include <doctest/doctest.h>

#include <map>

namespace {

using namespace vg;

std::map<std::string, std::string> covered(const FakeFileView& files, bool hides_dotenv = true) {
  SandboxPlan sandbox;
  Protection(files, sandbox, hides_dotenv).cover_tree("/w");
  std::map<std::string, std::string> out;
  for (const MountStep& step : sandbox.mounts)
    out[step.target] = std::string(name_in(mount_kind_names, step.kind)) + (step.read_only ? " r" : "") +
                       (step.itself ? " itself" : "");
  return out;
}

}  // namespace

TEST_CASE("what exists is covered: directories by layers, configurations by copies, the rest read-only") {
  FakeFileView files;
  for (const char* path : {"/w/.git/HEAD", "/w/.git/config", "/w/.git/hooks/pre-commit", "/w/.git/commondir",
                           "/w/.envrc", "/w/.vscode/settings.json", "/w/sub/.git", "/w/src/main.c", "/w/.env"})
    files.files[path] = "x";
  files.links["/w/.idea"] = "/w/settings";
  files.files["/w/settings/x"] = "x";
  CHECK(covered(files) == std::map<std::string, std::string>{{"/w/.git", "bind"},
                                                             {"/w/.git/config", "link"},
                                                             {"/w/.git/hooks", "layer"},
                                                             {"/w/.git/commondir", "bind r"},
                                                             {"/w/.envrc", "bind r"},
                                                             {"/w/.vscode", "layer"},
                                                             {"/w/sub/.git", "bind r"},
                                                             {"/w/.idea", "bind r itself"},
                                                             {"/w/settings", "bind r"},
                                                             {"/w/.env", "empty_file"}});
  CHECK_FALSE(covered(files, false).contains("/w/.env"));
}

TEST_CASE("hooks under a name of the project's own choice are covered") {
  FakeFileView files;
  files.files = {
      {"/w/.git/HEAD", ""}, {"/w/.git/config", "[core]\n\thooksPath = tools/hooks\n"}, {"/w/tools/hooks/x", ""}};
  CHECK(covered(files)["/w/tools/hooks"] == "layer");
  files.files["/w/.git/config"] = "[core]\n\thooksPath = .\n";
  CHECK_FALSE(covered(files).contains("/w"));
}

TEST_CASE("the copies are seen below /dev") {
  FakeFileView files;
  files.files = {{"/w/.git/HEAD", ""}, {"/w/.git/config", ""}};
  SandboxPlan sandbox;
  sandbox.aftercare.directory = "/state/aftercare/x";
  Protection(files, sandbox, true).cover_tree("/w");
  attach_shadows(sandbox);
  CHECK(sandbox.mounts.back().source == "/state/aftercare/x/git");
  CHECK(sandbox.mounts.back().target == shadow_place);
  CHECK(sandbox.aftercare.roots == std::vector<std::string>{"/w"});
  CHECK(sandbox.aftercare.known == std::vector<std::string>{"/w/.git/config"});
}
