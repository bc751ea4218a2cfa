// SPDX-License-Identifier: Apache-2.0
/// bash itself is the judge of what is a command: what `bash -n` accepts we must understand, and the other way round.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "core/base/json.h"
#include "tests/unit/parse/rendering.h"

using namespace vg;
using namespace vg::rendering;

namespace {

bool bash_accepts(const std::string& line) {
  const pid_t child = fork();
  if (child == 0) {
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(null, 0);
    dup2(null, 1);
    dup2(null, 2);
    execlp("bash", "bash", "--norc", "-n", "-c", line.c_str(), nullptr);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE(WIFEXITED(status));
  REQUIRE_NE(WEXITSTATUS(status), 127);
  return WEXITSTATUS(status) == 0;
}

bool we_accept(const std::string& line) {
  const Request request = line_request(line);
  return parse(request).value().problems.empty();
}

}  // namespace

TEST_CASE("we accept exactly what bash accepts") {
  const std::vector<std::string> lines = {
      // valid
      "a",
      "a b;",
      "a &",
      "a & b",
      "a;b\nc",
      "a | b |& c",
      "a && b || c",
      "!",
      "! a",
      "! ! a",
      "time",
      "time -p a",
      "a=1",
      "a=1 b=2 c",
      "a=(1 2)",
      "a=([x]=1 [y z]=2)",
      "a[1]=2",
      "a+=1",
      "a+=(1)",
      "declare -a a=(1)",
      "()",
      "(a)",
      "((a))",
      "((a); b)",
      "{ a; }",
      "{a}",
      "{a;}",
      "}",
      "if a; then b; fi",
      "if a; then b; else c; fi",
      "if a; then b; elif c; then d; fi",
      "if a; b; then c; fi",
      "if a\nthen b\nfi",
      "if; then a; fi",
      "if a; then; fi",
      "if a then b fi",
      "while a; do b; done",
      "until a; do b; done",
      "while a; do; done",
      "for x in a b; do c; done",
      "for x; do a; done",
      "for x do a; done",
      "for x in; do a; done",
      "for x in a; { b; }",
      "for 1x in a; do b; done",
      "for ((;;)); do a; done",
      "for ((;;)) { a; }",
      "for ((a;b;c)) do d; done",
      "select x in a; do b; done",
      "case a in esac",
      "case a in b) c;; esac",
      "case a in (b) c;; esac",
      "case a in b|c) d;& *) e;;& f) g; esac",
      "case a in b) c esac",
      "case in in in) in;; esac",
      "case a",
      "f() { a; }",
      "f () (a)",
      "f() a",
      "function f { a; }",
      "function f() (a)",
      "function f",
      "f()\n{ a; }",
      "f() if a; then b; fi",
      "f() { a; } > b",
      "coproc a",
      "coproc A { a; }",
      "coproc A (b)",
      "[[ a ]]",
      "[[ -f a && b == c ]]",
      "[[ a =~ (b|c d) ]]",
      "[[ ( a || b ) && ! c ]]",
      "[[ a < b ]]",
      "[[ a",
      "a > b",
      "a >> b < c",
      "a 2>&1",
      "a &> b",
      "a &>> b",
      "a >| b",
      "a <> b",
      "a {x}> b",
      "a >& b",
      "a <&-",
      "> a",
      "a >",
      "a > ;",
      "a < < b",
      "a <<< b",
      "cat <<E\na\nE",
      "cat <<E",
      "cat <<-E\n\ta\n\tE",
      "cat <<'E'\n$(\nE",
      "cat <<E <<F\n1\nE\n2\nF",
      "cat <<E | b\n1\nE",
      "echo $(cat <<E\n1\nE\n)",
      "echo $(cat <<E\n1\nE)",
      "echo 'a",
      "echo \"a",
      "echo $(a",
      "echo `a",
      "echo ${a",
      "echo $((1",
      "echo $((1))",
      "echo $((a); b)",
      "echo $(( (1) ))",
      "echo $[1]",
      "echo \"$(a \"b\")\"",
      "echo \"${a:-'b}\"",
      "echo \"${a:-\"b\"}\"",
      "echo ${a#'}'}",
      "echo $'a\\'b'",
      "echo $\"a\"",
      "echo a#b",
      "echo a # b'",
      "# a",
      "a <(b) >(c)",
      "for x in <(a); do b; done",
      "a <(b",
      "a\\\nb",
      "a; ; b",
      ";",
      "& a",
      "a &&",
      "&& a",
      "a | | b",
      "a ;; b",
      "a )",
      "a; done",
      "a; fi",
      "then",
      "a (b)",
      "a() ",
      "a=(",
      "a=(1;2)",
      "echo a=(b)",
      "export a=(b)",
      "a &; b",
      "a & & b",
      "( )",
      "{ }",
      "{ ; }",
      "! | a",
      "a | ! b",
      "a | time b",
      "time { a; }",
      "time (a)",
      "(a) b",
      "{ a; } b",
      "(a) > b",
      "{ a; } > b | c",
      "if a; then b; fi > c",
      "while a; do b; done < c",
      "a | while b; do c; done",
      "a && { b; } && (c)",
      "do a; done",
      "a\n| b",
      "a &&\nb",
      "a |\n\nb",
      "a; # c\nb",
      "echo ]]",
      "[ a ]",
      "[[ a ]] b",
      "echo if then",
      "echo {",
      "echo }",
      "{a,b}",
      "echo {a,b}{1..3}",
      "a=b c=d > e",
      "exec 3<>/dev/tcp/h/1",
      "0<&196;exec 196<>/dev/tcp/h/1",
      ":(){ :|:& };:",
      "\\if",
      "'if' a",
      "i\\\nf a; then b; fi",
      "a <<E;b\nE\nc",
      "a <<\"E F\"\nE F\n",
      "case x in a) b;; esac | c",
      "case x in\na)\nb\n;;\nesac",
      "if a; then b; fi; c",
      "for x in a; do b; done & c",
      "a & b && c",
      "echo *(a)",
  };
  // bash has these patterns only with `shopt -s extglob`, which many interactive shells set; the other is
  // harmless.
  const std::vector<std::string> wider = {"echo *(a)", "a | ! b"};
  for (const std::string& line : lines) {
    CAPTURE(line);
    const bool expected = bash_accepts(line) || std::find(wider.begin(), wider.end(), line) != wider.end();
    CHECK_EQ(we_accept(line), expected);
  }
}

TEST_CASE("bash does not look into these, we do") {
  for (const std::string line : {"echo `a;;b`", "sh -c 'a;;b'", "cat <<E\n$(a;;b)\nE", "eval 'a;;b'"}) {
    CAPTURE(line);
    CHECK(bash_accepts(line));
    CHECK_FALSE(we_accept(line));
  }
}

TEST_CASE("we accept of the corpus exactly what bash accepts") {
  const char* root = std::getenv("VG_SOURCE_ROOT");
  std::ifstream file(std::string(root == nullptr ? "." : root) + "/tests/data/corpus/dev.jsonl");
  std::size_t count = 0;
  for (std::string row; std::getline(file, row); ++count) {
    const Result<Json> parsed = Json::parse(row);
    REQUIRE(parsed);
    const std::string line = parsed->get("cmd")->string().value_or("");
    CAPTURE(line);
    CHECK_EQ(we_accept(line), bash_accepts(line));
  }
  CHECK_GT(count, 1700);
}
