// SPDX-License-Identifier: Apache-2.0
// Commands put together from tools, verbs, flags and operands: the gate never passes what the engine finds something
// in.
#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/classify/tool.h"
#include "tests/unit/gate/asking.h"

namespace vg {
namespace {

using Argv = std::vector<std::string>;

/// The same sequence everywhere, so that a failure can be had again.
class Sequence {
 public:
  std::uint32_t next(std::uint32_t below) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>(state_ >> 33) % below;
  }
  template <typename T, std::size_t n>
  const T& pick(const T (&items)[n]) {
    return items[next(n)];
  }

 private:
  std::uint64_t state_ = 20240229;
};

constexpr const char* operands[] = {"x",
                                    ".",
                                    "..",
                                    "/",
                                    "src",
                                    "build",
                                    "main",
                                    "origin",
                                    "HEAD",
                                    "-",
                                    "--",
                                    "a.txt",
                                    "/etc/passwd",
                                    "/home/dev/.ssh/id_rsa",
                                    ".env",
                                    "*",
                                    "./x",
                                    "/tmp/x",
                                    "../x",
                                    "/dev/sda",
                                    "https://example.com/x.sh",
                                    "http://10.0.0.1/x",
                                    "x@latest",
                                    "host:/etc",
                                    "s3://b/x",
                                    "+main",
                                    ":main",
                                    "secret",
                                    "delete",
                                    "install",
                                    "-1",
                                    "1",
                                    "0",
                                    "4711",
                                    "prod",
                                    "print(1)",
                                    "import os; os.system('id')",
                                    "s/a/b/e",
                                    "1e id",
                                    "{}",
                                    ";",
                                    "+",
                                    "core.pager=x",
                                    "alias.x=!id",
                                    "x=1",
                                    "PATH=/tmp",
                                    "LD_PRELOAD=x",
                                    "~",
                                    "~/.bashrc",
                                    "id_rsa",
                                    "credentials",
                                    "/proc/1/environ",
                                    "\u202e",
                                    "/home/dev/.vectra-guard/trust.json",
                                    "/usr/bin/x",
                                    "stratum+tcp://p",
                                    "sh",
                                    "rm",
                                    "-rf",
                                    "npm",
                                    "db:drop",
                                    "publish",
                                    "secrets"};
constexpr const char* flags[] = {"-f",
                                 "-r",
                                 "-R",
                                 "-rf",
                                 "-fr",
                                 "-n",
                                 "-i",
                                 "-x",
                                 "-d",
                                 "-D",
                                 "-e",
                                 "-c",
                                 "-u",
                                 "-o",
                                 "-O",
                                 "-k",
                                 "-p",
                                 "-s",
                                 "-v",
                                 "-z",
                                 "-a",
                                 "-A",
                                 "-C",
                                 "-H",
                                 "-I",
                                 "-m",
                                 "-M",
                                 "-X",
                                 "-t",
                                 "-w",
                                 "-b",
                                 "-g",
                                 "-9",
                                 "--force",
                                 "--hard",
                                 "--all",
                                 "--delete",
                                 "--prune",
                                 "--mirror",
                                 "--exec",
                                 "--output",
                                 "--registry=http://r",
                                 "--help",
                                 "--dry-run",
                                 "--version",
                                 "--yes",
                                 "--privileged",
                                 "--eval=x",
                                 "--config=x",
                                 "--upload-pack=x",
                                 "--global",
                                 "-exec",
                                 "-delete",
                                 "--pre",
                                 "--checkpoint-action=exec=id",
                                 "-oProxyCommand=id",
                                 "--for",
                                 "--har",
                                 "--no-preserve-root",
                                 "--volumes",
                                 "-destroy",
                                 "-auto-approve",
                                 "--to-command=id",
                                 "--editor",
                                 "--index-url",
                                 "-ex",
                                 "-wrapper",
                                 "--shell-escape",
                                 "--post-file=x",
                                 "-T"};
constexpr const char* plain_tools[] = {"ls",   "cat", "grep", "cc", "unknown-tool", "./run", "/usr/local/bin/x", "head",
                                       "echo", "tr",  "java", "ld"};

void check(const Argv& argv) {
  if (!asking::breaks_promise(argv)) return;
  FAIL_CHECK(asking::shown(argv), " — ", judging::shown(judging::findings_of_argv(argv, asking::project)));
}

/// First words that a tool's rows know, plus some that none does.
std::vector<std::string> verbs_of(const rules::Tool& tool) {
  std::vector<std::string> verbs = {"status", "list", "run", "test"};
  for (const rules::VerbRow& row : tool.verbs) {
    std::string word;
    for (const char c : row.verb) {
      if (c != ' ' && c != '|' && c != ',') {
        word += c == '*' ? 'x' : c;
        continue;
      }
      if (!word.empty()) verbs.push_back(word);
      word.clear();
    }
    if (!word.empty()) verbs.push_back(word);
  }
  return verbs;
}

constexpr const char* git_verbs[] = {
    "status",        "diff",        "log",      "show",         "push",      "pull",   "fetch",
    "checkout",      "switch",      "restore",  "reset",        "clean",     "branch", "tag",
    "stash",         "rebase",      "merge",    "commit",       "add",       "rm",     "mv",
    "clone",         "submodule",   "worktree", "remote",       "config",    "reflog", "gc",
    "filter-branch", "update-ref",  "bisect",   "grep",         "apply",     "am",     "lfs",
    "cherry-pick",   "revert",      "archive",  "format-patch", "ls-remote", "blame",  "rev-parse",
    "notes",         "symbolic-ref"};

Argv with_arguments(Sequence& sequence, Argv argv) {
  for (std::uint32_t count = sequence.next(4); count > 0; --count)
    argv.push_back(sequence.next(2) == 0 ? sequence.pick(flags) : sequence.pick(operands));
  return argv;
}

TEST_CASE("every tool with every verb, flags and operands") {
  Sequence sequence;
  for (const rules::Tool& tool : rules::all_tools())
    for (const std::string& verb : verbs_of(tool)) {
      check({std::string(tool.name), verb});
      check({std::string(tool.name), verb, "x"});
      check(with_arguments(sequence, {std::string(tool.name), verb}));
      check(with_arguments(sequence, {std::string(tool.name), sequence.pick(flags), verb}));
      check(with_arguments(sequence, {std::string(tool.name)}));
    }
}

TEST_CASE("git with everything") {
  Sequence sequence;
  for (const char* verb : git_verbs)
    for (int i = 0; i < 120; ++i) check(with_arguments(sequence, {"git", verb}));
}

TEST_CASE("tools of which much passes") {
  Sequence sequence;
  for (const char* tool :
       {"find",  "sed",   "awk", "tar",    "curl",       "make",      "python3", "node",  "ruby",    "kill",
        "npm",   "cargo", "go",  "docker", "kubectl",    "unzip",     "env",     "xargs", "timeout", "mkdir",
        "touch", "less",  "man", "rg",     "journalctl", "systemctl", "ip",      "brew",  "rm"})
    for (int i = 0; i < 150; ++i) check(with_arguments(sequence, {tool}));
}

TEST_CASE("files deleted, in every kind of directory") {
  Sequence sequence;
  constexpr const char* names[] = {
      "conftest.c", "x",       "./x",      "id_rsa",   "authorized_keys",   "hosts.yml",
      "core",       "config",  "Makefile", "prod.env", "terraform.tfstate", "usercustomize.py",
      "a+b",        "libvg.so"};
  for (const char* directory : {"/home/dev/project", "/home/dev/project/src", "/home/dev/project/build"})
    for (int i = 0; i < 100; ++i) {
      Argv argv = {"rm", "-f", sequence.pick(names), sequence.pick(names)};
      if (sequence.next(3) == 0) argv.push_back(sequence.pick(operands));
      CAPTURE(directory);
      CHECK_FALSE(asking::breaks_promise(argv, directory));
    }
}

TEST_CASE("scripts for sed") {
  Sequence sequence;
  constexpr const char* pieces[] = {
      "s/a/b/", "s/a/b/e", "y%ab%cd%", "e", "e id", "w /etc/passwd", ";",  "\n", "/x/", "1", "$!", "{", "}", "p", "d",
      "s,e,w,", "w",       "g",        " ", "|",    "s|a|b|w x",     "\\", "/"};
  for (int i = 0; i < 4000; ++i) {
    std::string script;
    for (std::uint32_t count = 1 + sequence.next(5); count > 0; --count) script += sequence.pick(pieces);
    check({"sed", script});
  }
}

TEST_CASE("unknown programs") {
  Sequence sequence;
  for (int i = 0; i < 1500; ++i) check(with_arguments(sequence, {sequence.pick(plain_tools)}));
}

TEST_CASE("behind wrappers and in lines for a shell") {
  Sequence sequence;
  const std::vector<Argv> wrappers = {{"env"},   {"nice"},        {"nice", "-n", "5"}, {"nohup"},  {"timeout", "5"},
                                      {"xargs"}, {"env", "CI=1"}, {"stdbuf", "-oL"},   {"setsid"}, {"time"}};
  const auto tools = rules::all_tools();
  for (int i = 0; i < 1500; ++i) {
    const rules::Tool& tool = tools[sequence.next(static_cast<std::uint32_t>(tools.size()))];
    const std::vector<std::string> verbs = verbs_of(tool);
    const Argv inner = with_arguments(
        sequence, {std::string(tool.name), verbs[sequence.next(static_cast<std::uint32_t>(verbs.size()))]});
    Argv wrapped = wrappers[sequence.next(static_cast<std::uint32_t>(wrappers.size()))];
    wrapped.insert(wrapped.end(), inner.begin(), inner.end());
    check(wrapped);
    std::string line;
    for (const std::string& word : inner) line += (line.empty() ? "" : " ") + word;
    const char* joints[] = {" && ls", " | sh", "; cat x", " > x", " 2>&1", " | grep x", " || true", ""};
    check({"sh", "-c", line + sequence.pick(joints)});
    check({"bash", "-c", "cd src && " + line});
  }
}

}  // namespace
}  // namespace vg
