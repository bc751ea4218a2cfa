// SPDX-License-Identifier: Apache-2.0
/// Requests that come as an argv, and requests that are none.
#include "core/base/text.h"
#include "tests/unit/parse/rendering.h"

using namespace vg;
using namespace vg::rendering;

namespace {

struct ArgvRow {
  std::vector<std::string> argv;
  std::string expected;
};

}  // namespace

TEST_CASE("an argv is one simple command of literal words") {
  const std::vector<ArgvRow> rows = {
      {{"rm", "-rf", "/"}, "rm -rf /"},
      {{"rm", "$HOME", "~", "*", "{a,b}", "", "a b"}, "rm $HOME ~ * {a,b} '' 'a b'"},
      {{"sudo", "-u", "bob", "rm"}, "w[sudo] rm"},
      {{"env", "A=1", "rm"}, "w[env] A=1 rm"},
      {{"A=1", "rm"}, "A=1 rm"},
      {{"if", "a"}, "if a"},
      {{"sh", "-c", "rm x; ls $HOME"}, "t[sh] rm x ; t[sh] ls /home/dev"},
      {{"sh", "-c", "echo '"}, "t[sh] echo '' ! unterminated quote"},
      {{"sh", "-c", "rm \"$1\"", "_", "y"}, "t[sh] rm y"},
      {{"bash", "build.sh"}, "bash build.sh"},
      {{"ssh", "h", "rm", "x;ls"}, "ssh h rm x;ls ! ; t[ssh] rm x ; t[ssh] ls"},
      {{"find", ".", "-exec", "rm", "{}", ";"}, "find . -exec rm {} ; ! ; w[find] rm {}"},
      {{""}, "''"},
      {{"a\nb"}, "'a\nb'"},
  };
  for (const ArgvRow& row : rows) {
    CAPTURE(row.expected);
    const Request request = argv_request(row.argv);
    CHECK_EQ(starts(request), row.expected);
    const Command command = parse(request).value();
    CHECK_EQ(command.text, shell_quoted(row.argv));
    REQUIRE_EQ(command.units.size(), 1);
    CHECK(command.units.front().is_simple);
    const std::span<const Word> words = command.units.front().words;
    REQUIRE_EQ(words.size(), row.argv.size());
    for (std::size_t i = 0; i < words.size(); ++i) {
      const Span span = words[i].span;
      CHECK_EQ(command.text.substr(span.begin, span.end - span.begin), shell_quoted({row.argv[i]}));
      CHECK_EQ(words[i].literal(), row.argv[i]);
    }
  }
}

TEST_CASE("the program counts where argv[0] says something else") {
  Request request = argv_request({"ls", "-c", "rm x"});
  request.program = "/bin/bash";
  CHECK_EQ(starts(request), "t[bash] rm x");
  request.argv = {"ls", "x"};
  request.program = "/usr/bin/rm";
  CHECK_EQ(starts(request), "/usr/bin/rm x");
  const std::string key = parse(request).value().canonical();
  request.program = "/usr/bin/ls";
  CHECK_EQ(starts(request), "ls x");
  CHECK_EQ(parse(request).value().canonical(), key);
  // a program for many names looks at argv[0] itself
  request.program = "/bin/busybox";
  CHECK_EQ(starts(request), "ls x");
}

TEST_CASE("requests that are none") {
  CHECK_EQ(starts(line_request("")), "error: nothing to run");
  Request both = argv_request({"a"});
  both.line = "a";
  CHECK_EQ(starts(both), "error: both a line and an argv to run");
  CHECK_EQ(starts(line_request(std::string("a\0b", 3))), "error: NUL byte in the line");
  CHECK_EQ(starts(line_request(" \n\t")), "");
}
