// SPDX-License-Identifier: Apache-2.0
/// Hostile text: bounds hold, nothing crashes, and what was understood first is still there.
#include <ctime>

#include "tests/unit/parse/rendering.h"

using namespace vg;
using namespace vg::rendering;

namespace {

std::string repeated(std::string_view piece, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

std::string first_problem(const std::string& line) {
  const Request request = line_request(line);
  const Command command = parse(request).value();
  return command.problems.empty() ? "none" : command.problems.front().what;
}

}  // namespace

TEST_CASE("past a bound is a problem, and what came before is there") {
  struct BoundRow {
    std::string name;
    std::string line;
    std::string problem;
  };
  const std::vector<BoundRow> rows = {
      {"1 MB of blanks", "rm x; " + std::string(1 << 20, ' '), "longer than 64 KiB"},
      {"1 MB word", "rm x; " + std::string(1 << 20, 'a'), "longer than 64 KiB"},
      {"many words", "rm x; " + repeated("a ", 20000), "too many words"},
      {"many words in loops", "rm x; for i in " + repeated("a ", 20000), "too many words"},
      {"many elements", "rm x; y=(" + repeated("a ", 20000), "too many words"},
      {"many braces", "rm x; " + repeated("{a,b,c,d,e,f,g,h} ", 3000), "too much to read"},
      {"many commands in a text", "rm x; sh <<E\n" + repeated("a\n", 20000) + "E\n", "too much to read"},
      {"many rounds",
       "rm x; for a in 1 2 3 4 5 6 7 8; do for b in 1 2 3 4 5 6 7 8; do " + repeated("rm $a$b;", 200) + "done; done",
       "too much to follow"},
      {"parentheses", "rm x; " + repeated("(", 10000), "nested too deeply"},
      {"arithmetic", "rm x; " + repeated("$((", 10000), "nested too deeply"},
      {"substitutions", "rm x; " + repeated("$(", 10000), "nested too deeply"},
      {"quoted substitutions", "rm x; " + repeated("\"$(", 10000), "nested too deeply"},
      {"parameters", "rm x; " + repeated("${a:-", 10000), "nested too deeply"},
      {"groups", "rm x; " + repeated("{ ", 10000), "nested too deeply"},
      {"if", "rm x; " + repeated("if ", 10000), "nested too deeply"},
      {"functions", "rm x; " + repeated("f()", 10000), "unexpected 'f'"},
      {"function words", "rm x; " + repeated("function f ", 4000), "nested too deeply"},
      {"coproc", "rm x; " + repeated("coproc ", 9000), "nested too deeply"},
      {"time", "rm x; a | " + repeated("time ", 9000), "none"},
      {"processes", "rm x; " + repeated("<(", 10000), "nested too deeply"},
      {"patterns", "rm x; a " + repeated("@(", 10000), "unterminated pattern"},
      {"case", "rm x; " + repeated("case x in x)", 5000), "nested too deeply"},
      {"indices", "rm x; " + repeated("a[$(", 10000), "nested too deeply"},
  };
  for (const BoundRow& row : rows) {
    CAPTURE(row.name);
    const Request request = line_request(row.line);
    const Command command = parse(request).value();
    CHECK_EQ(command.problems.empty() ? "none" : command.problems.front().what, row.problem);
    CHECK_LE(command.problems.size(), 16);
    REQUIRE_FALSE(command.invocations.empty());
    CHECK_EQ(picture(command.invocations.front()), "rm x");
  }
}

TEST_CASE("nesting up to the bound is understood") {
  CHECK_EQ(first_problem(repeated("( ", 30) + "rm" + repeated(")", 30)), "none");
  CHECK_EQ(first_problem(repeated("$(", 30) + "rm" + repeated(")", 30)), "none");
  CHECK_EQ(first_problem(repeated("( ", 33) + "rm" + repeated(")", 33)), "nested too deeply");
}

TEST_CASE("strings in strings end") {
  std::string line = "rm";
  for (int i = 0; i < 4; ++i) {
    std::string quoted;
    for (const char c : line) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    line = "sh -c '" + quoted + "'";
  }
  CHECK_EQ(starts(line), "t[sh sh sh sh] rm");
  CHECK_EQ(first_problem(repeated("eval ", 40) + "rm"), "nested too deeply");
  CHECK_EQ(first_problem("X='eval $X'; eval $X"), "nested too deeply");
  // every level doubles the text
  CHECK_EQ(first_problem("x=" + std::string(2000, 'a') + "; " + repeated("sh -c \"$x; $x\";", 200)),
           "too much text for a shell");
}

TEST_CASE("unterminated everything") {
  const std::vector<Row> rows = {
      {"rm x; echo 'a", "unterminated quote"},
      {"rm x; echo \"a", "unterminated quote"},
      {"rm x; echo \"$(a\"", "unterminated quote"},
      {"rm x; echo $'a", "unterminated quote"},
      {"rm x; echo `a", "unterminated `"},
      {"rm x; echo $(a", "unterminated $("},
      {"rm x; echo ${a", "unterminated ${"},
      {"rm x; echo $[1", "unterminated arithmetic"},
      {"rm x; a <(b", "unterminated $("},
      {"rm x; [[ a", "unterminated [["},
      {"rm x; y=(a", "unterminated array"},
      {"rm x; a <<'E", "unterminated quote"},
      {"rm x; case y in", "missing 'esac'"},
      {"rm x; if a", "missing 'then'"},
      {"rm x; for i in a;", "missing 'do'"},
      {"rm x; while a; do b", "missing 'done'"},
      {"rm x; { a;", "missing '}'"},
      {"rm x; ( a;", "missing ')'"},
      {"rm x; f()", "unexpected end"},
      {"rm x; a &&", "unexpected end"},
      {"rm x; a |", "unexpected end"},
      {"rm x; a >", "unexpected end"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    CHECK_EQ(first_problem(row.line), row.expected);
    CHECK(starts(row.line).starts_with("rm x"));
  }
}

TEST_CASE("an argv past the bound") {
  Request request = argv_request(std::vector<std::string>(100000, "a"));
  request.argv[0] = "rm";
  const Command command = parse(request).value();
  REQUIRE_EQ(command.problems.size(), 1);
  CHECK_EQ(command.problems.front().what, "too many words");
  CHECK_EQ(command.invocations.front().words.size(), parse_max_words);
  CHECK_EQ(command.invocations.front().program_name(), "rm");
  Request large = argv_request({"echo", std::string(1 << 20, 'a')});
  CHECK(parse(large).value().problems.empty());
  Request string = argv_request({"sh", "-c", std::string(1 << 20, 'a')});
  const Command unread = parse(string).value();
  CHECK_EQ(unread.problems.front().what, "too much text for a shell");
  CHECK_EQ(unread.invocations.front().program_name(), "sh");
  Request nul = argv_request({"sh", "-c", std::string("rm\0x", 4)});
  CHECK_EQ(parse(nul).value().problems.front().what, "NUL byte in a string for a shell");
}

#ifdef __SANITIZE_ADDRESS__
constexpr int slowdown = 10;
#else
constexpr int slowdown = 1;
#endif

/// Unit: milliseconds of this process, however busy the machine is
long cpu_time() {
  return std::clock() / (CLOCKS_PER_SEC / 1000);
}

TEST_CASE("no line takes long") {
  const long begin = cpu_time();
  for (const std::string_view piece : {"((",
                                       "$((",
                                       "\"$((",
                                       "`\\`",
                                       "[",
                                       "x[",
                                       "{a,",
                                       "{a,b}",
                                       "${x/",
                                       "<<E\n",
                                       "a<<E ",
                                       "$x",
                                       "X=$X$X;",
                                       "eval ",
                                       "sh -c '",
                                       "for x in a b c d e f g h;do ",
                                       "f(){",
                                       "|",
                                       "&&",
                                       "a=(",
                                       "@(",
                                       "if ",
                                       "case x in ",
                                       "time ",
                                       "! ",
                                       "find -exec ",
                                       "sudo ",
                                       "\\\n",
                                       "#\n",
                                       "a|",
                                       "a;",
                                       "((a);",
                                       "$(echo ",
                                       "$(echo $X;",
                                       "[[ ",
                                       "{1..9}",
                                       "a {21..03}{1..9}$(b "}) {
    CAPTURE(piece);
    const long start = cpu_time();
    const Request request = line_request(repeated(piece, 60000 / piece.size()));
    CHECK(parse(request));
    const long spent = cpu_time() - start;
    MESSAGE(piece << ": " << spent << " ms");
    CHECK_LT(spent, 20 * slowdown);  // about one, where nothing else runs
  }
  CHECK_LT(cpu_time() - begin, 400 * slowdown);
}
