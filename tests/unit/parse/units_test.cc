// SPDX-License-Identifier: Apache-2.0
/// Units, spans, places in pipelines, directories.
#include "tests/unit/parse/rendering.h"

using namespace vg;
using namespace vg::rendering;

namespace {

std::string text_at(const Command& command, Span span) {
  return command.text.substr(span.begin, span.end - span.begin);
}

std::string unit_texts(const std::string& line) {
  const Request request = line_request(line);
  const Command command = parse(request).value();
  std::string text;
  for (const Unit& unit : command.units)
    text += (text.empty() ? "" : " # ") + text_at(command, unit.span) + (unit.is_simple ? "" : " *");
  return text;
}

std::string invocation_texts(const std::string& line) {
  const Request request = line_request(line);
  const Command command = parse(request).value();
  std::string text;
  for (const Invocation& invocation : command.invocations)
    text += (text.empty() ? "" : " # ") + text_at(command, invocation.span) + " @" + std::to_string(invocation.unit) +
            "." + std::to_string(invocation.depth);
  return text;
}

std::string directories(const std::string& line) {
  const Request request = line_request(line);
  const Command command = parse(request).value();
  std::string text;
  for (const Invocation& invocation : command.invocations) {
    text += text.empty() ? "" : " ";
    text += invocation.directory.empty() ? "?" : invocation.directory;
  }
  return text;
}

}  // namespace

TEST_CASE("units are the elements of the top-level list") {
  const std::vector<Row> rows = {
      {"a", "a"},
      {"cd app && npm install || b; c & d\ne", "cd app # npm install # b # c # d # e"},
      {"a | b; (c; d) >f; X=1", "a | b * # (c; d) >f * # X=1"},
      {"  if a; then b; fi ; ! c", "if a; then b; fi * # ! c *"},
      {"cat <<E | x; b\nq\nE\nc", "cat <<E | x * # b # c"},
      {"sudo a 2>&1 # d", "sudo a 2>&1"},
      {"f() { a; }; f", "f() { a; } * # f"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    CHECK_EQ(unit_texts(row.line), row.expected);
  }
}

TEST_CASE("spans point at what was written") {
  const std::vector<Row> rows = {
      {"a b && sudo  c", "a b @0.0 # sudo  c @1.0"},
      {"a $(b \"$(c)\")", "a $(b \"$(c)\") @0.0 # b \"$(c)\" @0.1 # c @0.2"},
      {"x | sh -c 'a; b'", "x @0.0 # 'a; b' @0.1 # 'a; b' @0.1"},
      {"a `b \\`c\\``", "a `b \\`c\\`` @0.0 # `b \\`c\\`` @0.1 # `b \\`c\\`` @0.2"},
      {"find . -exec rm {} \\;", "find . -exec rm {} \\; @0.0 # rm {} @0.0"},
      {"sh <<E\na\nE", "a @0.1"},
      {"sudo sh <<'E'\na; b c\nE", "a @0.1 # b c @0.1"},
      {"sh <<E\na \\$x\nE", "<<E @0.1"},
      {"sh <<-E\n\ta\nE", "<<-E @0.1"},
      {"cat <<E\n$(a) $(b c)\nE", "cat <<E @0.0 # a @0.1 # b c @0.1"},
      {"sh -c a", "a @0.1"},
      {"echo {a,b}", "echo {a,b} @0.0"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    CHECK_EQ(invocation_texts(row.line), row.expected);
  }
}

TEST_CASE("words of a brace expansion share the span of the source") {
  const Request request = line_request("rm {a,b}c");
  const Command command = parse(request).value();
  REQUIRE_EQ(command.invocations.front().words.size(), 3);
  CHECK_EQ(text_at(command, command.invocations.front().words[1].span), "{a,b}c");
  CHECK_EQ(text_at(command, command.invocations.front().words[2].span), "{a,b}c");
}

TEST_CASE("data flows through nested pipelines") {
  const Request request = line_request("a | { b | c; d; } | e; f");
  const Command command = parse(request).value();
  std::string places;
  for (const Invocation& invocation : command.invocations)
    places +=
        invocation.program_name() + std::to_string(invocation.pipeline) + std::to_string(invocation.position) + " ";
  CHECK_EQ(places, "a00 b01 c02 d01 e03 f10 ");
}

TEST_CASE("the directory follows cd") {
  CHECK_EQ(directories("a; cd x; b; cd /; c; cd $y; d; cd /e; f"),
           "/home/dev/app /home/dev/app /home/dev/app/x /home/dev/app/x / / ? ? /e");
  CHECK_EQ(directories("(cd /; a); b | cd /; c; ssh h d"),
           "/home/dev/app / /home/dev/app /home/dev/app /home/dev/app /home/dev/app ?");
}

TEST_CASE("the tilde is marked, expanded or not") {
  Request request = line_request("a ~ ~/x '~' ~bob x~");
  for (const bool has_home : {true, false}) {
    if (!has_home) request.home.clear();
    const Command command = parse(request).value();
    const std::span<const Word> words = command.invocations.front().words;
    CHECK(words[1].is_tilde());
    CHECK(words[2].is_tilde());
    CHECK_FALSE(words[3].is_tilde());
    CHECK(words[4].is_tilde());
    CHECK_FALSE(words[4].literal());
    CHECK_FALSE(words[5].is_tilde());
    CHECK_EQ(words[2].literal(), has_home ? "/home/dev/x" : "~/x");
  }
}

TEST_CASE("an environment that contradicts the user database makes HOME unknown") {
  Request request = line_request("rm ~/x $HOME $USER");
  request.environment = Environment({"HOME=/tmp", "USER=dev"});
  CHECK_EQ(starts(request), "rm $~/x $HOME dev");
  request.environment = Environment({"HOME=/home/dev", "TMPDIR=/t", "USER=root"});
  request.line = "rm ~/x $HOME $TMPDIR $USER";
  CHECK_EQ(starts(request), "rm /home/dev/x /home/dev /t $USER");
}

TEST_CASE("the tree survives its command") {
  std::optional<Command> copy;
  const Request request = line_request("a 'b c' $(d)");
  {
    const Command command = parse(request).value();
    copy = command;
  }
  CHECK_EQ(picture(*copy), "a 'b c' $(..) ; s d");
}

TEST_CASE("the tree says what joined its parts") {
  const Request request = line_request("a && b || ! c & time d | e");
  const Command command = parse(request).value();
  REQUIRE_EQ(command.root->children.size(), 2);
  const Node& chain = *command.root->children[0];
  CHECK(chain.background);
  REQUIRE_EQ(chain.children.size(), 3);
  CHECK_FALSE(chain.children[1]->after_or);
  CHECK(chain.children[2]->after_or);
  CHECK(chain.children[2]->negated);
  CHECK_EQ(command.root->children[1]->name, "time");
}
