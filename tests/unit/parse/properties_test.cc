// SPDX-License-Identifier: Apache-2.0
/// Properties over generated lines: nothing crashes, spans lie in the text, wrapping and quoting lose nothing.
#include <algorithm>
#include <chrono>
#include <random>

#include "core/base/text.h"
#include "tests/unit/parse/rendering.h"

using namespace vg;
using namespace vg::rendering;

namespace {

const std::vector<std::string_view> tokens = {
    "a",      "rm",     "-rf",    "/",        "x=1",      "x=",   "$x",   "${x}",
    "${x:-",  "}",      "{",      "{a,b}",    "'",        "\"",   "`",    "$(",
    ")",      "(",      "((",     "))",       "$((",      ";",    ";;",   "&",
    "&&",     "|",      "||",     "|&",       "\n",       "<",    ">",    ">>",
    "<<E",    "<<-'E'", "<<<",    "E",        "2>&1",     "&>",   "#",    "\\",
    "\\\n",   "if",     "then",   "else",     "fi",       "for",  "in",   "do",
    "done",   "while",  "case",   "esac",     "function", "f()",  "[[",   "]]",
    "!",      "time",   "coproc", "eval",     "sh -c",    "sudo", "env",  "find . -exec",
    "\\;",    "xargs",  "*",      "?",        "[a",       "]",    "~",    "$@",
    "set --", "cd",     "export", "alias l=", "\t",       "\r",   "\x80", "é",
    "=",      "+=",     "x=(",    "$'\\x",    "<(",       "@("};

class Lines {
 public:
  explicit Lines(unsigned seed) : random_(seed) {}

  std::string next() {
    std::string line;
    const std::size_t count = 1 + random_() % 24;
    for (std::size_t i = 0; i < count; ++i) {
      line += tokens[random_() % tokens.size()];
      if (random_() % 3 != 0) line += ' ';
    }
    return line;
  }

