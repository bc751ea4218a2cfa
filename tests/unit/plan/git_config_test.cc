// SPDX-License-Identifier: Apache-2.0
#include "core/plan/git_config.h"

#include <doctest/doctest.h>

namespace {

using namespace vg;

std::string shown(std::string_view text) {
  const GitConfig config = parse_git_config(text);
  std::string out;
  for (const GitSetting& setting : config.settings)
    out += setting.key() + (setting.has_value ? "=" + setting.value : "") + ";";
  return out + (config.is_well_formed ? "" : "!");
}

const std::string before = "[core]\n\tbare = false\n\teditor = vi ; mine\n[remote \"origin\"]\n\turl = /a\n";

}  // namespace

TEST_CASE("configurations are read as git reads them") {
  const struct {
    const char* text;
    const char* expected;
  } cases[] = {
      {"", ""},
      {"# only\n; comments\n", ""},
      {"[a]b=c", "a.b=c;"},
      {"[A \"Sub Dir\"]\n\tKey = two  words  # end\n", "a.Sub Dir.key=two  words;"},
      {"[a.Sub]k\n", "a.sub.k;"},
      {"[a]k = \" kept \"x\\\"y\\\\\n", "a.k= kept x\"y\\;"},
      {"[a]k = one\\\n two\n", "a.k=one two;"},
      {"[a]k = v\r\n[b]l=w\r\n", "a.k=v;b.l=w;"},
      {"[a \"q\\\"\\\\\"]k=1\n", "a.q\"\\.k=1;"},
      {"[a]k=\"open\n", "!"},
      {"[a\nk=1\n", "!"},
      {"[a]1k=1\n", "!"},
      {"[a]k=\\q\n", "!"},
      {"\xef\xbb\xbf[a]k=1", "a.k=1;"},
      {"[a]k=1 [b]\n", "a.k=1 [b];"},
  };
  for (const auto& one : cases) CHECK_MESSAGE(shown(one.text) == one.expected, one.text);
}

TEST_CASE("what names remotes and branches is taken over as it was written") {
  const std::string after =
      before + "\tfetch = +refs/heads/*:refs/remotes/origin/*\n[branch \"main\"]\n\tremote = origin\n";
  const GitConfigMerge merge = merge_git_config(before, after, false);
  CHECK(merge.text == after);
  CHECK(merge.held.empty());
  CHECK_FALSE(merge_git_config(before, before, false).text);
}

TEST_CASE("what makes git run programs stays as it was, and is named") {
  const struct {
    const char* added;
    const char* held;
  } cases[] = {
      {"[core]\n\tfsmonitor = ./evil\n", "core.fsmonitor"},
      {"[core]\n\thooksPath = x\n", "core.hookspath"},
      {"[alias]\n\tst = !evil\n", "alias.st"},
      {"[include]\n\tpath = ../evil\n", "include.path"},
      {"[filter \"x\"]\n\tclean = evil\n", "filter.x.clean"},
      {"[remote \"x\"]\n\tuploadpack = evil\n", "remote.x.uploadpack"},
      {"[remote \"x\"]\n\turl = ext::evil\n", "remote.x.url"},
      {"[branch \"x\"]\n\tremote = --upload-pack=evil\n", "branch.x.remote"},
      {"[submodule \"x\"]\n\tupdate = !evil\n", "submodule.x.update"},
      {"[remote \"x\"]\n\turl = \"a\\n[core]\\nfsmonitor=evil\"\n", "remote.x.url"},
      {"[credential]\n\thelper = !evil\n", "credential.helper"},
      {"[core]\n\tfsmonitor = evil\n[remote \"x\"]\n\turl = /b\n", "core.fsmonitor"},
  };
  for (const auto& one : cases) {
    const GitConfigMerge merge = merge_git_config(before, before + one.added, false);
    REQUIRE_MESSAGE(merge.held.size() == 1, one.added);
    CHECK(merge.held[0] == one.held);
    if (merge.text) CHECK(merge.text->find("evil") == std::string::npos);
  }
}

TEST_CASE("removing the user's own settings is held too, safe ones may go") {
  const GitConfigMerge merge = merge_git_config(before, "[core]\n\tbare = false\n", false);
  CHECK(merge.held == std::vector<std::string>{"core.editor"});
  CHECK(merge.text == "[core]\n\tbare = false\n\teditor = vi\n");
}

TEST_CASE("values are written so that they read back") {
  const std::string odd =
      "[user]\n\tname = \"a # b ; \\\"c\\\\ \"\n[remote \"q\\\"\\\\x\"]\n\turl = \" y\"\n[core]\n\tpager=evil\n";
  const GitConfigMerge merge = merge_git_config("", odd, false);
  REQUIRE(merge.text);
  CHECK(shown(*merge.text) == "user.name=a # b ; \"c\\ ;remote.q\"\\x.url= y;");
}

TEST_CASE("a file that git cannot read changes nothing; a new one keeps what can be read") {
  const GitConfigMerge merge = merge_git_config(before, before + "[broken\n", false);
  CHECK_FALSE(merge.text);
  CHECK(merge.held.size() == 1);
  CHECK(merge_git_config("", "[user]\n\tname = n\n[broken\n", true).text == "[user]\n\tname = n\n");
}

TEST_CASE("a new repository keeps what it needs to be read") {
  const std::string born = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n";
  CHECK(merge_git_config("", born, true).text == born);
  const GitConfigMerge merge = merge_git_config("", born + "\tsshCommand = evil\n\tworktree = /etc\n", true);
  CHECK(merge.held == std::vector<std::string>{"core.sshcommand", "core.worktree"});
  CHECK(merge.text == born);
}
