// SPDX-License-Identifier: Apache-2.0
#include "cli/jsonl.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include "cli/line_reader.h"
#include "core/base/json.h"
#include "core/base/unique_fd.h"

namespace vg::cli {
namespace {

TEST_CASE("a question is read with what it leaves out filled in") {
  struct Row {
    std::string_view line;
    std::string command, directory;
    Dialect dialect;
  };
  const Row rows[] = {
      {R"({"cmd":"ls"})", "ls", "", Dialect::bash},
      {R"({"cmd":"ls","cwd":"/srv","shell":"fish"})", "ls", "/srv", Dialect::fish},
      {R"( {"shell":"sh", "id": 7, "cmd":"a\nb"} )"
       "\r",
       "a\nb", "", Dialect::sh},
      {R"({"cmd":""})", "", "", Dialect::bash},
      {"{\"cmd\":\"a\\u0000b\"}", std::string("a\0b", 3), "", Dialect::bash},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    const auto question = read_question(row.line);
    REQUIRE(question);
    CHECK(question->command == row.command);
    CHECK(question->directory == row.directory);
    CHECK(question->dialect == row.dialect);
  }
}

TEST_CASE("a question that is none says why") {
  struct Row {
    std::string line;
    std::string_view says;
  };
  const Row rows[] = {
      {"", "not JSON"},
      {"ls", "not JSON"},
      {R"({"cmd":"ls")", "not JSON"},
      {R"({"cmd":"ls"} {"cmd":"ls"})", "not JSON"},
      {R"(["ls"])", "no JSON object"},
      {R"("ls")", "no JSON object"},
      {"{}", "no member 'cmd'"},
      {R"({"CMD":"ls"})", "no member 'cmd'"},
      {R"({"cmd":7})", "'cmd' must be a string"},
      {R"({"cmd":null})", "'cmd' must be a string"},
      {R"({"cmd":["ls"]})", "'cmd' must be a string"},
      {R"({"cmd":"ls","cmd":"rm"})", "duplicate key 'cmd'"},
      {R"({"cmd":"ls","cwd":7})", "'cwd' must be a string"},
      {R"({"cmd":"ls","cwd":"src"})", "'cwd' must be an absolute path"},
      {R"({"cmd":"ls","cwd":""})", "'cwd' must be an absolute path"},
      {R"({"cmd":"ls","cwd":"/a\u0000b"})", "'cwd' holds a NUL character"},
      {R"({"cmd":"ls","shell":"tcsh"})", "'shell' must be one of bash, sh, zsh, fish, not 'tcsh'"},
      {R"({"cmd":"ls","shell":true})", "'shell' must be a string"},
      {"{\"cmd\":\"\xff\"}", "not JSON"},
      {R"({"cmd":"\ud800"})", "not JSON"},
      {std::string("{\"cmd\":\"\0\"}", 11), "a NUL byte"},
      {"{\"cmd\":\"" + std::string(jsonl_max_bytes, 'a') + "\"}", "longer than 1 MiB"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.says);
    const auto question = read_question(row.line);
    REQUIRE_FALSE(question);
    CAPTURE(question.error().message());
    CHECK(question.error().message().find(row.says) != std::string::npos);
  }
}

TEST_CASE("an answer has every member, and names a rule once") {
  Judgement judgement;
  CHECK(answer_json(judgement, 12) ==
        R"({"level":"low","rules":[],"family":"","network_install":false,"needs_host":false,)"
        R"("decision":{"verdict":"refuse","place":"sandbox","because":"critical"},"micros":12})");
  judgement.findings.items = {
      {.rule = "PK001", .family = "pkg_install", .risk = Risk::medium, .network_install = true},
      {.rule = "HO001", .family = "host", .needs_host = true},
      {.rule = "PK001", .family = "pkg_install", .risk = Risk::medium},
  };
  judgement.decision = {.verdict = Verdict::run, .place = Place::host, .because = Because::trusted};
  CHECK(answer_json(judgement, 0) ==
        R"({"level":"medium","rules":["PK001","HO001"],"family":"pkg_install","network_install":true,)"
        R"("needs_host":true,"decision":{"verdict":"run","place":"host","because":"trusted"},"micros":0})");
}

TEST_CASE("an error is valid JSON whatever it is about") {
  CHECK(error_json("not \"this\"\n\xff", 3) == "{\"error\":\"not \\\"this\\\"\\n\xef\xbf\xbd\",\"line\":3}");
}

/// The lines that are read of `input` with at most 4 bytes each.
std::vector<std::string> lines_of(std::string_view input) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const UniqueFd reading(ends[0]);
  {
    const UniqueFd writing(ends[1]);
    REQUIRE(::write(writing.get(), input.data(), input.size()) == static_cast<ssize_t>(input.size()));
  }
  LineReader reader(reading.get(), 4);
  std::vector<std::string> lines;
  std::string line;
  for (;;) {
    const auto more = reader.next(line);
    REQUIRE(more);
    if (!*more) return lines;
    lines.push_back(line);
  }
}

TEST_CASE("lines are read whole, cut where they are too long, and end without a newline too") {
  using Lines = std::vector<std::string>;
  CHECK(lines_of("") == Lines{});
  CHECK(lines_of("a") == Lines{"a"});
  CHECK(lines_of("a\n") == Lines{"a"});
  CHECK(lines_of("\n\nb") == Lines{"", "", "b"});
  CHECK(lines_of("1234\n12345\n1234567\nend\n") == Lines{"1234", "12345", "12345", "end"});
  CHECK(lines_of("1234567890") == Lines{"12345"});
}

}  // namespace
}  // namespace vg::cli