 private:
  std::mt19937 random_;
};

bool lies_in(Span span, const std::string& text) {
  return span.begin <= span.end && span.end <= text.size();
}

bool spans_fit(const Node& node, const std::string& text);

bool spans_fit(const Word& word, const std::string& text) {
  return lies_in(word.span, text) && std::all_of(word.parts.begin(), word.parts.end(), [&](const WordPart& part) {
           return part.node == nullptr || spans_fit(*part.node, text);
         });
}

bool spans_fit(const Node& node, const std::string& text) {
  const auto fits = [&text](const auto& item) { return spans_fit(item, text); };
  return lies_in(node.span, text) && std::all_of(node.words.begin(), node.words.end(), fits) &&
         std::all_of(node.assignments.begin(), node.assignments.end(),
                     [&](const Assignment& a) { return lies_in(a.span, text) && spans_fit(a.value, text); }) &&
         std::all_of(node.redirections.begin(), node.redirections.end(),
                     [&](const Redirection& r) { return lies_in(r.span, text) && spans_fit(r.target, text); }) &&
         std::all_of(node.children.begin(), node.children.end(),
                     [&](const Node* child) { return spans_fit(*child, text); });
}

void check_command(const Command& command) {
  REQUIRE(command.root != nullptr);
  CHECK(spans_fit(*command.root, command.text));
  for (const Unit& unit : command.units) CHECK(lies_in(unit.span, command.text));
  for (const ParseProblem& problem : command.problems) CHECK(lies_in(problem.span, command.text));
  for (const Invocation& invocation : command.invocations) {
    REQUIRE_LT(invocation.unit, command.units.size());
    REQUIRE(invocation.node != nullptr);
    CHECK(lies_in(invocation.span, command.text));
    for (const Word& word : invocation.words) CHECK(spans_fit(word, command.text));
    Command::canonical(invocation);
  }
  CHECK_FALSE(command.canonical().empty());
}

/// The programs a line starts, each with its words, in no order.
std::vector<std::string> programs(const std::string& line) {
  const Request request = line_request(line);
  const Command command = parse(request).value();
  std::vector<std::string> all;
  for (const Invocation& invocation : command.invocations) {
    std::string text;
    for (const Word& word : invocation.words) text += picture(word) + " ";
    all.push_back(text);
  }
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

TEST_CASE("any line gives a command whose spans lie in its text") {
  Lines lines(20240501);
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(1500);
  std::size_t count = 0;
  while (count < 500 || (std::chrono::steady_clock::now() < until && count < 20000)) {
    Request request = line_request(lines.next());
    request.dialect = static_cast<Dialect>(count++ % 4);
    CAPTURE(request.line);
    const Result<Command> command = parse(request);
    REQUIRE(command);
    check_command(*command);
    const Request again = request;
    CHECK_EQ(parse(again).value().canonical(), command->canonical());
  }
  MESSAGE(count << " lines");
}

TEST_CASE("a wrapped line starts what the bare line starts") {
  const std::vector<std::string> lines = {"rm -rf x", "a | rm x; b", "if a; then rm x; fi", "rm '$x' \"y z\"",
                                          "a && rm *"};
  for (const std::string& line : lines) {
    const std::vector<std::string> bare = programs(line);
    const std::string quoted = shell_quoted({line});
    for (const std::string& wrapped : {"(" + line + ")",
                                       "{ " + line + "; }",
                                       "sh -c " + quoted,
                                       "sudo bash -lc " + quoted,
                                       "eval " + quoted,
                                       "env A=1 nice sh -ec " + quoted,
                                       "bash <<'EOF'\n" + line + "\nEOF",
                                       "bash <<< " + quoted,
                                       "f() { " + line + "; }",
                                       "if " + line + "; then :; fi",
                                       "while :; do " + line + "; done",
                                       line + " &",
                                       "! { " + line + "; }",
                                       "trap " + quoted + " EXIT",
                                       "echo $(" + line + ")",
                                       "cat <(" + line + ")",
                                       "ssh h " + quoted,
                                       "find . -exec sh -c " + quoted + " \\;",
                                       "echo " + quoted + " | sh",
                                       "timeout 5 xargs sh -c " + quoted,
                                       "time { " + line + "; }",
                                       "case x in x) " + line + ";; esac"}) {
      CAPTURE(wrapped);
      const std::vector<std::string> inside = programs(wrapped);
      CHECK(std::includes(inside.begin(), inside.end(), bare.begin(), bare.end()));
    }
  }
}

TEST_CASE("quoting a plain word changes nothing") {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> argv;
    std::string line;
    for (std::size_t i = 0; i < 1 + random() % 5; ++i) {
      std::string word;
      for (std::size_t j = 0; j < 1 + random() % 6; ++j) word += "abcXYZ019-_./:@%"[random() % 16];
      // a digit in front of nothing is no redirection; a leading '-' on the first word is a program all the same
      argv.push_back(word);
      switch (random() % 4) {
        case 0: line += word; break;
        case 1: line += "'" + word + "'"; break;
        case 2: line += "\"" + word + "\""; break;
        default:
          for (const char c : word) line += std::string("\\") + c;
      }
      line += ' ';
    }
    CAPTURE(line);
    const Request as_line = line_request(line);
    const Request as_argv = argv_request(argv);
    CHECK_EQ(parse(as_line).value().canonical(), parse(as_argv).value().canonical());
    const Request quoted = line_request(shell_quoted(argv));
    CHECK_EQ(parse(quoted).value().canonical(), parse(as_argv).value().canonical());
  }
}

TEST_CASE("any argv reads back from its text") {
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> argv;
    for (std::size_t i = 0; i < 1 + random() % 4; ++i) {
      std::string word;
      for (std::size_t j = 0; j < random() % 8; ++j) word += static_cast<char>(1 + random() % 255);
      argv.push_back(word);
    }
    const Request as_argv = argv_request(argv);
    const Command command = parse(as_argv).value();
    check_command(command);
    CAPTURE(command.text);
    const Request as_line = line_request(command.text);
    CHECK_EQ(parse(as_line).value().canonical(), command.canonical());
  }
}
