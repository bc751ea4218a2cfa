// SPDX-License-Identifier: Apache-2.0
// The invariants once more, over commands put together at random: no corpus decides which words meet.
#include <doctest/doctest.h>

#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/classify/judging.h"

namespace vg {
namespace {

using namespace judging;

constexpr std::string_view programs[] = {
    "rm",        "ls",   "cat",      "git",     "curl",  "npm",       "pip",     "chmod", "chown",
    "dd",        "mv",   "cp",       "find",    "tar",   "docker",    "kubectl", "sudo",  "ssh",
    "kill",      "echo", "tee",      "python3", "bash",  "apt-get",   "cargo",   "make",  "mkfs.ext4",
    "systemctl", "psql", "truncate", "ln",      "shred", "terraform", "/bin/rm", "./run"};
constexpr std::string_view words[] = {"-r",
                                      "-rf",
                                      "-f",
                                      "-a",
                                      "--force",
                                      "--all",
                                      "-x",
                                      "-c",
                                      "-o",
                                      "--hard",
                                      "/",
                                      "/etc",
                                      "/etc/passwd",
                                      "/usr/lib",
                                      "/tmp/x",
                                      "build",
                                      "src",
                                      "node_modules",
                                      "..",
                                      ".",
                                      "a.c",
                                      ".env",
                                      "/dev/sda",
                                      "install",
                                      "push",
                                      "reset",
                                      "clean",
                                      "origin",
                                      "main",
                                      "+main",
                                      "delete",
                                      "pod",
                                      "run",
                                      "http://example.com/x",
                                      "777",
                                      "root",
                                      "if=/dev/zero",
                                      "of=/dev/sda",
                                      "stop",
                                      "sshd",
                                      "apply",
                                      "-auto-approve",
                                      "left-pad",
                                      "-g",
                                      "prune",
                                      "system",
                                      "~/.ssh/id_rsa"};

class Commands {
 public:
  explicit Commands(unsigned seed) : random_(seed) {}

  std::vector<std::string> next() {
    std::vector<std::string> argv{std::string(programs[random_() % std::size(programs)])};
    for (std::size_t count = random_() % 5; count > 0; --count) argv.emplace_back(words[random_() % std::size(words)]);
    return argv;
  }

 private:
  std::mt19937 random_;
};

std::string joined(const std::vector<std::string>& argv) {
  std::string line;
  for (const std::string& word : argv) line += (line.empty() ? "" : " ") + word;
  return line;
}

std::string single_quoted(const std::string& text) {
  return "'" + text + "'";
}

/// A tilde is only one where it is not quoted.
bool has_tilde(const std::string& line) {
  return line.find('~') != std::string::npos;
}

constexpr int rounds = 1500;

TEST_CASE("made commands: how a word is quoted changes nothing") {
  Commands commands(3);
  for (int round = 0; round < rounds; ++round) {
    const std::vector<std::string> argv = commands.next();
    const std::string line = joined(argv);
    if (has_tilde(line)) continue;
    std::string single, twice, escaped, split;
    for (const std::string& word : argv) {
      const std::string blank = single.empty() ? "" : " ";
      single += blank + single_quoted(word);
      twice += blank + "\"" + word + "\"";
      escaped += blank + "\\" + word;
      split += blank + word.substr(0, 1) + "''" + word.substr(1);
    }
    const Findings bare = findings_of(line);
    for (const std::string& spelled : {single, twice, escaped, split}) {
      CAPTURE(spelled);
      const Findings findings = findings_of(spelled);
      CHECK(findings.risk() == bare.risk());
      CHECK(findings.has_network_install() == bare.has_network_install());
    }
    CAPTURE(line);
    CHECK(findings_of_argv(argv).risk() == bare.risk());
  }
}

TEST_CASE("made commands: wrapping never lowers") {
  Commands commands(5);
  for (int round = 0; round < rounds; ++round) {
    const std::string line = joined(commands.next());
    const Risk bare = findings_of(line).risk();
    for (const std::string& wrapped :
         {"sudo " + line, "env A=1 " + line, "nice -n 5 " + line, "timeout 5 " + line, "sh -c " + single_quoted(line),
          "echo $(" + line + ")", "(" + line + ")", "{ " + line + "; }", "if true; then " + line + "; fi",
          "f() { " + line + "; }; f", "while :; do " + line + "; done", line + " &", "! " + line, "true && " + line,
          "fish -c " + single_quoted(line), "zsh -c " + single_quoted("{ " + line + " }")}) {
      CAPTURE(wrapped);
      CHECK(findings_of(wrapped).risk() >= bare);
    }
  }
}

TEST_CASE("made commands: a harmless neighbour changes nothing") {
  Commands commands(7);
  for (int round = 0; round < rounds; ++round) {
    const std::string line = joined(commands.next());
    const Findings bare = findings_of(line);
    for (const std::string& beside : {"true; " + line, line + "; echo done", "ls -la\n" + line, "cd . ; " + line}) {
      CAPTURE(beside);
      CHECK(findings_of(beside).risk() == bare.risk());
      CHECK(findings_of(beside).has_network_install() == bare.has_network_install());
    }
  }
}

TEST_CASE("made commands: as data they are none") {
  Commands commands(11);
  for (int round = 0; round < rounds; ++round) {
    const std::string line = joined(commands.next());
    const std::string quoted = single_quoted(line);
    for (const std::string& text :
         {"echo " + quoted, "printf '%s\\n' " + quoted, "git commit -m " + quoted, "grep -rn " + quoted + " src",
          "true # " + line, "cat <<'E'\n" + line + "\nE", "test x = " + quoted, "note=" + quoted}) {
      CAPTURE(text);
      CHECK(findings_of(text).risk() == Risk::low);
    }
  }
}

TEST_CASE("made commands: every shell means the same by plain words") {
  Commands commands(13);
  for (int round = 0; round < rounds; ++round) {
    Request request = request_at();
    request.line = joined(commands.next());
    CAPTURE(request.line);
    const Risk bare = findings_of(request.line).risk();
    for (const Dialect dialect : {Dialect::sh, Dialect::zsh, Dialect::fish}) {
      request.dialect = dialect;
      const Result<Command> command = parse(request);
      REQUIRE(command);
      CHECK(classify(*command).risk() == bare);
    }
  }
}

}  // namespace
}  // namespace vg
