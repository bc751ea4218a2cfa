// SPDX-License-Identifier: Apache-2.0
/// Equal encodings exactly for equal commands.
#include <set>

#include "tests/unit/parse/rendering.h"

using namespace vg;
using namespace vg::rendering;

namespace {

std::string key(const Request& request) {
  return parse(request).value().canonical();
}
std::string key(const std::string& line) {
  return key(line_request(line));
}
std::string argv_key(std::vector<std::string> argv) {
  return key(argv_request(std::move(argv)));
}

std::optional<std::string> invocation_key(const std::string& line, std::size_t index = 0) {
  const Request request = line_request(line);
  const Command command = parse(request).value();
  return Command::canonical(command.invocations.at(index));
}

}  // namespace

TEST_CASE("a line and the argv it becomes have one key") {
  CHECK_EQ(key("npm install express"), argv_key({"npm", "install", "express"}));
  CHECK_EQ(key("  npm\tinstall \\\n express # now"), argv_key({"npm", "install", "express"}));
  CHECK_EQ(key("'npm' \"install\" ex'pre'ss"), argv_key({"npm", "install", "express"}));
  CHECK_EQ(key("rm ~/x \"$HOME/y\" ~"), argv_key({"rm", "/home/dev/x", "/home/dev/y", "/home/dev"}));
  CHECK_EQ(key("rm {a,b} ''"), argv_key({"rm", "a", "b", ""}));
  CHECK_EQ(key("sudo rm x"), argv_key({"sudo", "rm", "x"}));
  CHECK_EQ(key("sh -c 'rm x'"), argv_key({"sh", "-c", "rm x"}));
  CHECK_EQ(key("find . -exec rm {} \\;"), argv_key({"find", ".", "-exec", "rm", "{}", ";"}));
}

TEST_CASE("white space and quotes of a tree do not count") {
  CHECK_EQ(key("git status; ls"), key(" git 'status' ;ls"));
  CHECK_EQ(key("a && b"), key("a &&\nb"));
  CHECK_EQ(key("if a; then b; fi"), key("if a\nthen \"b\"\nfi"));
}

TEST_CASE("different commands have different keys") {
  const std::vector<std::string> lines = {
      "a",
      "a b",
      "'a b'",
      "a 'b '",
      "a b ''",
      "a; b",
      "a && b",
      "a || b",
      "a | b",
      "a |& b",
      "a & b",
      "a b &",
      "! a b",
      "time a b",
      "(a b)",
      "{ a b; }",
      "a >b",
      "a >>b",
      "a >|b",
      "a <b",
      "a 2>b",
      "a {x}>b",
      "a <<<b",
      "a <<b\nc\nb",
      "a <<'b'\nc\nb",
      "a <<b\nd\nb",
      "a $b",
      "a \"$b\"",
      "a '$b'",
      "a *",
      "a '*'",
      "a ${b:-c}",
      "a $(b)",
      "a \"$(b)\"",
      "a $(b c)",
      "a $((b))",
      "a <(b)",
      "a >(b)",
      "x=1 a b",
      "x+=1 a b",
      "x=2 a b",
      "x= a b",
      "x=(1) a",
      "x=(1 2) a",
      "x[1]=1 a",
      "if a; then b; fi",
      "if a; then b; else c; fi",
      "while a; do b; done",
      "until a; do b; done",
      "for x in a; do b; done",
      "for y in a; do b; done",
      "for x in a; do c; done",
      "for x; do b; done",
      "select x in a; do b; done",
      "for ((a;b;c)); do b; done",
      "for ((a;b;d)); do b; done",
      "case a in a|b) c;; esac",
      "case a in a) b;; b) c;; esac",
      "case a in a) b;& b) c;; esac",
      "f() { a; }",
      "g() { a; }",
      "f() ( a )",
      "[[ a ]]",
      "[[ b ]]",
      "[[ a && b ]]",
      "((a))",
      "((b))",
      "a; b; c",
      "a; (b; c)",
      "a ~bob",
      "a '~bob'",
      "a {1..1000}",
      "a '{1..1000}'",
      "a '",
      "a \"",
      "a )",
      "coproc a",
      "a $'\\n'",
      "a '\\n'",
      "git status; ls",
      "git 'status; ls'",
  };
  std::set<std::string> keys;
  for (const std::string& line : lines) {
    CAPTURE(line);
    CHECK(keys.insert(key(line)).second);
  }
  CHECK(keys.insert(argv_key({"git", "status;", "ls"})).second);
  CHECK(keys.insert(argv_key({"git", "status; ls", ""})).second);
  CHECK(keys.insert(argv_key({"ab", ""})).second);
  CHECK(keys.insert(argv_key({"", "ab"})).second);
  CHECK(keys.insert(key(line_request("a; b", Dialect::zsh))).second);
}

TEST_CASE("one invocation has the key of the argv the shell starts") {
  CHECK_EQ(invocation_key("cd app && npm install 2>&1", 1), argv_key({"npm", "install"}));
  CHECK_EQ(invocation_key("X=rm; $X y", 1), argv_key({"rm", "y"}));
  CHECK_EQ(invocation_key("sudo npm install"), argv_key({"sudo", "npm", "install"}));
  CHECK_EQ(invocation_key("command npm install"), argv_key({"npm", "install"}));
  CHECK_EQ(invocation_key("exec npm install"), argv_key({"npm", "install"}));
  CHECK_EQ(invocation_key("sh -c 'npm install'"), argv_key({"npm", "install"}));
  CHECK_EQ(invocation_key("(a | npm install)", 1), argv_key({"npm", "install"}));
  CHECK_FALSE(invocation_key("npm install >f"));
  CHECK_FALSE(invocation_key("A=1 npm install"));
  CHECK_FALSE(invocation_key("npm install $x"));
  CHECK_FALSE(invocation_key("npm install *"));
  CHECK_FALSE(invocation_key("npm install ~bob"));
  CHECK_FALSE(invocation_key("A=1"));
}
